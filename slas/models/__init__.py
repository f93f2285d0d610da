"""What was promised, and when support is open."""

from slas.models.calendar import HOURS_KINDS, Calendar, CalendarChoice, CalendarVersion
from slas.models.proposal import PROPOSAL_STATES, REACHES, TierProposal
from slas.models.tier import (
    ACTIVITY_CLASSES,
    HOTFIX_FROM,
    METRICS,
    SEVERITIES,
    SEVERITY_MEANINGS,
    SOURCES,
    UNITS,
    LevelTarget,
    Target,
    TicketType,
    Tier,
    TierVersion,
)

__all__ = [
    "ACTIVITY_CLASSES",
    "HOTFIX_FROM",
    "HOURS_KINDS",
    "METRICS",
    "PROPOSAL_STATES",
    "REACHES",
    "SEVERITIES",
    "SEVERITY_MEANINGS",
    "SOURCES",
    "UNITS",
    "Calendar",
    "CalendarChoice",
    "CalendarVersion",
    "LevelTarget",
    "Target",
    "TicketType",
    "Tier",
    "TierProposal",
    "TierVersion",
]
