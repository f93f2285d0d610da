"""The hours and promises that a new tenant starts with, all editable (S-50, decisions on default targets)."""

from __future__ import annotations

from typing import NamedTuple

from slas.openhours import ALL_DAY, Day

CLOSED: Day = ()


class HoursPreset(NamedTuple):
    """A kind of hours: its week, Monday first, and what a business day counts as, in minutes (S-04)."""

    kind: str
    weekly: tuple[Day, ...]
    nominal_day_minutes: int
    always_open: bool = False


def _workdays(start: int, end: int) -> tuple[Day, ...]:
    return (((start, end),),) * 5 + (CLOSED, CLOSED)


HOURS_PRESETS = {
    preset.kind: preset
    for preset in (
        HoursPreset("8/5", _workdays(9 * 60, 17 * 60), 480),
        HoursPreset("12/5", _workdays(8 * 60, 20 * 60), 720),
        HoursPreset("24/5", _workdays(0, 24 * 60), 1440),
        HoursPreset("24/7", (ALL_DAY,) * 7, 1440, always_open=True),
    )
}

SEVERITIES = ("critical", "major", "minor", "question")
WARNING_PERCENTS = (50, 75, 90, 100)  # S-09
LEAD_AT_PERCENT = 90  # of the resolution of what is critical or major: leads hear of it while something can be done


class DefaultTarget(NamedTuple):
    """One promise of a default tier: an amount in its unit, counted on its kind of hours."""

    tier: str
    metric: str
    severity: str
    amount: int
    unit: str
    hours: str


DEFAULT_TIERS = {"best_effort": "8/5", "basic": "8/5", "standard": "8/5", "premium": "24/7", "enterprise": "24/7"}

# Hours for critical, major, minor, question unless "m" says minutes; None: nothing is promised.
_Cell = int | str | None
_TABLE: dict[str, dict[str, tuple[_Cell, _Cell, _Cell, _Cell]]] = {
    "best_effort": {
        "first_response": (8, 16, 24, 40),
    },
    "basic": {
        "first_response": (8, 16, 24, 40),
        "update_cadence": (8, 16, None, None),
        "workaround": (24, None, None, None),
        "resolution": (40, 80, None, None),
    },
    "standard": {
        "first_response": (4, 8, 16, 24),
        "update_cadence": (2, 8, 24, None),
        "workaround": (8, 16, None, None),
        "resolution": (16, 40, 80, None),
    },
    "premium": {
        "first_response": ("30m", 2, 8, 24),
        "update_cadence": (1, 4, 24, None),
        "workaround": (4, 8, None, None),
        "resolution": (6, 24, 120, None),
    },
    "enterprise": {
        "first_response": ("15m", 1, 4, 8),
        "update_cadence": ("30m", 2, 24, None),
        "workaround": (2, 4, None, None),
        "resolution": (4, 12, 72, None),
    },
}


def _spelt_out() -> list[DefaultTarget]:
    targets = []
    for tier, metrics in _TABLE.items():
        # A client waits for the next answer as long as for the first.
        for metric, cells in [*metrics.items(), ("next_response", metrics["first_response"])]:
            for severity, cell in zip(SEVERITIES, cells, strict=True):
                if isinstance(cell, str):
                    targets.append(DefaultTarget(tier, metric, severity, int(cell.rstrip("m")), "minutes", DEFAULT_TIERS[tier]))
                elif cell is not None:
                    targets.append(DefaultTarget(tier, metric, severity, cell, "hours", DEFAULT_TIERS[tier]))
        # Standard may take the hotfix as an option; it always counts around the clock.
        if tier in ("premium", "enterprise"):
            targets.append(DefaultTarget(tier, "hotfix", "critical", 24, "hours", "24/7"))
    return targets


DEFAULT_TARGETS: tuple[DefaultTarget, ...] = tuple(_spelt_out())
HOTFIX_OPTION = DefaultTarget("standard", "hotfix", "critical", 24, "hours", "24/7")
