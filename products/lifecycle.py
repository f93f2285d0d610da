"""How near a version is to its end; plain values, no database (C-60)."""

from __future__ import annotations

from datetime import date

STEPS = (180, 90, 30)  # days before the last supported day on which the client and its account manager are warned
ENDED, NEAR, SUPPORTED = "ended", "near", "supported"


def days_left(ends_on: date, today: date) -> int:
    """Days until the last supported day; 0 on that day, negative after it."""
    return (ends_on - today).days


def standing(ends_on: date | None, today: date) -> str:
    """Whether a version is supported, near its end (180 days or less), or past it; the last day itself is supported."""
    if ends_on is None:
        return SUPPORTED
    left = days_left(ends_on, today)
    return ENDED if left < 0 else NEAR if left <= STEPS[0] else SUPPORTED


def step_due(ends_on: date, today: date) -> int | None:
    """Which warning is due today: the latest step that has been reached, so that a late run sends one and not three (C-60)."""
    left = days_left(ends_on, today)
    reached = [step for step in STEPS if 0 <= left <= step]
    return min(reached) if reached else None
