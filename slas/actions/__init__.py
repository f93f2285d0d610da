"""Every write about promises and support hours."""

from slas.actions.calendars import choose_calendar, create_calendar, create_preset_calendar
from slas.actions.defaults import set_up_promises
from slas.actions.tiers import create_tier, publish_tier

__all__ = [
    "choose_calendar",
    "create_calendar",
    "create_preset_calendar",
    "create_tier",
    "publish_tier",
    "set_up_promises",
]
