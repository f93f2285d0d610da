"""What was promised, and when support is open."""

from slas.models.calendar import HOURS_KINDS, Calendar, CalendarChoice, CalendarVersion
from slas.models.tier import (
    ACTIVITY_CLASSES,
    METRICS,
    SEVERITIES,
    SEVERITY_MEANINGS,
    UNITS,
    LevelTarget,
    Target,
    TicketType,
    Tier,
    TierVersion,
)

__all__ = [
    "ACTIVITY_CLASSES",
    "HOURS_KINDS",
    "METRICS",
    "SEVERITIES",
    "SEVERITY_MEANINGS",
    "UNITS",
    "Calendar",
    "CalendarChoice",
    "CalendarVersion",
    "LevelTarget",
    "Target",
    "TicketType",
    "Tier",
    "TierVersion",
]
