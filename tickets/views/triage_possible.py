"""Which deeds the desk's page of a ticket offers: what the member may do, the status allows, and the ticket has not had yet."""

from typing import NamedTuple

from accounts.permissions import may
from slas.clockstate import FINISHED
from slas.metrics import Metric
from tickets.holds import DEPLOY_SLOT
from tickets.transitions import CANCELLED, CLOSED, MOVES, OPEN, RESOLVED, WAITING_CLIENT, WAITS


class Read(NamedTuple):
    """What was read of the ticket for its page."""

    messages: list
    events: list
    clocks: list
    is_cover_open: bool = False


def may_reply(member, ticket):
    """Whether there is somebody to answer, and the member may."""
    return may(member, "ticket.reply") and ticket.status not in (CLOSED, CANCELLED)


def possible(member, ticket, read):
    """The deeds that are offered."""
    moves, is_open = MOVES[ticket.status], ticket.is_open
    allowed = {
        "reply": may_reply(member, ticket),
        "note": may(member, "ticket.note"),
        "time": may(member, "time.log"),
        "ask": WAITING_CLIENT in moves and may(member, "ticket.wait"),
        "wait": is_open and may(member, "ticket.wait"),
        "resolve": RESOLVED in moves and may(member, "ticket.resolve"),
        "assign": is_open and may(member, "ticket.assign"),
        "classify": is_open and may(member, "ticket.classify"),
        "subject": is_open and may(member, "ticket.classify"),
        "escalate": is_open and may(member, "ticket.escalate"),
        "resume": ticket.status in WAITS and may(member, "ticket.wait"),
        "reopen": ticket.status == RESOLVED and OPEN in moves and may(member, "ticket.resolve"),
        "close": CLOSED in moves and may(member, "ticket.resolve"),
        "cancel": CANCELLED in moves and may(member, "ticket.resolve"),
        "merge": is_open and may(member, "ticket.combine"),
        "agree": is_open and may(member, "ticket.agree"),
        "contract": is_open and may(member, "ticket.move_contract"),
        "follow-up": ticket.status == CLOSED and may(member, "ticket.open_for_client"),
        **_by_history(member, ticket, read, is_open),
    }
    return {deed for deed, is_allowed in allowed.items() if is_allowed}


def _by_history(member, ticket, read, is_open):
    kinds = {event.kind for event in read.events}
    is_over = ticket.status in (CLOSED, CANCELLED)
    running = {clock.metric for clock in read.clocks if clock.state not in FINISHED}
    owes_fix = any(clock.metric == Metric.HOTFIX for clock in read.clocks) or "defect_confirmed" in kinds
    slots = [event for event in read.events if event.kind.startswith("hold_") and event.facts.get("hold") == DEPLOY_SLOT]
    is_held = bool(slots) and max(slots, key=lambda event: event.sequence).kind == "hold_opened"
    asked = [message for message in read.messages if message.side == "client" and message.ticket_id == ticket.pk]
    delivers = may(member, "ticket.deliver")
    return {
        "no-reply": is_open and Metric.NEXT_RESPONSE in running and may(member, "ticket.reply"),
        "workaround": is_open and "workaround_delivered" not in kinds and delivers,
        "defect": is_open and "defect_confirmed" not in kinds and delivers,
        "deployment": owes_fix and not is_over and delivers,
        "slot": Metric.HOTFIX in running and not is_held and not is_over and delivers,
        "slot-end": is_held and not is_over and delivers,
        "split": not is_over and len(asked) > 1 and may(member, "ticket.combine"),
        "cover": read.is_cover_open and ticket.is_open and may(member, "cover.settle"),
        "void": any(clock.breached_at and not clock.voided_at for clock in read.clocks) and may(member, "clock.void"),
    }
