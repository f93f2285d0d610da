"""Open time over the turn of years, and over many of them."""

import pytest

from slas.opentime import (
    OpenHours,
    add_open_time,
    elapsed,
)
from tests.slas.calendars import (
    AROUND_THE_CLOCK,
    MADRID,
    NEW_YORK,
    NEW_YORK_12_5,
    NEW_YORK_NIGHTS,
    NEW_YORK_SUNDAY,
    UK,
    UK_24_5,
    bst,
    preset,
    utc,
)

HOUR = 3600

DUE = [
    ("EX-S1", UK, bst("9 10:00"), 4 * HOUR, "2026-06-09T13:00"),
    ("EX-S2", UK, bst("9 15:30"), 4 * HOUR, "2026-06-10T10:30"),
    ("EX-S3", UK, bst("9 09:00"), 8 * HOUR, "2026-06-09T16:00"),
    ("EX-S4", UK, bst("9 17:00"), 1 * HOUR, "2026-06-10T09:00"),
    ("EX-S5", UK, bst("12 16:30"), 2 * HOUR, "2026-06-15T09:30"),
    ("EX-S6", UK, bst("9 10:00"), 1 * HOUR, "2026-06-09T10:00"),
    ("EX-S7 a business day", UK, bst("8 10:00"), 480 * 60, "2026-06-09T09:00"),
    ("EX-S7 twenty-four hours", UK, bst("8 10:00"), 24 * HOUR, "2026-06-11T09:00"),
    ("EX-S8 50 %", UK, bst("8 13:00"), 4 * HOUR, "2026-06-08T16:00"),
    ("EX-S8 75 %", UK, bst("8 13:00"), 6 * HOUR, "2026-06-09T10:00"),
    ("EX-S8 90 %", UK, bst("8 13:00"), 432 * 60, "2026-06-09T11:12"),
    ("EX-S8 100 %", UK, bst("8 13:00"), 8 * HOUR, "2026-06-09T12:00"),
    ("EX-S9", UK, utc("2026-12-24T11:00"), 4 * HOUR, "2026-12-29T11:30"),
    ("EX-S10", MADRID, utc("2026-06-10T11:30"), 2 * HOUR, "2026-06-10T15:30"),
    ("EX-S11", MADRID, utc("2026-06-10T12:30"), 30 * 60, "2026-06-10T14:30"),
    ("EX-S25", UK, bst("13 10:00"), 1 * HOUR, "2026-06-15T09:00"),
    ("EX-S26", UK, bst("9 20:15"), 1 * HOUR, "2026-06-10T09:00"),
    ("EX-S28", UK, utc("2026-03-27T16:00"), 4 * HOUR, "2026-03-30T11:00"),
    ("EX-S29", AROUND_THE_CLOCK, utc("2026-03-29T00:30"), 4 * HOUR, "2026-03-29T04:30"),
    ("EX-S30", AROUND_THE_CLOCK, utc("2026-10-24T23:30"), 4 * HOUR, "2026-10-25T03:30"),
    ("EX-S31", NEW_YORK_12_5, utc("2026-10-30T23:00"), 3 * HOUR, "2026-11-02T15:00"),
    ("EX-S32", UK_24_5, utc("2026-10-23T22:00"), 3 * HOUR, "2026-10-26T02:00"),
    ("EX-S36 spring", AROUND_THE_CLOCK, utc("2026-03-28T14:00"), 24 * HOUR, "2026-03-29T14:00"),
    ("EX-S36 autumn", AROUND_THE_CLOCK, utc("2026-10-24T13:00"), 24 * HOUR, "2026-10-25T13:00"),
    ("EX-S38", NEW_YORK, utc("2026-03-11T20:30"), 2 * HOUR, "2026-03-12T14:30"),
    ("the turn of a year", UK_24_5, utc("2026-12-31T23:00"), 2 * HOUR, "2027-01-01T01:00"),
    ("a leap day", UK, utc("2028-02-28T16:00"), 2 * HOUR, "2028-02-29T10:00"),
]

ELAPSED = [
    ("EX-S26 at 08:40", UK, bst("9 20:15"), bst("10 08:40"), 0),
    ("EX-S26 at 09:25", UK, bst("9 20:15"), bst("10 09:25"), 25 * 60),
    ("EX-S27", AROUND_THE_CLOCK, utc("2026-03-29T00:30"), utc("2026-03-29T02:30"), 2 * HOUR),
    ("EX-S33 spring", NEW_YORK_NIGHTS, utc("2026-03-08T01:00"), utc("2026-03-08T12:00"), 7 * HOUR),
    ("EX-S33 autumn", NEW_YORK_NIGHTS, utc("2026-11-01T01:00"), utc("2026-11-01T12:00"), 9 * HOUR),
    ("EX-S34 spring", NEW_YORK_SUNDAY, utc("2026-03-08T00:00"), utc("2026-03-09T00:00"), 1 * HOUR),
    ("EX-S34 autumn", NEW_YORK_SUNDAY, utc("2026-11-01T00:00"), utc("2026-11-02T00:00"), 3 * HOUR),
    ("backwards is nothing", UK, bst("9 12:00"), bst("9 11:00"), 0),
]

OPENINGS = [
    ("EX-S38 before both clock changes", "2026-03-04T00:00", "2026-03-04T14:00"),
    ("EX-S38 between them", "2026-03-11T00:00", "2026-03-11T13:00"),
    ("EX-S38 after both", "2026-03-30T00:00", "2026-03-30T13:00"),
]


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
