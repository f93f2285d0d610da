"""Every write about promises and support hours."""

from slas.actions.calendars import (
    choose_calendar,
    choose_calendars,
    create_calendar,
    create_preset_calendar,
    create_weekly_calendar,
)
from slas.actions.defaults import set_up_promises
from slas.actions.tiers import create_tier, publish_tier

__all__ = [
    "choose_calendar",
    "choose_calendars",
    "create_calendar",
    "create_preset_calendar",
    "create_tier",
    "create_weekly_calendar",
    "publish_tier",
    "set_up_promises",
]
