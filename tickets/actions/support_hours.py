"""Change a calendar and move the open tickets that count on it (S-34)."""

from django.db import transaction

from slas.actions import correct_calendar, publish_calendar_version
from slas.happenings import Kind
from slas.keys import Pin, parsed_key, terms_key
from slas.queries import newest_pins
from tickets.actions.events import add_event
from tickets.actions.retargets import start_retarget
from tickets.models.retarget import CALENDAR, RECOMPUTE


@transaction.atomic
def publish_support_hours(*, by, at, **said):
    """Publish a calendar's next version as `slas.actions.publish_calendar_version` does; open tickets follow in the background.

    What is counted already stays: open tickets heed the version for time after it. Closed tickets keep what they had.
    """
    version = publish_calendar_version(by=by, at=at, **said)
    return version, start_retarget(kind=CALENDAR, calendar_version=version, by=by, at=at)


def newest_hours(ticket, *, by, at):
    """For a ticket that opens again: an event that takes up versions which its calendars got meanwhile, if there are any (S-34).

    Closed tickets are not moved when hours are published; time from now on is to count on the newest. What a correction
    says of the past is left to a recount. The caller folds the event.
    """
    before = ticket.replay_state["terms"]
    key = parsed_key(before)
    newest = newest_pins(ticket.tenant_id, key.pins, None)
    pins = {calendar: Pin(newest[calendar].number, pin.corrections) for calendar, pin in key.pins.items() if calendar in newest}
    after = terms_key(key.version, key.calendars, key.pins | pins)
    return [] if after == before else [add_event(ticket, Kind.RETARGETED, by=by, at=at, terms=after)]


@transaction.atomic
def correct_support_hours(*, by, at, **said):
    """Correct a calendar for the past as `slas.actions.correct_calendar` does, and count every open ticket on it again."""
    version = correct_calendar(by=by, at=at, **said)
    return version, start_retarget(kind=RECOMPUTE, calendar_version=version, by=by, at=at)
