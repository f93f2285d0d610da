"""How lengths of time read: what is left is floored, what is late is ceiled (S-08)."""

from datetime import UTC, datetime, timedelta

import pytest

from common.durations import chip_state, over, span, time_left, used_percent

NINE = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
MINUTE, HOUR, DAY = 60, 3600, 86_400


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0m"),
        (59, "0m"),
        (60, "1m"),
        (33 * MINUTE + 59, "33m"),
        (HOUR - 1, "59m"),
        (HOUR, "1h 00m"),
        (2 * HOUR + 8 * MINUTE + 59, "2h 08m"),
        (DAY - 1, "23h 59m"),
        (DAY, "1d"),
        (DAY + 4 * HOUR + 59 * MINUTE, "1d 4h"),
        (0.9, "0m"),
        (MINUTE + 0.9, "1m"),
    ],
)
def test_what_is_left_is_floored_to_the_minute(seconds, words):
    assert span(seconds) == words
    assert seconds == 0 or time_left(seconds) == words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0, "0m over"), (1, "1m over"), (60, "1m over"), (61, "2m over"), (17 * MINUTE + 1, "18m over"), (HOUR - 1, "1h 00m over")],
)
def test_what_is_late_is_ceiled_to_the_minute(seconds, words):
    assert over(seconds) == words
    assert time_left(-seconds) == words


@pytest.mark.parametrize(
    ("minutes", "percent"), [(0, 0), (59, 49), (60, 50), (89, 74), (90, 75), (120, 100), (180, 100), (-5, 0)]
)
def test_the_share_used_is_floored_and_stays_between_0_and_100(minutes, percent):
    assert used_percent(NINE, NINE + timedelta(hours=2), NINE + timedelta(minutes=minutes)) == percent


def test_without_a_start_the_share_is_nothing_until_it_is_all():
    due = NINE + timedelta(hours=1)

    assert used_percent(None, due, due - timedelta(seconds=1)) == 0
    assert used_percent(None, due, due) == 100


@pytest.mark.parametrize(
    ("before_due", "state"),
    [
        (timedelta(minutes=61), "ok"),
        (timedelta(minutes=60), "soon"),  # 75 % of four hours are gone
        (timedelta(minutes=15), "soon"),
        (timedelta(minutes=15) - timedelta(seconds=1), "urgent"),
        (timedelta(seconds=1), "urgent"),
        (timedelta(0), "breached"),
        (timedelta(minutes=-18), "breached"),
    ],
)
def test_a_running_deadline_turns_soon_then_urgent_then_breached(before_due, state):
    due = NINE + timedelta(hours=4)

    assert chip_state(due, NINE, 75, due - before_due) == state
