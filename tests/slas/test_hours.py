"""A calendar in versions: what a promise counts on when its hours change on the way (S-34, EX-S22)."""

import json
from datetime import date, timedelta

import pytest

from slas.hours import EVER, Hours, HoursVersion
from slas.openhours import HoursError, NoOpenTime, OpenHours
from slas.opentime import add_open_time, elapsed, end_of_next_business_day
from slas.terms import Target
from tests.slas.calendars import AROUND_THE_CLOCK, EVERY_DAY, NEVER, NEW_YORK, UK, bst, preset, utc
from tests.slas.stories import Story, promising

HOUR = 3600
MONDAY_CLOSED = preset("8/5", exceptions=((date(2026, 6, 15), ()),))
BANK_HOLIDAY = ((date(2026, 6, 15), "Extra bank holiday"),)


def changed(*versions):
    """A timeline: the first calendar from ever, then `(since, calendar)` pairs."""
    first, *later = versions
    numbered = enumerate(later, 2)
    return Hours.of(
        [HoursVersion(EVER, first), *(HoursVersion(since, hours, number=number) for number, (since, hours) in numbered)]
    )


HOLIDAY_DECLARED_ON_FRIDAY = changed(UK, (bst("12 16:00"), MONDAY_CLOSED))


def test_one_version_answers_as_its_calendar():
    hours, start, end = Hours(UK), bst("12 15:00"), bst("16 12:00")

    assert hours.add(start, 8 * HOUR) == add_open_time(UK, start, 8 * HOUR)
    assert hours.elapsed(start, end) == elapsed(UK, start, end)
    assert hours.end_of_next_business_day(start) == end_of_next_business_day(UK, start)


def test_ex_s22_a_holiday_declared_meanwhile_moves_what_was_not_yet_counted():
    hours = HOLIDAY_DECLARED_ON_FRIDAY

    assert Hours(UK).add(bst("12 15:00"), 8 * HOUR) == bst("15 15:00")
    assert hours.add(bst("12 15:00"), 8 * HOUR) == utc("2026-06-16T14:00")
    assert hours.elapsed(bst("12 15:00"), bst("16 15:00")) == 8 * HOUR
    assert list(hours.open_stretches(bst("12 15:00"), bst("16 10:00"))) == [
        (bst("12 15:00"), bst("12 17:00")),
        (bst("16 09:00"), bst("16 10:00")),
    ]


def test_ex_s22_a_day_that_has_passed_is_not_taken_back():
    declared_too_late = changed(UK, (bst("16 10:00"), MONDAY_CLOSED))

    assert declared_too_late.add(bst("12 15:00"), 8 * HOUR) == bst("15 15:00")
    assert declared_too_late.elapsed(bst("12 15:00"), bst("16 10:00")) == 11 * HOUR


def test_stretches_that_touch_where_versions_meet_are_one():
    hours = changed(UK, (bst("12 10:00"), AROUND_THE_CLOCK), (bst("12 11:00"), preset("12/5")))

    assert list(hours.open_stretches(bst("11 12:00"), bst("13 00:00"))) == [
        (bst("11 12:00"), bst("11 17:00")),
        (bst("12 09:00"), bst("12 20:00")),
    ]


def test_nothing_to_add_gives_the_next_opening_in_whichever_version_it_lies():
    hours = changed(NEVER, (bst("12 08:00"), UK), (bst("12 10:00"), NEVER))

    assert hours.add(bst("1 00:00"), 0) == bst("12 09:00")
    assert hours.add(bst("12 09:30"), 0) == bst("12 09:30")
    assert hours.add(bst("1 00:00"), HOUR) == bst("12 10:00")  # the closing instant stays one (S-05)
    assert [hours.is_open(at) for at in (bst("12 08:30"), bst("12 09:59"), bst("12 10:00"))] == [False, True, False]
    with pytest.raises(NoOpenTime):
        hours.add(bst("1 00:00"), HOUR + 1)


def test_s45_the_horizon_runs_from_the_start_over_all_versions():
    start = bst("1 00:00")
    opens_late = changed(NEVER, (start + timedelta(days=799), AROUND_THE_CLOCK))

    assert opens_late.add(start, 86_400) == start + timedelta(days=800)
    assert opens_late.add(start, 0) == start + timedelta(days=799)
    with pytest.raises(NoOpenTime):
        opens_late.add(start, 86_401)
    with pytest.raises(NoOpenTime):
        changed(NEVER, (start + timedelta(days=801), AROUND_THE_CLOCK)).add(start, 0)


def test_the_next_business_day_is_sought_in_the_version_that_is_in_force_by_then():
    friday = bst("12 15:00")

    assert HOLIDAY_DECLARED_ON_FRIDAY.end_of_next_business_day(friday) == bst("16 17:00")
    assert changed(UK, (bst("15 12:00"), MONDAY_CLOSED)).end_of_next_business_day(friday) == bst("15 12:00")
    assert changed(UK, (bst("13 00:00"), NEW_YORK)).end_of_next_business_day(friday) == bst("15 22:00")
    assert changed(UK, (bst("13 00:00"), AROUND_THE_CLOCK)).end_of_next_business_day(friday) == bst("14 00:00")
    with pytest.raises(NoOpenTime):
        changed(UK, (bst("13 00:00"), NEVER)).end_of_next_business_day(friday)


