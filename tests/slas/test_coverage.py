"""S-10: levels that are closed while the promise counts, and targets between levels that add up to more than was promised."""

from datetime import UTC, datetime, timedelta

import pytest

from slas.coverage import in_words, too_long_between, uncovered
from slas.opentime import OpenHours, add_open_time
from slas.presets import HOURS_PRESETS

JUNE = datetime(2026, 6, 12, 17, 0, tzinfo=UTC)  # Friday, 18:00 in London
ROUND_THE_CLOCK = OpenHours("Europe/London", always_open=True)
OFFICE = OpenHours("Europe/London", HOURS_PRESETS["8/5"].weekly)
TWELVE = OpenHours("Europe/London", HOURS_PRESETS["12/5"].weekly)
INDIA = OpenHours("Asia/Kolkata", (((9 * 60 + 30, 18 * 60 + 30),),) * 5 + ((), ()))


def test_ex_s24_both_olas_are_green_while_the_promise_fails_and_the_warning_names_the_hours():
    due = add_open_time(ROUND_THE_CLOCK, JUNE, 8 * 3600)
    second = add_open_time(TWELVE, JUNE + timedelta(minutes=25), 2 * 3600)
    third = add_open_time(INDIA, datetime(2026, 6, 12, 18, 50, tzinfo=UTC), 4 * 3600)

    assert due == datetime(2026, 6, 13, 1, 0, tzinfo=UTC)
    # L2 had until 20:00 that evening and 25 minutes of Monday; L3 the same on Monday in India.
    assert (second, third) == (datetime(2026, 6, 15, 7, 25, tzinfo=UTC), datetime(2026, 6, 15, 8, 0, tzinfo=UTC))
    assert in_words(uncovered(ROUND_THE_CLOCK, TWELVE, JUNE)) == (
        "Monday to Friday 00:00–08:00, 20:00–24:00; Saturday and Sunday all day"
    )
    assert in_words(uncovered(ROUND_THE_CLOCK, INDIA, JUNE)) == (
        "Monday to Friday 00:00–05:00, 14:00–24:00; Saturday and Sunday all day"
    )


@pytest.mark.parametrize(
    ("promised", "kept", "words"),
    [
        (OFFICE, OFFICE, ""),
        (OFFICE, TWELVE, ""),
        (OFFICE, ROUND_THE_CLOCK, ""),
        (TWELVE, OFFICE, "Monday to Friday 08:00–09:00, 17:00–20:00"),
        (OFFICE, INDIA, "Monday to Friday 14:00–17:00"),
        (INDIA, OFFICE, "Monday to Friday 09:30–13:30"),
        (OpenHours("Europe/London", (((600, 660),),) + ((),) * 6), INDIA, ""),
        (
            OpenHours("Europe/London", (((0, 60),), ()) + (((0, 60),),) + ((),) * 4),
            OFFICE,
            "Monday 00:00–01:00; Wednesday 00:00–01:00",
        ),
    ],
)
def test_the_hours_that_a_level_leaves_open_are_named_in_the_zone_of_the_promise(promised, kept, words):
    assert in_words(uncovered(promised, kept, JUNE)) == words


def test_holidays_are_no_gap_of_an_ordinary_week():
    closed = OpenHours("Europe/London", OFFICE.weekly, exceptions=((JUNE.date(), ()),))

    assert uncovered(OFFICE, closed, JUNE) == uncovered(closed, OFFICE, JUNE) == []


@pytest.mark.parametrize("at", [datetime(2026, 3, 27, 12, tzinfo=UTC), datetime(2026, 10, 24, 12, tzinfo=UTC)])
def test_a_week_with_a_clock_change_is_still_covered_by_the_same_hours(at):
    assert uncovered(ROUND_THE_CLOCK, ROUND_THE_CLOCK, at) == []
    assert in_words(uncovered(ROUND_THE_CLOCK, TWELVE, at)).endswith("Saturday and Sunday all day")


def test_targets_between_levels_are_summed_over_the_usual_path():
    critical = {1: 70, 2: 70, 3: 70, 4: 70}

    assert too_long_between(critical, 210) is None
    assert too_long_between(critical, 209) == 210
