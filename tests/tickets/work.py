"""What tests of time worked share: London wall times, entries in one line, and the sums of a group."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from accounts.tenancy import SYSTEM, acting_as, acting_in
from contracts.bands import added
from tickets import actions
from tickets.models import TimeEntry


def london(text):
    """A London wall time as a UTC instant."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/London")).astimezone(UTC)


def log(member, start, minutes, *, at=None, **more):
    """Log time from a London wall time on, some minutes after its end."""
    begin = london(start) if isinstance(start, str) else start
    end = begin + timedelta(minutes=minutes)
    with acting_as(member):
        return actions.log_time(started_at=begin, ended_at=end, by=member, at=at or end + timedelta(minutes=1), **more)


def booked(tenant_id, group):
    """What all entries of a group drew and hold, by band."""
    with acting_in(tenant_id, SYSTEM):
        rows = list(TimeEntry.objects.filter(tenant_id=tenant_id, group=group))
    return added(*(row.drawn for row in rows), *(row.held for row in rows))