def test_a_second_belongs_to_the_version_in_force_in_it():
    hours = changed(NEVER, (bst("12 10:00:00.700"), AROUND_THE_CLOCK))

    assert hours.elapsed(bst("12 09:59"), bst("12 10:00:00.400")) == 0
    assert hours.elapsed(bst("12 10:00:00.900"), bst("12 10:00:01.100")) == 1
    assert hours.number_at(bst("12 10:00:00.200")) == 2


def test_a_later_number_replaces_what_comes_into_force_no_earlier():
    hours = Hours.of(
        [
            HoursVersion(EVER, UK, number=1),
            HoursVersion(bst("20 00:00"), NEVER, number=2),
            HoursVersion(bst("16 00:00"), AROUND_THE_CLOCK, 1440, number=3),
        ]
    )

    assert [version.number for version in hours.versions] == [1, 3]
    assert hours.number_at(bst("15 23:59")) == 1 and hours.number_at(bst("25 00:00")) == 3
    assert hours.nominal_day_minutes_at(bst("1 00:00")) == 480 and hours.newest.nominal_day_minutes == 1440
    with pytest.raises(HoursError):
        Hours(UK, later=(HoursVersion(bst("2 00:00"), UK), HoursVersion(bst("2 00:00"), NEVER)))


def test_business_days_are_the_nominal_days_in_force_when_they_are_promised():
    hours = Hours.of([HoursVersion(EVER, UK, 480), HoursVersion(bst("12 00:00"), AROUND_THE_CLOCK, 1440, 2)])
    target = Target(2, "business_days", "8/5")

    assert target.seconds(hours, bst("11 12:00")) == 16 * HOUR
    assert target.seconds(hours, bst("12 12:00")) == target.seconds(hours) == 48 * HOUR


def test_a_date_has_the_name_that_the_version_at_its_end_gives_it():
    hours = Hours.of(
        [
            HoursVersion(EVER, UK, names=((date(2026, 6, 12), "Founders' day"),)),
            HoursVersion(bst("12 16:00"), MONDAY_CLOSED, number=2, names=BANK_HOLIDAY),
        ]
    )

    assert hours.name_of(date(2026, 6, 15)) == "Extra bank holiday"
    assert hours.name_of(date(2026, 6, 12)) == hours.name_of(date(2026, 6, 11)) == ""
    assert Hours(UK, names=BANK_HOLIDAY).name_of(date(2026, 6, 15)) == "Extra bank holiday"


def test_hours_come_back_from_json_equal_and_a_plain_calendar_is_taken():
    first = HoursVersion(EVER, UK, names=((date(2026, 12, 25), "Christmas Day"),))
    hours = Hours.of([first, HoursVersion(bst("12 16:00"), OpenHours("Europe/Berlin", EVERY_DAY), 1440, 5)])

    assert Hours.from_json(json.loads(json.dumps(hours.as_json()))) == hours
    assert Hours.from_json(UK.as_json()) == Hours(UK)
    assert Hours(UK, 450).as_json() == {**UK.as_json(), "nominal_day_minutes": 450}
    for broken in (
        {},
        {"versions": 3},
        {"versions": []},
        {**UK.as_json(), "since": "noon"},
        {**UK.as_json(), "names": {"x": "y"}},
    ):
        with pytest.raises(HoursError):
            Hours.from_json(broken)


def retargeted_story(at):
    before = promising({"major": (8, "hours", "8/5")}, hours={"8/5": Hours(UK)})
    after = promising({"major": (8, "hours", "8/5")}, hours={"8/5": changed(UK, (at, MONDAY_CLOSED))})
    story = Story(before, others={"newer": after})
    return story.opened(bst("12 15:00")).tell(at, "retargeted", terms="newer")


def test_ex_s22_an_open_clock_that_is_given_the_newer_version_keeps_what_it_counted():
    clock = retargeted_story(bst("12 16:00")).clock(as_of=bst("12 16:30"))
    assert (clock.elapsed_seconds, clock.due_at) == (HOUR, utc("2026-06-16T14:00"))

    late = retargeted_story(bst("16 10:00")).clock(as_of=bst("16 10:00:01"))
    assert (late.elapsed_seconds, late.due_at, late.breached_at) == (11 * HOUR, bst("15 15:00"), bst("15 15:00"))


def test_s34_a_version_scheduled_for_later_counts_from_its_own_instant():
    before = promising({"major": (8, "hours", "8/5")}, hours={"8/5": Hours(UK)})
    after = promising({"major": (8, "hours", "8/5")}, hours={"8/5": changed(UK, (bst("15 12:00"), NEW_YORK))})
    story = Story(before, others={"newer": after}).opened(bst("12 15:00")).tell(bst("12 16:00"), "retargeted", terms="newer")

    # 2 h on Friday, 3 h on Monday morning in London, then from 14:00 London (09:00 New York) on.
    assert story.clock(as_of=bst("12 16:30")).due_at == bst("15 17:00")
