"""Pages by cursor: a page begins after the last row of the one before, so it costs the same at any depth."""

import base64
import binascii
import json
from uuid import UUID

from django.db.models import Q
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from rest_framework.pagination import BasePagination
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param

from accounts.api.problems import parameter_problem
from common.paging import in_utc

DEFAULT, MOST = 50, 200


class KeysetPages(BasePagination):
    """`?cursor=&limit=&ordering=`; the view names its orders: `orderings = {"-updated_at": ("-updated_at", "id")}`.

    Each order is an instant and then the id, in the directions of an index; the first is the default.
    """

    def paginate_queryset(self, queryset, request, view=None):
        self.request = request
        self.limit = self._limit()
        self.ordering = request.query_params.get("ordering") or next(iter(view.orderings))
        if self.ordering not in view.orderings:
            raise parameter_problem({"ordering": [_("Choose one of: %(names)s.") % {"names": ", ".join(view.orderings)}]})
        self.keys = view.orderings[self.ordering]
        self.cursor = self._cursor()
        backward = bool(self.cursor) and self.cursor["back"]
        keys = [_reversed(key) for key in self.keys] if backward else self.keys
        if self.cursor:
            queryset = queryset.filter(_beyond(keys, self.cursor))
        rows = list(queryset.order_by(*keys)[: self.limit + 1])
        more, rows = len(rows) > self.limit, rows[: self.limit]
        self.rows = rows[::-1] if backward else rows
        self.has_next = bool(rows) if backward else more
        self.has_previous = more if backward else bool(self.cursor and rows)
        return self.rows

    def get_paginated_response(self, data):
        return Response(
            {
                "next": self._link(self.rows[-1], back=False) if self.has_next else None,
                "previous": self._link(self.rows[0], back=True) if self.has_previous else None,
                "results": data,
            }
        )

    def _limit(self):
        given = self.request.query_params.get("limit", str(DEFAULT))
        if not (given.isascii() and given.isdigit() and 1 <= int(given[:9]) <= MOST):
            raise parameter_problem({"limit": [_("Give a whole number from 1 to %(most)s.") % {"most": MOST}]})
        return int(given)

    def _cursor(self):
        text = self.request.query_params.get("cursor")
        if not text:
            return None
        try:
            ordering, instant, pk, back = json.loads(base64.urlsafe_b64decode(text.encode() + b"=" * (-len(text) % 4)))
            found = {"instant": in_utc(parse_datetime(instant)), "id": UUID(pk), "back": bool(back)}
            if ordering == self.ordering and found["instant"] is not None:
                return found
        except (ValueError, TypeError, AttributeError, binascii.Error, RecursionError):
            pass
        raise parameter_problem({"cursor": [_("Use the address in next or previous as it came.")]})

    def _link(self, row, *, back):
        instant = getattr(row, self.keys[0].lstrip("-")).isoformat()
        words = json.dumps([self.ordering, instant, str(row.pk), back], separators=(",", ":"))
        cursor = base64.urlsafe_b64encode(words.encode()).rstrip(b"=").decode()
        return replace_query_param(self.request.build_absolute_uri(), "cursor", cursor)

    def get_schema_operation_parameters(self, view):
        def parameter(name, description, **schema):
            return {"name": name, "required": False, "in": "query", "description": description, "schema": schema}

        names = list(view.orderings)
        return [
            parameter("cursor", "Where the page begins: from `next` or `previous` of another.", type="string"),
            parameter("limit", "Rows on a page.", type="integer", minimum=1, maximum=MOST, default=DEFAULT),
            parameter("ordering", "Order of the rows.", type="string", enum=names, default=names[0]),
        ]

    def get_paginated_response_schema(self, schema):
        link = {"type": ["string", "null"], "format": "uri"}
        return {
            "type": "object",
            "required": ["next", "previous", "results"],
            "properties": {"next": link, "previous": link, "results": schema},
        }


def _reversed(key):
    return key[1:] if key.startswith("-") else f"-{key}"


def _beyond(keys, cursor):
    """Rows after the cursor's; the bare comparison of the instant is what the index is entered by."""
    instant, pk = keys
    name, side = instant.lstrip("-"), "lt" if instant.startswith("-") else "gt"
    after_id = Q(id__lt=cursor["id"]) if pk.startswith("-") else Q(id__gt=cursor["id"])
    return Q(**{f"{name}__{side}e": cursor["instant"]}) & (Q(**{f"{name}__{side}": cursor["instant"]}) | after_id)
