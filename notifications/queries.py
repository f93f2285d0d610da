"""What the bell shows, and whether anything has changed since a page last asked: one read of indexes."""

from collections.abc import Callable
from typing import NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Subquery

from accounts.models import Membership
from notifications.models import Notice
from notifications.wording import worded

MANY = 100  # nobody counts further

_newest: dict[tuple[str, str], Callable] = {}


class Pulse(NamedTuple):
    """What a page is asked to compare: the unseen notices, and a mark for each event that a page may listen for."""

    unseen: list
    marks: dict[str, str]

    @property
    def tag(self) -> str:
        """The ETag: the same as long as neither the bell nor anything else has changed."""
        bell = f"bell={self.unseen[0]}.{len(self.unseen)}" if self.unseen else "bell=0"
        return '"' + ";".join([bell, *(f"{event}={mark}" for event, mark in self.marks.items())]) + '"'

    def events_since(self, tag: str) -> list[str]:
        """The events whose mark differs from the one in a page's last tag; none for a page that asks for the first time."""
        return [event for event, mark in self.marks.items() if f"{event}=" in tag and f"{event}={mark}" not in tag]


def register_newest(event: str, door: str, newest: Callable) -> None:
    """Pages behind `door` hear of `event` when `newest(member)`, a queryset of one value, changes. For `AppConfig.ready()`."""
    _newest[door, event] = newest


def pulse_of(member) -> Pulse:
    """The member's pulse, in one query."""
    door = "portal" if member.client_id else "desk"
    asked = {event: newest for (at_door, event), newest in _newest.items() if at_door == door}
    unseen = Notice.objects.visible_to(member).unseen().order_by("-at", "-id").values("pk")[:MANY]
    row = (
        Membership.objects.filter(pk=member.pk)
        .order_by()
        .values_list(ArraySubquery(unseen), *(Subquery(newest(member)) for newest in asked.values()))
        .get()
    )
    return Pulse(row[0], {event: _mark(value) for event, value in zip(asked, row[1:], strict=True)})


def bell_of(member, pulse) -> dict:
    """The bell: how much is new, and the words of a missed promise when that is the newest."""
    newest = (
        Notice.objects.visible_to(member).select_related("tenant").filter(pk=pulse.unseen[0]).first() if pulse.unseen else None
    )
    urgent = worded(newest).subject if newest and newest.tone == "danger" else ""
    return {"unseen": len(pulse.unseen), "is_capped": len(pulse.unseen) == MANY, "urgent": urgent}


def notices_in_bell(member):
    """What the member was told, the newest first."""
    return Notice.objects.visible_to(member).in_bell().select_related("tenant").order_by("-at", "-id")


def _mark(value) -> str:
    return value.isoformat().replace("+00:00", "Z") if value else "-"
