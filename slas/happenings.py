"""What may happen to a ticket that turns its clocks, and in which order it counts (S-29)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """Happenings that the fold understands; whatever else is recorded about a ticket is not shown to it."""

    OPENED = "opened"  # severity, terms, type, first_response: a FirstResponse
    REPLIED = "replied"  # a public message by a human agent (S-12)
    CLIENT_WROTE = "client_wrote"
    WAITING = "waiting"  # wait; vendor ("client" or "provider") of a third party; until of a scheduled one
    WAIT_ENDED = "wait_ended"
    HOLD_OPENED = "hold_opened"  # hold, and a name when several of one kind may be open
    HOLD_CLOSED = "hold_closed"
    RESOLVED = "resolved"
    REOPENED = "reopened"
    CLOSED = "closed"
    CANCELLED = "cancelled"
    SEVERITY_CHANGED = "severity_changed"  # severity
    TYPE_CHANGED = "type_changed"  # type
    RETARGETED = "retargeted"  # terms; from_receipt when the cover was decided only now; recount after a backdated correction
    WORKAROUND_DELIVERED = "workaround_delivered"  # and public (S-18)
    DEFECT_CONFIRMED = "defect_confirmed"
    DEPLOYED = "deployed"  # environment_kind: where to (S-19)
    NO_REPLY_NEEDED = "no_reply_needed"  # nothing is owed for what the client wrote last (S-15)
    MERGED_IN = "merged_in"  # received: when the other ticket was (S-36)
    LEVEL_ENTERED = "level_entered"  # terms of the level: a stint begins (S-35)
    ACCEPTED = "accepted"  # somebody at the level has taken it


class FirstResponse(StrEnum):
    """How a ticket came to be decides whether its first response is awaited (S-13)."""

    RUNS = "runs"
    MET_AT_ONCE = "met_at_once"  # logged during a call or chat: nothing elapsed
    NONE = "none"  # opened by an agent on own initiative
    NOT_RECORDED = "not_recorded"  # imported from a log without messages


# S-29: stop, cancel, pause, resume, start. The opening comes before all, for nothing can happen to a ticket that is not
# there; a change of promise comes after a stop, for a stop wins, and before what resumes under the new promise.
RANKS = {
    Kind.OPENED: 0,
    Kind.REPLIED: 1,
    Kind.RESOLVED: 1,
    Kind.CLOSED: 1,
    Kind.WORKAROUND_DELIVERED: 1,
    Kind.DEPLOYED: 1,
    Kind.ACCEPTED: 1,
    Kind.CANCELLED: 2,
    Kind.NO_REPLY_NEEDED: 2,
    Kind.WAITING: 3,
    Kind.HOLD_OPENED: 3,
    Kind.SEVERITY_CHANGED: 4,
    Kind.TYPE_CHANGED: 4,
    Kind.RETARGETED: 4,
    Kind.MERGED_IN: 4,
    Kind.LEVEL_ENTERED: 4,
    Kind.CLIENT_WROTE: 5,
    Kind.WAIT_ENDED: 5,
    Kind.HOLD_CLOSED: 5,
    Kind.REOPENED: 6,
    Kind.DEFECT_CONFIRMED: 6,
}

# What only staff know of; these turn the clocks between levels and no clock that a client is promised.
STAFF_ONLY = frozenset({Kind.LEVEL_ENTERED, Kind.ACCEPTED})
PUBLIC_KINDS = frozenset(str(kind) for kind in RANKS if kind not in STAFF_ONLY)

OrderKey = tuple[datetime, int, int]


@dataclass(frozen=True)
class Happening:
    """One dated fact about a ticket; `seq` is its number on the ticket."""

    at: datetime
    kind: str
    seq: int
    facts: Mapping[str, Any] = field(default_factory=dict)


def order_key(happening: Happening) -> OrderKey:
    """Where a happening stands among the others of its ticket (decision 20)."""
    return (happening.at, RANKS[Kind(happening.kind)], happening.seq)
