"""Change a calendar and move the open tickets that count on it (S-34)."""

from django.db import transaction

from slas.actions import correct_calendar, publish_calendar_version
from tickets.actions.retargets import start_retarget
from tickets.models.retarget import CALENDAR, RECOMPUTE


@transaction.atomic
def publish_support_hours(*, by, at, **said):
    """Publish a calendar's next version as `slas.actions.publish_calendar_version` does; open tickets follow in the background.

    What is counted already stays: open tickets heed the version for time after it. Closed tickets keep what they had.
    """
    version = publish_calendar_version(by=by, at=at, **said)
    return version, start_retarget(kind=CALENDAR, calendar_version=version, by=by, at=at)


@transaction.atomic
def correct_support_hours(*, by, at, **said):
    """Correct a calendar for the past as `slas.actions.correct_calendar` does, and count every open ticket on it again."""
    version = correct_calendar(by=by, at=at, **said)
    return version, start_retarget(kind=RECOMPUTE, calendar_version=version, by=by, at=at)
