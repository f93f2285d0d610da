"""Lengths of time as people read them: what is left is floored to the minute, what is late is ceiled (S-08)."""

from datetime import datetime

from django.utils.translation import gettext as _

MINUTE, HOUR, DAY = 60, 3600, 86_400
URGENT_SECONDS = 15 * MINUTE
DEFAULT_WARNING = 75  # percent of the target


def span(seconds: float) -> str:
    """`33m`, `2h 08m` or `1d 4h`, floored to whole minutes; the sign is dropped."""
    minutes = int(abs(seconds)) // MINUTE
    days, hours = divmod(minutes // 60, 24)
    if days:
        return f"{days}d {hours}h" if hours else f"{days}d"
    if hours:
        return f"{hours}h {minutes % 60:02d}m"
    return f"{minutes}m"


def over(seconds: float) -> str:
    """`18m over`, ceiled to whole minutes, so that one second late never reads as nothing late."""
    return _("%(length)s over") % {"length": span(-(-abs(seconds) // MINUTE) * MINUTE)}


def time_left(seconds: float) -> str:
    """What is left, or how much it is over once nothing is left."""
    return span(seconds) if seconds > 0 else over(seconds)


def used_percent(started_at: datetime | None, due_at: datetime, now: datetime) -> int:
    """Whole percent of the way from start to due, floored, between 0 and 100; 0 when the start is unknown."""
    if started_at is None or due_at <= started_at:
        return 100 if now >= due_at else 0
    share = (now - started_at).total_seconds() / (due_at - started_at).total_seconds()
    return max(0, min(100, int(share * 100)))


def chip_state(due_at: datetime, started_at: datetime | None, warn: int, now: datetime) -> str:
    """The word for a running deadline: `ok`, `soon` past the warning share, `urgent` under 15 minutes, `breached`."""
    left = (due_at - now).total_seconds()
    if left <= 0:
        return "breached"
    if left < URGENT_SECONDS:
        return "urgent"
    return "soon" if used_percent(started_at, due_at, now) >= warn else "ok"
