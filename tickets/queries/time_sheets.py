"""A week of somebody's time: days, what each was spent on, and the working days that hold nothing."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta

from contracts.bands import BUSINESS, kind_of_day
from slas.queries import OFFICE_HOURS, calendars_by_kind, hours_of_calendar
from tickets.queries.time_reads import week_of_time

DAY = timedelta(days=1)
DAYS = 7


@dataclass
class Day:
    """One day of the sheet; missing when it is over, office hours were open and nothing is logged."""

    on: date
    entries: list = field(default_factory=list)
    is_missing: bool = False
    is_today: bool = False

    @property
    def minutes(self):
        return sum(entry.minutes for entry in self.entries)


@dataclass
class Row:
    """What was worked on, and the minutes of each day."""

    subject: object
    client: object
    minutes: list

    @property
    def total(self):
        return sum(self.minutes)


@dataclass
class Sheet:
    """A week from Monday on, on the wall of the reader."""

    days: list
    rows: list

    @property
    def minutes(self):
        return sum(day.minutes for day in self.days)


def monday_of(on):
    """The Monday of a day's week."""
    return on - timedelta(days=on.weekday())


def sheet_of(member, whose, monday, zone, at):
    """The week that begins on a Monday, in four queries and the office hours' three."""
    instants = [datetime.combine(monday + DAY * number, time(), zone).astimezone(UTC) for number in range(DAYS + 1)]
    today = at.astimezone(zone).date()
    days = [Day(monday + DAY * number, is_today=monday + DAY * number == today) for number in range(DAYS)]
    rows = {}
    for entry in week_of_time(member, whose, instants[0], instants[-1]):
        number = (entry.started_at.astimezone(zone).date() - monday).days
        days[number].entries.append(entry)
        subject = entry.ticket or entry.contract
        row = rows.setdefault(subject.pk, Row(subject, entry.client, [0] * DAYS))
        row.minutes[number] += entry.minutes
    calendar = _office_hours(whose.tenant_id)
    for day in days:
        is_open = kind_of_day(day.on, calendar) == BUSINESS if calendar else day.on.weekday() < 5
        day.is_missing = day.on < today and is_open and not day.entries
    return Sheet(days, sorted(rows.values(), key=lambda row: -row.total))


def _office_hours(tenant_id):
    calendar_id = calendars_by_kind(tenant_id, None).get(OFFICE_HOURS)
    return hours_of_calendar(tenant_id, calendar_id) if calendar_id else None
