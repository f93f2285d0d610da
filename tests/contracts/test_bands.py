"""Hour bands of work: edges, holidays, clock changes (C-16, C-19)."""

from datetime import UTC, datetime, timedelta

import pytest

from contracts.bands import BANDS, cheapest, difference, minutes_by_band, pieces
from slas.hours import Hours, HoursVersion
from slas.openhours import OpenHours
from tests.contracts.calendars import LONDON, OFFICE, london


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2026-06-08T09:00", "2026-06-08T17:00", {"business": 480}),
        ("2026-06-08T08:30", "2026-06-08T09:10", {"business": 10, "evening": 30}),
        ("2026-06-12T23:30", "2026-06-13T00:30", {"evening": 30, "weekend": 30}),
        ("2026-12-24T23:00", "2026-12-25T10:00", {"evening": 60, "holiday": 600}),
        ("2026-12-26T10:00", "2026-12-26T11:00", {"holiday": 60}),  # a Saturday: holiday beats weekend
        ("2026-12-27T10:00", "2026-12-27T11:00", {"weekend": 60}),
        ("2026-03-28T23:00", "2026-03-29T03:00", {"weekend": 180}),  # the clocks go forward
        ("2026-10-24T23:00", "2026-10-25T03:00", {"weekend": 300}),  # and back
        ("2026-06-08T10:00", "2026-06-08T10:00", {}),
    ],
)
def test_c16_the_band_is_that_of_the_hour_in_which_work_was_done(start, end, expected):
    assert minutes_by_band(london(start), london(end), LONDON) == expected


def test_seconds_of_a_timer_are_counted_on_over_the_edge():
    start, end = london("2026-06-08T16:59:30"), london("2026-06-08T17:01:29")

    assert minutes_by_band(start, end, LONDON) == {"evening": 1}
    assert sum(minutes_by_band(start, end + timedelta(seconds=1), LONDON).values()) == 2


def test_work_cannot_end_before_it_starts():
    with pytest.raises(ValueError, match="ends after"):
        minutes_by_band(london("2026-06-08T10:00"), london("2026-06-08T09:59"), LONDON)


def test_the_bands_are_those_of_the_version_in_force_when_work_was_done():
    longer = OpenHours("Europe/London", (((9 * 60, 19 * 60),),) * 5 + ((), ()))
    changed = Hours.of(
        [
            HoursVersion(datetime(2020, 1, 1, tzinfo=UTC), OpenHours("Europe/London", OFFICE)),
            HoursVersion(london("2026-06-10T00:00"), longer),
        ]
    )

    assert minutes_by_band(london("2026-06-09T17:00"), london("2026-06-09T18:00"), changed) == {"evening": 60}
    assert minutes_by_band(london("2026-06-10T17:00"), london("2026-06-10T18:00"), changed) == {"business": 60}


def test_pieces_follow_each_other_without_a_gap():
    start, end = london("2026-06-12T15:00"), london("2026-06-15T10:00")

    found = list(pieces(start, end, LONDON))

    assert [piece.band for piece in found] == ["business", "evening", "weekend", "weekend", "evening", "business"]
    assert [piece.end for piece in found[:-1]] == [piece.start for piece in found[1:]]


def test_a_difference_has_signs_and_the_cheapest_band_comes_first_of_equals():
    assert difference({"business": 18, "evening": 72}, {"business": 30}) == {"business": -12, "evening": 72}
    assert cheapest(["holiday", "weekend"]) == "weekend"
    assert cheapest(BANDS) == "business"
