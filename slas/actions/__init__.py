"""Every write about promises and support hours."""

from slas.actions.calendar_versions import correct_calendar, publish_calendar_version
from slas.actions.calendars import (
    choose_calendar,
    choose_calendars,
    create_calendar,
    create_preset_calendar,
    create_weekly_calendar,
)
from slas.actions.defaults import set_up_promises
from slas.actions.levels import set_level_targets
from slas.actions.proposals import (
    check_content,
    discard_draft,
    keep_draft,
    propose_tier,
    publish_proposal,
    refuse_proposal,
    take_newest_base,
    withdraw_proposal,
)
from slas.actions.tiers import create_tier, publish_tier

__all__ = [
    "check_content",
    "choose_calendar",
    "choose_calendars",
    "correct_calendar",
    "create_calendar",
    "create_preset_calendar",
    "create_tier",
    "create_weekly_calendar",
    "discard_draft",
    "keep_draft",
    "propose_tier",
    "publish_calendar_version",
    "publish_proposal",
    "publish_tier",
    "refuse_proposal",
    "set_level_targets",
    "set_up_promises",
    "take_newest_base",
    "withdraw_proposal",
]
