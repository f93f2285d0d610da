"""What each kind of happening does to a ticket, before its clocks are stopped, resumed and settled."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from slas import tally as clockwork
from slas.clockstate import Hold, Mark, Tally, Wait
from slas.docket import Docket
from slas.happenings import FirstResponse, Happening, Kind
from slas.metrics import RULES, Metric, Pause

ENDED_BY_THE_CLIENT = ("waiting_client", "scheduled")  # decision 5; no other wait ends by a message
PHASES = {
    Kind.RESOLVED: "resolved",
    Kind.CLOSED: "closed",
    Kind.CANCELLED: "cancelled",
    Kind.REOPENED: "open",
}


def _opened(ticket: Docket, happening: Happening) -> None:
    facts, at = happening.facts, happening.at
    ticket.severity, ticket.ticket_type, ticket.terms_key = facts["severity"], facts.get("type"), facts["terms"]
    ticket.phase, ticket.phase_since = "open", Mark(at, happening.seq)
    response = FirstResponse(facts.get("first_response", FirstResponse.RUNS))
    for metric, rule in RULES.items():
        if Kind.OPENED in rule.starts:
            awaited = metric != Metric.FIRST_RESPONSE or response in (FirstResponse.RUNS, FirstResponse.MET_AT_ONCE)
            if awaited:
                ticket.tallies.append(Tally(str(metric), 1, since=at))
    ticket.promise_all(at, ticket.terms, "")
    if response is FirstResponse.MET_AT_ONCE:
        for tally in ticket.tallies:
            if tally.metric == Metric.FIRST_RESPONSE:
                clockwork.run(tally, at, ticket.hours_of(tally))
                clockwork.stop(tally, at, ticket.hours_of(tally))


def _replied(ticket: Docket, happening: Happening) -> None:
    """Stops what its rule says; the status does not move by a reply."""


def _client_wrote(ticket: Docket, happening: Happening) -> None:
    if ticket.wait is not None and ticket.wait.wait in ENDED_BY_THE_CLIENT:
        _wait_ended(ticket, happening)


def _waiting(ticket: Docket, happening: Happening) -> None:
    until = happening.facts.get("until")
    ticket.wait = Wait(
        wait=happening.facts["wait"],
        since=Mark(happening.at, happening.seq),
        vendor=happening.facts.get("vendor"),
        until=datetime.fromisoformat(until) if isinstance(until, str) else until,
    )


def _wait_ended(ticket: Docket, happening: Happening) -> None:
    if ticket.wait is not None and not ticket.wait.since.is_after(happening):
        ticket.wait = None


def _hold_opened(ticket: Docket, happening: Happening) -> None:
    hold, name = str(Pause(happening.facts["hold"])), happening.facts.get("name", "")
    others = tuple(each for each in ticket.holds if (each.hold, each.name) != (hold, name))
    ticket.holds = (*others, Hold(hold, name, Mark(happening.at, happening.seq)))


def _hold_closed(ticket: Docket, happening: Happening) -> None:
    ended = (happening.facts["hold"], happening.facts.get("name", ""))
    ticket.holds = tuple(each for each in ticket.holds if (each.hold, each.name) != ended or each.since.is_after(happening))


def _moved(ticket: Docket, happening: Happening) -> None:
    """Resolved, closed, cancelled or open again. The fold follows; which moves are allowed is not its business."""
    phase = PHASES[Kind(happening.kind)]
    written_before = ticket.phase_since is not None and ticket.phase_since.is_after(happening)
    if ticket.phase == "cancelled" or (phase == "open" and written_before):
        return
    begun_after = phase == "open" and ticket.wait is not None and ticket.wait.since.is_after(happening)
    ticket.phase, ticket.phase_since = phase, Mark(happening.at, happening.seq)
    ticket.wait = ticket.wait if begun_after else None  # reopened and set to wait in the same instant
    if phase == "cancelled":
        for tally in ticket.tallies:
            if not tally.is_over:
                clockwork.cancel(tally, happening.at, ticket.hours_of(tally))


def _severity_changed(ticket: Docket, happening: Happening) -> None:
    ticket.severity = happening.facts["severity"]
    ticket.promise_all(happening.at, ticket.terms, "by_reclassification")


def _type_changed(ticket: Docket, happening: Happening) -> None:
    ticket.ticket_type = happening.facts["type"]
    ticket.promise_all(happening.at, ticket.terms, "by_reclassification")


def _retargeted(ticket: Docket, happening: Happening) -> None:
    before, ticket.terms_key = ticket.terms, happening.facts["terms"]
    from_receipt = bool(happening.facts.get("from_receipt", False))
    ticket.promise_all(happening.at, before, "by_retarget", from_receipt=from_receipt)


EFFECTS: dict[Kind, Callable[[Docket, Happening], None]] = {
    Kind.OPENED: _opened,
    Kind.REPLIED: _replied,
    Kind.CLIENT_WROTE: _client_wrote,
    Kind.WAITING: _waiting,
    Kind.WAIT_ENDED: _wait_ended,
    Kind.HOLD_OPENED: _hold_opened,
    Kind.HOLD_CLOSED: _hold_closed,
    Kind.RESOLVED: _moved,
    Kind.REOPENED: _moved,
    Kind.CLOSED: _moved,
    Kind.CANCELLED: _moved,
    Kind.SEVERITY_CHANGED: _severity_changed,
    Kind.TYPE_CHANGED: _type_changed,
    Kind.RETARGETED: _retargeted,
}
