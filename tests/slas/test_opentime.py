"""Open-time arithmetic on the worked examples of the domain rules, by their numbers."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from slas.opentime import (
    NoOpenTime,
    OpenHours,
    add_open_time,
    check_has_open_time,
    elapsed,
    end_of_next_business_day,
    is_open,
    next_opening,
    odd_boundaries,
    open_stretches,
)
from tests.slas.calendars import (
    AROUND_THE_CLOCK,
    EVERY_DAY,
    MADRID,
    NEVER,
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


@pytest.mark.parametrize(("case", "hours", "start", "seconds", "due"), DUE, ids=[row[0] for row in DUE])
def test_the_due_instant_is_the_one_worked_out_by_hand(case, hours, start, seconds, due):
    assert add_open_time(hours, start, seconds) == utc(due)
    assert elapsed(hours, start, utc(due)) == seconds


@pytest.mark.parametrize(("case", "hours", "start", "end", "seconds"), ELAPSED, ids=[row[0] for row in ELAPSED])
def test_the_elapsed_time_is_the_one_worked_out_by_hand(case, hours, start, end, seconds):
    assert elapsed(hours, start, end) == seconds


@pytest.mark.parametrize(("case", "at", "opening"), OPENINGS, ids=[row[0] for row in OPENINGS])
def test_new_york_opens_at_another_london_hour_between_the_clock_changes(case, at, opening):
    assert next_opening(NEW_YORK, utc(at)) == utc(opening)


def test_ex_s27_instants_given_in_one_local_zone_are_still_measured_in_real_time():
    london = ZoneInfo("Europe/London")
    start, end = datetime(2026, 3, 29, 0, 30, tzinfo=london), datetime(2026, 3, 29, 3, 30, tzinfo=london)

    assert end - start == timedelta(hours=3)  # the trap
    assert elapsed(AROUND_THE_CLOCK, start, end) == 2 * HOUR


def test_ex_s34_a_boundary_that_does_not_exist_uses_the_offset_before_the_gap():
    until_half_past_two = OpenHours("America/New_York", ((),) * 6 + (((60, 150),),))

    stretches = list(open_stretches(until_half_past_two, utc("2026-03-08T00:00"), utc("2026-03-09T00:00")))

    assert stretches == [(utc("2026-03-08T06:00"), utc("2026-03-08T07:30"))]


@pytest.mark.parametrize(
    ("zone", "day", "intervals", "hours"),
    [
        ("Australia/Lord_Howe", date(2026, 4, 5), ((0, 240),), 4.5),
        ("Australia/Lord_Howe", date(2026, 10, 4), ((0, 240),), 3.5),
        ("Africa/Cairo", date(2026, 4, 24), ((0, 1440),), 23),
        ("Asia/Kolkata", date(2026, 4, 24), ((0, 1440),), 24),
    ],
)
def test_ex_s35_a_day_with_a_clock_change_counts_as_it_really_lasts(zone, day, intervals, hours):
    only_that_day = OpenHours(zone, exceptions=((day, intervals),))
    around = datetime.combine(day, datetime.min.time(), UTC)

    assert elapsed(only_that_day, around - timedelta(days=2), around + timedelta(days=3)) == hours * HOUR


def test_ex_s39_a_calendar_that_never_opens_is_refused_and_never_searched_for_ever():
    with pytest.raises(NoOpenTime, match="800 days"):
        add_open_time(NEVER, bst("9 10:00"), 60)
    with pytest.raises(NoOpenTime, match="366 days"):
        check_has_open_time(NEVER, bst("9 10:00"))

    check_has_open_time(UK, bst("9 10:00"))


def test_the_horizon_is_eight_hundred_days_whatever_has_been_compiled_before():
    start, opening = utc("2026-01-01T12:00"), date(2026, 1, 1) + timedelta(days=800)
    on_the_last_day = OpenHours("UTC", exceptions=((opening, ((660, 780),)),))

    elapsed(on_the_last_day, start, start + timedelta(days=2000))

    assert add_open_time(on_the_last_day, start, HOUR) == start + timedelta(days=800)
    with pytest.raises(NoOpenTime):
        add_open_time(on_the_last_day, start, HOUR + 1)


def test_a_ticket_at_the_closing_instant_arrives_closed_and_one_at_the_opening_arrives_open():
    assert not is_open(UK, bst("9 17:00"))
    assert is_open(UK, bst("9 16:59") + timedelta(seconds=59, microseconds=999_999))
    assert is_open(UK, bst("9 09:00"))


def test_with_nothing_to_add_the_due_instant_is_the_first_open_one():
    assert add_open_time(UK, bst("9 11:00"), 0) == bst("9 11:00")
    assert add_open_time(UK, bst("9 17:00"), 0) == bst("10 09:00")
    assert add_open_time(UK, bst("10 09:00"), 0) == bst("10 09:00")
    assert add_open_time(UK, bst("13 10:00"), 0) == bst("15 09:00")


def test_time_is_counted_in_whole_seconds():
    start = bst("9 10:00") + timedelta(microseconds=700_000)

    assert add_open_time(UK, start, HOUR) == bst("9 11:00")
    assert elapsed(UK, start, start + timedelta(microseconds=300_000)) == 1


def test_an_instant_without_a_zone_is_refused():
    with pytest.raises(TypeError):
        add_open_time(UK, datetime(2026, 6, 9, 10, 0), 60)  # noqa: DTZ001


def test_open_time_is_not_added_backwards():
    with pytest.raises(ValueError, match="forwards"):
        add_open_time(UK, bst("9 10:00"), -1)


def test_stretches_that_touch_are_told_as_one_and_cut_at_both_ends():
    stretches = list(open_stretches(UK_24_5, utc("2026-12-30T22:00"), utc("2027-01-04T01:00")))

    assert stretches == [
        (utc("2026-12-30T22:00"), utc("2027-01-02T00:00")),
        (utc("2027-01-04T00:00"), utc("2027-01-04T01:00")),
    ]


def test_a_gap_in_the_clock_does_not_count_a_minute_twice():
    # On 8 March 02:15 is taken for 03:15, so that both intervals hold the quarter after 03:00.
    across = OpenHours("America/New_York", ((),) * 6 + (((60, 135), (180, 300)),))

    assert elapsed(across, utc("2026-03-08T00:00"), utc("2026-03-09T00:00")) == 3 * HOUR


def test_the_editor_is_told_of_boundaries_inside_a_clock_change():
    half_past_two = OpenHours("America/New_York", ((),) * 6 + (((90, 150),),))

    found = odd_boundaries(half_past_two, date(2026, 1, 1), date(2026, 12, 31))

    assert [(odd.on, odd.minute, odd.kind, odd.instant) for odd in found] == [
        (date(2026, 3, 8), 150, "skipped", utc("2026-03-08T07:30")),
        (date(2026, 11, 1), 90, "repeated", utc("2026-11-01T05:30")),
    ]
    assert odd_boundaries(AROUND_THE_CLOCK, date(2026, 1, 1), date(2026, 12, 31)) == []


def test_the_next_business_day_skips_the_weekend_and_holidays():
    assert end_of_next_business_day(UK, bst("12 08:00")) == bst("15 17:00")
    assert end_of_next_business_day(UK, utc("2026-12-24T11:00")) == utc("2026-12-29T17:00")
    assert end_of_next_business_day(AROUND_THE_CLOCK, bst("12 08:00")) == bst("14 00:00")
    with pytest.raises(NoOpenTime):
        end_of_next_business_day(NEVER, bst("12 08:00"))


@pytest.mark.parametrize(("kind", "open_hours"), [("8/5", 40), ("12/5", 60), ("24/5", 120), ("24/7", 168)])
def test_a_preset_opens_as_many_hours_in_a_normal_week_as_its_name_says(kind, open_hours):
    assert elapsed(preset(kind), bst("8 00:00"), bst("15 00:00")) == open_hours * HOUR


def test_always_open_ignores_holidays_unless_they_apply():
    christmas = ((date(2026, 12, 25), ()),)
    heedless = OpenHours("Europe/London", always_open=True, exceptions=christmas)
    heeding = OpenHours("Europe/London", always_open=True, exceptions=christmas, holidays_apply=True)
    start, end = utc("2026-12-24T00:00"), utc("2026-12-27T00:00")

    assert elapsed(heedless, start, end) == 72 * HOUR
    assert elapsed(heeding, start, end) == 48 * HOUR
    assert elapsed(OpenHours("Europe/London", EVERY_DAY, christmas), start, end) == 48 * HOUR
