"""Instants as whole seconds since 1970 in UTC, and local wall time turned into them (S-02, S-43)."""

from calendar import timegm
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

DAY = 86_400


def second(text: str) -> int:
    """The whole second in which an instant lies."""
    return timegm(datetime.fromisoformat(text).astimezone(UTC).timetuple())


def text(instant: int | None) -> str | None:
    if instant is None:
        return None
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=instant)).strftime("%Y-%m-%dT%H:%M:%SZ")


def of_wall_time(zone: str, day: date, clock: str) -> int:
    """A time that does not exist takes the offset before the gap, one that comes twice its first coming: `fold=0` (S-43)."""
    hour, minute = (int(part) for part in clock.split(":"))
    if hour == 24:
        day, hour = day + timedelta(days=1), 0
    local = datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZoneInfo(zone), fold=0)
    return timegm(local.astimezone(UTC).timetuple())


def local_date(zone: str, instant: int) -> date:
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(seconds=instant)).astimezone(ZoneInfo(zone)).date()
