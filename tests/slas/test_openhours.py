"""Open hours that cannot be are refused in words; those that can travel through JSON unchanged."""

from datetime import date

import pytest
from django.utils.translation import override

from slas.openhours import BadException, BadInterval, HoursError, OpenHours, OverlappingIntervals, UnknownZone
from slas.wording import in_words
from tests.slas.calendars import AROUND_THE_CLOCK, MADRID, NEVER, UK, workdays


@pytest.mark.parametrize("hours", [UK, MADRID, NEVER, AROUND_THE_CLOCK])
def test_open_hours_come_back_from_json_equal_and_with_the_same_hash(hours):
    again = OpenHours.from_json(hours.as_json())

    assert again == hours
    assert hash(again) == hash(hours)


def test_intervals_and_exceptions_are_kept_in_order():
    given = OpenHours("UTC", workdays((960, 1140), (540, 840)), ((date(2026, 12, 25), ()), (date(2026, 1, 1), ())))

    assert given.weekly[0] == ((540, 840), (960, 1140))
    assert [on for on, _ in given.exceptions] == [date(2026, 1, 1), date(2026, 12, 25)]
    assert given == OpenHours("UTC", workdays((540, 840), (960, 1140)), given.exceptions)


@pytest.mark.parametrize(
    ("zone", "weekly", "exceptions", "error", "sentence"),
    [
        ("Europe/Atlantis", ((),) * 7, (), UnknownZone, "Europe/Atlantis"),
        ("EST", ((),) * 7, (), UnknownZone, "region and city"),
        ("Etc/GMT+5", ((),) * 7, (), UnknownZone, "region and city"),
        ("../etc/passwd", ((),) * 7, (), UnknownZone, "not a time zone"),
        ("Europe", ((),) * 7, (), UnknownZone, "not a time zone"),
        ("UTC", ((),) * 6, (), BadInterval, "seven days"),
        ("UTC", workdays((540, 720), (700, 900)), (), OverlappingIntervals, "Monday: 09:00–12:00 and 11:40–15:00 overlap"),
        ("UTC", workdays((1320, 360)), (), BadInterval, "06:00 is not after 22:00"),
        ("UTC", workdays((540, 540)), (), BadInterval, "not after"),
        ("UTC", workdays((540, 1441)), (), BadInterval, "24:00 at the latest"),
        ("UTC", workdays((-5, 60)), (), BadInterval, "outside the day"),
        ("UTC", ((),) * 7, ((date(2026, 1, 1), ()), (date(2026, 1, 1), ((0, 60),))), BadException, "2026-01-01 is given twice"),
        ("UTC", ((),) * 7, ((date(2026, 1, 1), ((0, 60), (30, 90))),), OverlappingIntervals, "2026-01-01"),
    ],
)
def test_open_hours_that_cannot_be_are_refused_in_words(zone, weekly, exceptions, error, sentence):
    with pytest.raises(error) as refusal:
        OpenHours(zone, weekly, exceptions)

    assert sentence in str(refusal.value)


@pytest.mark.parametrize("plain", [{}, {"zone": "UTC", "weekly": [[[1]]] * 7}, {"zone": "UTC", "exceptions": [["soon", []]]}])
def test_malformed_json_is_refused_in_words(plain):
    with pytest.raises(HoursError, match="cannot be read"):
        OpenHours.from_json(plain)


def test_intervals_may_touch():
    assert OpenHours("UTC", workdays((540, 720), (720, 1440))).weekly[0] == ((540, 720), (720, 1440))


def test_a_refusal_is_said_in_the_readers_language_and_kept_plain_in_the_rules():
    with pytest.raises(BadInterval) as refusal:
        OpenHours("UTC", workdays((1320, 360)))

    with override("de"):  # Django's own catalogue knows the weekdays
        assert in_words(refusal.value).startswith("Montag: 06:00")
        assert str(refusal.value).startswith("Monday: 06:00")
    assert in_words(refusal.value) == str(refusal.value)
