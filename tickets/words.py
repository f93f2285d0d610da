"""Clocks and happenings of a ticket in the words that people read."""

from django.utils.translation import gettext as _

from common.durations import DEFAULT_WARNING
from slas.clockstate import State
from slas.plans import warnings_in

WARNED_AT = DEFAULT_WARNING / 100  # the share of a target at which somebody is warned


def chip_of(clock, now):
    """What the chip of a clock shows, as `common.marks.sla_chip` takes it.

    Open time is not wall time: the chip's start is put so that its ring reaches the warning share when the warning is due.
    """
    if clock is None:
        return {"state": "none", "text": _("No target")}
    if clock.state in (State.RUNNING, State.BREACHED_RUNNING) and clock.due_at is not None:
        return {"state": "running", "due_at": clock.due_at, **_ring(clock)}
    if clock.state in (State.PAUSED, State.NOT_STARTED):
        left = clock.target["seconds"] - clock.elapsed_seconds
        return {"state": "paused", "text": _("%(length)s left") % {"length": open_span(left)} if left > 0 else _("Missed")}
    if clock.state == State.NO_OPEN_TIME:
        return {"state": "none", "text": _("No open time")}
    if clock.state == State.CANCELLED:
        return {"state": "none", "text": _("Cancelled")}
    met = (
        _("Met in %(length)s") % {"length": open_span(clock.elapsed_seconds)} if clock.elapsed_seconds >= 60 else _("Met at once")
    )
    return {"state": "met", "text": met} if clock.breached_at is None else {"state": "breached", "text": _("Missed")}


def open_span(seconds):
    """A length of open time in hours and minutes, floored: `40h`, `2h 08m`, `33m`. A day of it has no fixed length."""
    hours, minutes = divmod(int(abs(seconds)) // 60, 60)
    if not hours:
        return f"{minutes}m"
    return f"{hours}h {minutes:02d}m" if minutes else f"{hours}h"


def _ring(clock):
    """Start of the ring and its warning share, so that it turns amber at the instant of the planned warning."""
    if max(warnings_in(clock.fired), default=0) >= DEFAULT_WARNING:
        return {"started_at": clock.started_at, "warn": 0}
    planned = zip(clock.plan_at, clock.plan_what, strict=True)
    warned_at = next((at for at, what in planned if max(warnings_in([what]), default=0) >= DEFAULT_WARNING), clock.due_at)
    if warned_at >= clock.due_at:
        return {"started_at": clock.started_at, "warn": 100}
    return {"started_at": clock.due_at - (clock.due_at - warned_at) / (1 - WARNED_AT), "warn": DEFAULT_WARNING}
