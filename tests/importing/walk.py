"""A second opinion on elapsed time, from the log's own lines: it looks at every minute, with csv and zoneinfo alone."""

import csv
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

EXCERPT = Path(__file__).parent / "data" / "servicenow-excerpt.csv"
MINUTE = timedelta(minutes=1)
STANDS = {"Awaiting User Info", "Awaiting Evidence", "Resolved", "Closed"}


def lines_of(number, path=EXCERPT):
    """The lines of one incident, as dicts."""
    with open(path, encoding="utf-8", newline="") as file:
        return [line for line in csv.DictReader(file) if line["number"] == number]


def instant(text, zone):
    """A local time of the log as UTC (S-43)."""
    return datetime.strptime(text, "%d-%m-%Y %H:%M").replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(UTC)


def office_hours(zone):
    """Monday to Friday, 9 to 17 by the clock on the wall."""

    def is_open(at):
        local = at.astimezone(ZoneInfo(zone))
        return local.weekday() < 5 and 9 <= local.hour < 17

    return is_open


def always(at):
    return True


def walked_seconds(lines, zone, is_open):
    """Open seconds from the opening to the last line in which the incident neither waited for the client nor was at its end."""
    given = [(line["sys_updated_at"], line["sys_mod_count"], line["incident_state"]) for line in lines]
    updates = sorted((instant(text, zone), int(count), state) for text, count, state in given)
    now, state, minutes = instant(lines[0]["opened_at"], zone), "New", 0
    while updates or state not in STANDS:
        while updates and updates[0][0] <= now:
            state = updates.pop(0)[2]
        if state in STANDS:
            if not updates:
                break
            now = max(now, updates[0][0])  # nothing counts until then
            continue
        minutes += is_open(now)
        now += MINUTE
    return minutes * 60
