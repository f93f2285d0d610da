"""The stints of a ticket as its page shows them: each level it passed, accepted and worked on in time or not."""

from slas.clockstate import State
from tickets.models import STINT_METRICS
from tickets.words import chip_of, open_span


def stint_lines(stints, ticket, at):
    """One line a stint, the newest first; how long it stayed is time on the wall, what is owed counts in the level's hours."""
    lines = []
    for stint in reversed(stints):
        until = stint.left_at or ticket.closed_at or ticket.resolved_at or at
        lines.append(
            {
                "level": stint.level,
                "name": stint.name,
                "entered_at": stint.entered_at,
                "left_at": stint.left_at,
                "stayed": open_span(max(0, (until - stint.entered_at).total_seconds())),
                "clocks": [_clock(clock, at) for clock in (stint.accept, stint.work) if clock is not None],
            }
        )
    return lines


def _clock(clock, at):
    if clock.state in (State.RUNNING, State.BREACHED_RUNNING) and clock.due_at is not None:
        chip = {"state": "running", "due_at": clock.due_at, "started_at": clock.started_at, "warn": 75}
    else:
        chip = chip_of(clock, at)
    return {
        "name": STINT_METRICS[clock.metric],
        "chip": chip,
        "target": open_span(clock.target["seconds"]),
        "due_at": clock.due_at,
        "missed_at": clock.breached_at,
    }
