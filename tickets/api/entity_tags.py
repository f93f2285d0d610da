"""Entity tags of tickets: the version that every verb raises, and what the sweep alone changes of the clocks."""

import hashlib
import re

from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter

from accounts.api.problems import Problem

TAG = re.compile(r'"(\d{1,9})-[0-9a-f]{8}"')
IF_NONE_MATCH = OpenApiParameter(
    "If-None-Match", str, OpenApiParameter.HEADER, description="The ETag of an earlier read: 304 when it still holds."
)
IF_MATCH = OpenApiParameter(
    "If-Match",
    str,
    OpenApiParameter.HEADER,
    description="The ETag of an earlier read: 412 when the ticket was changed since.",
)


def etag_of(ticket, clocks) -> str:
    """`"<version>-<mark>"`; a breach that the sweep records changes the mark and not the version."""
    marks = ";".join(f"{clock.pk}{clock.state}{clock.due_at}{clock.breached_at}" for clock in clocks)
    return f'"{ticket.version}-{hashlib.sha256(marks.encode()).hexdigest()[:8]}"'


def is_known(request, tag) -> bool:
    """Whether `If-None-Match` names the tag, weakly or not, or any."""
    named = [one.strip().removeprefix("W/") for one in request.headers.get("If-None-Match", "").split(",")]
    return tag in named or "*" in named


def version_wanted(request) -> int | None:
    """The version that `If-Match` insists on, or None. Clocks move by themselves, so only the version counts."""
    given = request.headers.get("If-Match", "*").strip()
    if given == "*":
        return None
    if not TAG.fullmatch(given):
        raise Problem(412, "stale", _("If-Match names no version of this ticket. Read it again."))
    return int(TAG.fullmatch(given)[1])
