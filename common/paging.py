"""Pages by key: the next page starts after the last row shown, so the hundredth costs what the first does."""

from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Q


@dataclass
class KeyPage:
    """Rows newest first, with the addresses of the pages beside them where there are any."""

    rows: list
    previous_url: str = ""
    next_url: str = ""


def in_utc(moment):
    """An aware instant in UTC, or None where it is none or lies outside of the calendar: PostgreSQL takes no zone beyond 15 h."""
    try:
        return moment.astimezone(UTC) if moment.tzinfo else None
    except OverflowError:
        return None


def newest_first(rows, query, *, field, size):
    """The page of `rows` by `-field, -id` that `query` (a QueryDict) asks for with `after` or `before`; else the first."""
    after, before = _key(query.get("after")), _key(query.get("before"))
    if before and not after:
        found = list(rows.filter(_beyond(field, "gt", before)).order_by(field, "id")[: size + 1])
        more, found = len(found) > size, found[:size][::-1]
        has_previous, has_next = more, True
    else:
        if after:
            rows = rows.filter(_beyond(field, "lt", after))
        found = list(rows.order_by(f"-{field}", "-id")[: size + 1])
        more, found = len(found) > size, found[:size]
        has_previous, has_next = bool(after), more
    page = KeyPage(found)
    if found:
        page.previous_url = _url(query, "before", found[0], field) if has_previous else ""
        page.next_url = _url(query, "after", found[-1], field) if has_next else ""
    return page


def _beyond(field, side, key):
    at, row_id = key
    return Q(**{f"{field}__{side}": at}) | Q(**{field: at, f"id__{side}": row_id})


def _key(text):
    try:
        at, row_id = (text or "").split("~")
        at, row_id = in_utc(datetime.fromisoformat(at)), UUID(row_id)
        return (at, row_id) if at else None
    except ValueError:
        return None


def _url(query, name, row, field):
    kept = {key: value for key, value in query.items() if key not in ("after", "before") and value}
    return "?" + urlencode(kept | {name: f"{getattr(row, field).isoformat()}~{row.pk}"})
