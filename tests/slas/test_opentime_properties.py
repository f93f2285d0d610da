"""Properties that hold for every calendar, and a minute walk that must agree (P-1, P-2, P-5, P-12)."""

import json
import os
import subprocess
import sys
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from slas.opentime import NoOpenTime, OpenHours, add_open_time, elapsed, is_open, open_stretches
from tests.slas.calendars import utc
from tests.slas.lives import repeatably
from tests.slas.oracle import open_at, walked_due, walked_minutes

ZONES = ["Europe/London", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Africa/Cairo"]
CLOCK_CHANGES = ["2026-03-29", "2026-10-25", "2026-03-08", "2026-11-01", "2026-04-05", "2026-10-04", "2026-04-24", "2026-10-29"]
MONTH_ENDS = ["2026-02-28", "2028-02-29", "2026-04-30", "2026-12-31"]


@st.composite
def days(draw):
    """A day of up to three intervals, often touching, on quarters of an hour so that clock changes are met."""
    marks = sorted(draw(st.sets(st.integers(0, 96), max_size=6)))
    marks = marks[: len(marks) // 2 * 2]
    return tuple((start * 15, end * 15) for start, end in zip(marks[::2], marks[1::2], strict=True))


near_dates = st.builds(
    lambda day, offset: date.fromisoformat(day) + timedelta(days=offset),
    st.sampled_from(CLOCK_CHANGES + MONTH_ENDS),
    st.integers(-3, 3),
)
calendars = st.builds(
    OpenHours,
    zone=st.sampled_from(ZONES),
    weekly=st.tuples(*[days()] * 7),
    exceptions=st.dictionaries(near_dates, days(), max_size=4).map(lambda chosen: tuple(chosen.items())),
    always_open=st.sampled_from([False] * 7 + [True]),
    holidays_apply=st.booleans(),
).filter(lambda hours: hours.always_open or sum(map(len, hours.weekly)) > 1)
starts = st.builds(
    lambda on, second: utc(on.isoformat()) + timedelta(seconds=second),
    near_dates,
    st.integers(0, 86_399),
)
lengths = st.integers(1, 12 * 3600)


@repeatably(max_examples=200)
@given(calendars, starts, lengths)
def test_p1_what_was_added_has_elapsed_and_the_due_instant_is_open_or_a_closing_edge(hours, start, seconds):
    due = add_open_time(hours, start, seconds)

    assert elapsed(hours, start, due) == seconds
    assert is_open(hours, due - timedelta(seconds=1))


@repeatably(max_examples=200)
@given(calendars, starts, st.integers(0, 3 * 86_400), lengths, lengths)
def test_p2_later_starts_and_longer_times_are_due_no_sooner_and_time_may_be_added_in_parts(hours, start, later, one, two):
    due = add_open_time(hours, start, one)

    assert add_open_time(hours, start + timedelta(seconds=later), one) >= due
    assert add_open_time(hours, start, one + two) > due
    assert add_open_time(hours, due, two) == add_open_time(hours, start, one + two)


@repeatably(max_examples=100)
@given(calendars, starts, st.integers(0, 40))
def test_elapsed_is_the_sum_of_the_open_stretches_and_they_never_touch(hours, start, length):
    end = start + timedelta(days=length)
    stretches = list(open_stretches(hours, start, end))

    assert sum((closing - opening).total_seconds() for opening, closing in stretches) == elapsed(hours, start, end)
    assert all(opening < closing for opening, closing in stretches)
    assert all(one[1] < two[0] for one, two in zip(stretches, stretches[1:], strict=False))


@repeatably(max_examples=100)
@given(calendars, near_dates, st.integers(0, 1439), st.integers(0, 600), st.integers(0, 3 * 1440))
def test_a_walk_over_every_minute_agrees(hours, on, minute, minutes, span):
    walked = open_at(hours.zone, lambda day: list(hours.day(day)))
    start = utc(on.isoformat()) + timedelta(minutes=minute)

    assert elapsed(hours, start, start + timedelta(minutes=span)) == 60 * walked_minutes(
        walked, start, start + timedelta(minutes=span)
    )
    try:
        due = add_open_time(hours, start, 60 * minutes)
    except NoOpenTime:
        return
    if due - start < timedelta(days=8):  # the walk takes a while
        assert due == walked_due(walked, start, minutes)


DIGEST = """
import hashlib, sys
from datetime import timedelta
from slas.opentime import OpenHours, add_open_time, elapsed
from tests.slas.calendars import utc, workdays
told = []
for zone in ("Europe/London", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Africa/Cairo"):
    hours = OpenHours(zone, workdays((0, 135), (540, 1020)))
    for day in range(0, 365, 3):
        start = utc("2026-01-01T00:30") + timedelta(days=day)
        told.append((add_open_time(hours, start, 17 * 3600).isoformat(), elapsed(hours, start, start + timedelta(days=9))))
import json; print(json.dumps(told))
"""


@pytest.mark.parametrize("host", ["Asia/Kolkata"])
def test_p5_the_zone_of_the_machine_changes_nothing(host):
    def told(zone):
        environment = {**os.environ, "TZ": zone, "PYTHONPATH": os.getcwd()}
        run = subprocess.run(
            [sys.executable, "-c", DIGEST], env=environment, capture_output=True, text=True, check=True, timeout=60
        )
        return json.loads(run.stdout)

    assert told(host) == told("UTC")
