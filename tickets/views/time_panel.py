"""The panel of time on the desk's page of a ticket."""

from accounts.permissions import may
from tickets.queries.time_reads import time_on_ticket
from tickets.time_words import minutes_in_words


def time_panel(member, ticket, at):
    """What the panel shows: the member's timer, the entries with their words, and the sums."""
    entries = time_on_ticket(member, ticket)
    began = ticket.timer_started_at if may(member, "time.log") else None
    timer = began and {"started_at": began, "stopped_at": ticket.timer_stopped_at}
    return {
        "entries": entries,
        "timer": timer,
        "ran": minutes_in_words(int(((timer["stopped_at"] or at) - began).total_seconds()) // 60) if timer else "",
        "total": minutes_in_words(sum(entry.minutes for entry in entries)),
        "billable": minutes_in_words(sum(entry.billable_minutes for entry in entries)),
        "held": sum(entry.held_minutes for entry in entries),
    }
