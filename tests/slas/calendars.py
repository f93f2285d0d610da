"""The calendars that the worked examples speak of."""

from datetime import UTC, date, datetime

from slas.openhours import ALL_DAY, OpenHours
from slas.presets import HOURS_PRESETS

CHRISTMAS_2026 = (
    (date(2026, 12, 24), ((540, 750),)),
    (date(2026, 12, 25), ()),
    (date(2026, 12, 28), ()),
)


def workdays(*intervals):
    return (tuple(intervals),) * 5 + ((), ())


def preset(kind, zone="Europe/London", **more):
    chosen = HOURS_PRESETS[kind]
    return OpenHours(zone, chosen.weekly, always_open=chosen.always_open, **more)


UK = preset("8/5", exceptions=CHRISTMAS_2026)
UK_24_5 = preset("24/5")
AROUND_THE_CLOCK = preset("24/7")
MADRID = OpenHours("Europe/Madrid", workdays((540, 840), (960, 1140)))
NEW_YORK = preset("8/5", "America/New_York")
NEW_YORK_12_5 = preset("12/5", "America/New_York")
NEW_YORK_NIGHTS = OpenHours("America/New_York", (((0, 360), (1320, 1440)),) * 7)
NEW_YORK_SUNDAY = OpenHours("America/New_York", ((),) * 6 + (((60, 180),),))
NEVER = OpenHours("Europe/London")
EVERY_DAY = (ALL_DAY,) * 7


def utc(text):
    """An instant: `2026-06-09T13:00`, in UTC."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def bst(text):
    """An instant of June 2026 in London: `9 10:00` is Tuesday the 9th at ten."""
    day, clock = text.split()
    return utc(f"2026-06-{int(day):02d}T{clock}") - (utc("2026-06-01T01:00") - utc("2026-06-01T00:00"))
