"""What each kind of happening does to a ticket, before its clocks are stopped, resumed and settled."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from slas import tally as clockwork
from slas.clockstate import Hold, Mark, Wait
from slas.docket import Docket
from slas.happenings import Happening, Kind
from slas.metrics import Metric, Pause

ENDED_BY_THE_CLIENT = ("waiting_client", "scheduled")  # decision 5; no other wait ends by a message
PHASES = {
    Kind.RESOLVED: "resolved",
    Kind.CLOSED: "closed",
    Kind.CANCELLED: "cancelled",
    Kind.REOPENED: "open",
}


def _opened(ticket: Docket, happening: Happening) -> None:
    facts = happening.facts
    ticket.severity, ticket.ticket_type = facts["severity"], facts.get("type")
    ticket.phase, ticket.phase_since, ticket.opened_at = "open", Mark(happening.at, happening.seq), happening.at
    if ticket.measures_promises:
        ticket.terms_key = facts["terms"]


def _turns_only_clocks(ticket: Docket, happening: Happening) -> None:
    """Stops and starts what the rules say; the ticket itself does not move by it."""


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
    if not ticket.measures_promises:
        return
    before, ticket.terms_key = ticket.terms, happening.facts["terms"]
    if happening.facts.get("recount"):
        ticket.recount(happening.at, before, "by_recount")
        return
    from_receipt = bool(happening.facts.get("from_receipt", False))
    ticket.promise_all(happening.at, before, "by_retarget", from_receipt=from_receipt)


def _no_reply_needed(ticket: Docket, happening: Happening) -> None:
    tally = ticket.open_tally(Metric.NEXT_RESPONSE)
    if tally is not None:
        clockwork.cancel(tally, happening.at, ticket.hours_of(tally))


def _merged_in(ticket: Docket, happening: Happening) -> None:
    """S-36: what still runs of first response and resolution counts from the earlier of both receipts."""
    received = happening.facts["received"]
    received = datetime.fromisoformat(received) if isinstance(received, str) else received
    opened = ticket.opened_at
    if opened is None or received >= opened:
        return
    for metric in (Metric.FIRST_RESPONSE, Metric.RESOLUTION):
        tally = ticket.open_tally(metric)
        if tally is not None:
            clockwork.antedate(tally, happening.at, received, opened, ticket.hours_of(tally), flag="by_merge")
    ticket.opened_at = received


EFFECTS: dict[Kind, Callable[[Docket, Happening], None]] = {
    Kind.OPENED: _opened,
    Kind.REPLIED: _turns_only_clocks,
    Kind.WORKAROUND_DELIVERED: _turns_only_clocks,
    Kind.DEFECT_CONFIRMED: _turns_only_clocks,
    Kind.DEPLOYED: _turns_only_clocks,
    Kind.LEVEL_ENTERED: _turns_only_clocks,
    Kind.ACCEPTED: _turns_only_clocks,
    Kind.NO_REPLY_NEEDED: _no_reply_needed,
    Kind.MERGED_IN: _merged_in,
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
