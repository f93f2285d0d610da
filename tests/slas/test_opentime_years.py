"""Open time over the turn of years, and over many of them."""

import pytest

from slas.opentime import (
    OpenHours,
    add_open_time,
    elapsed,
)
from tests.slas.calendars import (
    UK,
    bst,
    preset,
    utc,
)

HOUR = 3600


@pytest.mark.parametrize(
    ("zone", "start", "end"),
    [
        ("America/New_York", "2027-01-01T00:00", "2027-01-01T05:00"),  # still the old year there
        ("Pacific/Auckland", "2026-12-31T11:00", "2026-12-31T23:00"),  # the new year there already
    ],
)
def test_the_year_turns_at_another_instant_in_each_zone(zone, start, end):
    thursday, friday = OpenHours(zone, ((),) * 3 + (((0, 1440),),) + ((),) * 3), preset("24/5", zone)

    assert elapsed(friday, utc(start), utc(end)) == (utc(end) - utc(start)).total_seconds()
    assert elapsed(thursday, utc(start), utc(end)) == (5 * HOUR if "York" in zone else 0)


def test_a_century_is_measured_without_being_kept():
    weeks = elapsed(UK, utc("1950-01-02T00:00"), utc("2050-01-03T00:00")) // (40 * HOUR)

    assert weeks == 5217
    assert add_open_time(UK, bst("9 10:00"), HOUR) == bst("9 11:00")
