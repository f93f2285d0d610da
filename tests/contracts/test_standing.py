"""The state of an agreement at an instant, and the last covered day of its run-off."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.standing import Course, State, cover_ends_at, last_day_of_run_off, state_at

JUNE = {"stage": "accepted", "time_zone": "Europe/London", "starts_on": date(2026, 6, 1), "ends_on": date(2026, 6, 30)}


def at(day, hour=12, minute=0, month=6):
    return datetime(2026, month, day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "state"),
    [
        (at(31, 22, 59, month=5), State.SCHEDULED),
        (at(31, 23, month=5), State.ACTIVE),  # midnight in London
        (at(30, 22, 59), State.ACTIVE),
        (at(30, 23), State.RUN_OFF),
        (at(30, 22, 59, month=7), State.RUN_OFF),
        (at(30, 23, month=7), State.ENDED),
    ],
)
def test_days_decide_in_the_zone_of_the_contract(moment, state):
    assert state_at(Course(**JUNE), moment) == state


@pytest.mark.parametrize("stage", ["draft", "offered", "declined"])
def test_what_was_not_accepted_never_begins(stage):
    assert state_at(Course(**(JUNE | {"stage": stage})), at(15)) == stage


def test_a_suspension_counts_from_its_instant_to_its_end_and_beats_a_notice():
    course = Course(**JUNE, suspensions=((at(10), at(12)),), notices=((at(8), at(20)),))

    assert [state_at(course, at(day)) for day in (7, 8, 10, 11, 12, 20)] == [
        State.ACTIVE,
        State.NOTICE_GIVEN,
        State.SUSPENDED,
        State.SUSPENDED,
        State.NOTICE_GIVEN,
        State.ACTIVE,
    ]


def test_without_run_off_it_has_ended_the_day_after():
    assert state_at(Course(**JUNE, run_off_days=0), at(30, 23)) == State.ENDED


def test_ex_c38_run_off_of_30_days_ends_at_midnight_in_london():
    assert last_day_of_run_off(date(2026, 6, 30), 30) == date(2026, 7, 30)
    assert cover_ends_at(date(2026, 6, 30), 30, "Europe/London") == datetime(2026, 7, 30, 23, tzinfo=UTC)


@given(
    st.integers(0, 365 * 24 * 60),
    st.integers(0, 60),
    st.lists(st.tuples(st.integers(0, 8000), st.integers(1, 500)), max_size=3),
)
def test_outside_its_days_nothing_makes_it_hold(minutes, run_off_days, hours):
    start = datetime(2026, 1, 1, tzinfo=UTC)
    moment = start + timedelta(minutes=minutes)
    intervals = tuple((start + timedelta(hours=a), start + timedelta(hours=a + b)) for a, b in hours)
    course = Course(**JUNE, suspensions=intervals, notices=intervals, run_off_days=run_off_days)

    is_inside = datetime(2026, 5, 31, 23, tzinfo=UTC) <= moment < datetime(2026, 6, 30, 23, tzinfo=UTC)
    assert (state_at(course, moment) in {State.ACTIVE, State.NOTICE_GIVEN, State.SUSPENDED}) == is_inside
