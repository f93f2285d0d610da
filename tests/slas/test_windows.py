"""Maintenance windows are calendars with the same rules (EX-S40), and the years that P-12 names are among those counted."""

from datetime import date

import pytest

from slas.metrics import PROMISES, Pause
from slas.opentime import OpenHours, elapsed, open_stretches
from tests.slas.calendars import utc

HOUR = 3600


def sundays(start, end):
    return OpenHours(zone="Europe/London", weekly=((),) * 6 + (((start * 60, end * 60),),))


@pytest.mark.parametrize(
    ("on", "window"),
    [
        ("2026-03-22", ("2026-03-22T02:00", "2026-03-22T06:00")),
        ("2026-03-29", ("2026-03-29T01:00", "2026-03-29T05:00")),
        ("2026-10-25", ("2026-10-25T02:00", "2026-10-25T06:00")),
    ],
)
def test_ex_s40_a_maintenance_window_is_a_calendar_and_no_reason_to_pause(on, window):
    day = date.fromisoformat(on)

    found = list(open_stretches(sundays(2, 6), utc(f"{day}T00:00"), utc(f"{day}T23:00")))

    assert found == [tuple(utc(instant) for instant in window)]
    assert not any("maintenance" in reason for reason in Pause)  # S-39
    assert all("maintenance" not in str(rule.paused_by) for rule in PROMISES.values())


@pytest.mark.parametrize(("on", "hours"), [("2026-03-22", 4), ("2026-03-29", 3), ("2026-10-25", 5)])
def test_ex_s40_a_window_over_a_clock_change_lasts_as_it_really_does(on, hours):
    day = date.fromisoformat(on)
    before, after = utc(f"{day}T00:00").replace(day=day.day - 1), utc(f"{day}T23:00")

    assert elapsed(sundays(0, 4), before, after) == hours * HOUR


@pytest.mark.parametrize("zone", ["Europe/London", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Africa/Cairo"])
@pytest.mark.parametrize(
    ("first", "last", "days"),
    [
        ("2028-02-28", "2028-03-02", 3),
        ("2026-02-27", "2026-03-02", 3),
        ("2026-04-29", "2026-05-02", 3),
        ("2026-12-30", "2027-01-02", 3),
    ],
)
def test_p12_month_ends_and_a_leap_day_are_days_like_others(zone, first, last, days):
    calendar = OpenHours(zone=zone, weekly=(((600, 720),),) * 7)  # two hours before noon of every day

    assert elapsed(calendar, utc(f"{first}T12:00"), utc(f"{last}T12:00")) == days * 2 * HOUR
