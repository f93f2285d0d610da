"""What a calendar and its versions come to in words: differences, a month, a trial, odd boundaries."""

from dataclasses import replace
from datetime import date

import pytest

from slas.calendar_differences import differences
from slas.calendar_drafts import Draft, typed_day
from slas.calendar_previews import month_named, month_of, odd_boundary_warnings, tried
from slas.errors import CalendarRefused
from slas.hours import EVER, Hours, HoursVersion
from slas.openhours import OpenHours
from tests.slas.calendars import AROUND_THE_CLOCK, NEVER, UK, bst, preset, utc, workdays

NAMES = ((date(2026, 12, 24), "Christmas Eve"), (date(2026, 12, 25), "Christmas Day"))
HOURS = Hours(UK, names=NAMES)
ROUND_THE_CLOCK_BUT_CHRISTMAS = replace(AROUND_THE_CLOCK, exceptions=((date(2026, 12, 25), ()),), holidays_apply=True)


def changed(calendar, day=480, names=NAMES):
    return differences(HoursVersion(EVER, UK, 480, 1, NAMES), HoursVersion(EVER, calendar, day, 2, names))


def test_the_same_hours_differ_in_nothing():
    assert changed(UK) == []


def test_each_difference_is_a_sentence():
    split = replace(UK, zone="Europe/Berlin", weekly=(((540, 750), (810, 1020)), *workdays((540, 1020))[1:5], ((600, 720),), ()))

    assert changed(split, day=450) == [
        "Time zone: Europe/Berlin instead of Europe/London",
        "Monday: 09:00–12:30, 13:30–17:00 instead of 09:00–17:00",
        "Saturday: 10:00–12:00 instead of closed",
        "Business day: 450 minutes instead of 480",
    ]
    days = replace(UK, exceptions=((date(2026, 6, 15), ()), (date(2026, 12, 24), ()), (date(2026, 12, 25), ())))
    assert changed(days, names=((date(2026, 12, 25), "Christmas"), (date(2026, 6, 15), "Fair"))) == [
        "Added Mon 15 Jun 2026 (Fair): closed",
        "Thu 24 Dec 2026 (Christmas Eve): closed",
        "Renamed Fri 25 Dec 2026 (Christmas)",
        "Removed Mon 28 Dec 2026",
    ]
    assert changed(ROUND_THE_CLOCK_BUT_CHRISTMAS)[:2] == ["Always open", "Holidays close it"]


def test_a_month_shows_closed_days_short_days_and_weekends_and_says_so_in_words():
    month = month_of(HOURS, date(2026, 12, 1), date(2026, 12, 2))
    days = {day["on"].day: day for day in month["days"] if day}

    assert len(days) == 31 and len(month["days"]) == 35 and month["days"][0] is None
    assert [days[on]["kind"] for on in (23, 24, 25, 26, 28)] == ["", "partial", "holiday", "closed", "holiday"]
    assert days[24]["title"] == "Christmas Eve, 09:00–12:30" and days[2]["is_today"]
    assert "25 December: Christmas Day, closed" in month["label"]
    assert (month["before"], month["after"]) == (date(2026, 11, 1), date(2027, 1, 1))
    assert month_named("2026-12", date(2026, 6, 12)) == date(2026, 12, 1)
    for nonsense in (None, "", "2026-13", "9999-01", "0001-01", "x"):
        assert month_named(nonsense, date(2026, 6, 12)) == date(2026, 6, 1)


@pytest.mark.parametrize(
    ("hours", "sentence"),
    [
        (HOURS, "from Thu 24 Dec 2026, 10:30 end Tue 29 Dec 2026, 15:00, because 25 December and 28 December are closed."),
        (Hours(AROUND_THE_CLOCK), "from Fri 12 Jun 2026, 10:00 end Fri 12 Jun 2026, 18:00."),
        (Hours(NEVER), "There is too little open time in the 800 days that follow."),
    ],
)
def test_the_trial_says_where_support_hours_end_and_why(hours, sentence):
    assert tried(hours, bst("12 10:00"), 8)["sentence"].endswith(sentence)


def test_the_trial_begins_where_it_is_told_to():
    start = utc("2026-12-24T22:00")

    assert tried(Hours(ROUND_THE_CLOCK_BUT_CHRISTMAS), start, 3, start)["sentence"] == (
        "3 support hours from Thu 24 Dec 2026, 22:00 end Sat 26 Dec 2026, 01:00, because 25 December is closed."
    )


def test_only_boundaries_inside_a_clock_change_are_warned_about():
    nights = OpenHours("Europe/London", ((),) * 6 + (((90, 180),),))

    assert odd_boundary_warnings(preset("8/5"), date(2026, 6, 12)) == []
    assert odd_boundary_warnings(nights, date(2026, 6, 12)) == [
        "On Sun 25 Oct 2026 01:30 comes twice in Europe/London; the first (BST) counts.",
        "On Sun 28 Mar 2027 the clocks skip 01:30 in Europe/London; it counts as 02:30.",
    ]


@pytest.mark.parametrize("text", ["9-17", "9:00 – 12.30, 13:30-17:00", "", "22:00-24:00"])
def test_a_day_is_typed_as_people_write_it(text):
    ((on, (day, name)),) = typed_day(date(2026, 6, 15), text, " Fair ").items()

    assert name == "Fair" and all(start < end <= 1440 for start, end in day)


@pytest.mark.parametrize("text", ["17-9", "9-12, 11-13", "all day", "09:75-10", "9-25"])
def test_a_day_that_cannot_be_is_refused_at_its_field(text):
    with pytest.raises(CalendarRefused) as refusal:
        typed_day(date(2026, 6, 15), text, "")
    assert refusal.value.field in ("day_hours", None, "")


def test_a_draft_of_a_preset_knows_which():
    draft = Draft("Europe/London")
    assert draft.preset() == "custom"
    for kind in ("8/5", "12/5", "24/5", "24/7"):
        draft.take_preset(kind)
        assert draft.preset() == kind
