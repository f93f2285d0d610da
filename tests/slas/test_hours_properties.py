"""Properties of calendars in versions: they equal the pieces they are made of, and P-1 holds over all of them."""

from datetime import timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from slas.hours import EVER, Hours, HoursVersion
from slas.opentime import add_open_time, elapsed, end_of_next_business_day, is_open
from tests.slas.calendars import utc
from tests.slas.test_opentime_properties import calendars, lengths, repeatably, starts

FAR = utc("2040-01-01T00:00")


@st.composite
def timelines(draw):
    """Up to four calendars, each in force from an instant near a clock change."""
    changes = sorted(draw(st.sets(starts, min_size=1, max_size=3)))
    versions = [HoursVersion(EVER, draw(calendars))]
    versions += [HoursVersion(since, draw(calendars), number=number) for number, since in enumerate(changes, 2)]
    return Hours.of(versions)


def pieces(hours, start, end):
    edges = [start, *(v.since for v in hours.versions if start < v.since < end), end]
    return [(hours.at(begin).calendar, begin, until) for begin, until in pairwise(edges)]


@repeatably(max_examples=150)
@given(timelines(), starts, st.integers(1, 40 * 86_400))
def test_elapsed_is_the_sum_of_the_pieces_and_of_the_stretches(hours, start, length):
    end = start + timedelta(seconds=length)
    counted = hours.elapsed(start, end)
    stretches = list(hours.open_stretches(start, end))

    assert counted == sum(elapsed(calendar, begin, until) for calendar, begin, until in pieces(hours, start, end))
    assert counted == sum((closing - opening).total_seconds() for opening, closing in stretches)
    assert all(before[1] < after[0] for before, after in pairwise(stretches))
    assert hours.elapsed(end, start) == 0


@repeatably(max_examples=150)
@given(timelines(), starts, lengths)
def test_p1_what_was_added_has_elapsed_over_all_versions_and_the_due_instant_is_open_or_a_closing_edge(hours, start, seconds):
    due = hours.add(start, seconds)

    assert hours.elapsed(start, due) == seconds
    assert hours.elapsed(start, due - timedelta(seconds=1)) == seconds - 1
    assert hours.is_open(due - timedelta(seconds=1))
    assert hours.is_open(hours.add(start, 0))


@repeatably(max_examples=100)
@given(calendars, starts, starts, lengths)
def test_a_change_to_the_same_hours_changes_nothing(calendar, since, start, seconds):
    hours = Hours.of([HoursVersion(EVER, calendar), HoursVersion(since, calendar, number=2)])

    assert hours.add(start, seconds) == add_open_time(calendar, start, seconds)
    assert hours.add(start, 0) == add_open_time(calendar, start, 0)
    assert hours.is_open(start) == is_open(calendar, start)
    assert hours.end_of_next_business_day(start) == end_of_next_business_day(calendar, start)


@repeatably(max_examples=100)
@given(timelines(), starts, calendars, starts, lengths)
def test_s34_a_further_version_never_changes_what_was_counted_before_it(hours, start, calendar, since, seconds):
    longer = Hours.of([*hours.versions, HoursVersion(max(since, hours.newest.since + timedelta(seconds=1)), calendar, number=9)])
    begins = longer.newest.since

    assert longer.elapsed(start, begins) == hours.elapsed(start, begins)
    due = hours.add(start, seconds)
    if due <= begins:
        assert longer.add(start, seconds) == due
    assert Hours.from_json(longer.as_json()) == longer
