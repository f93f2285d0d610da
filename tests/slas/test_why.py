"""Why a clock is due when it is: the ledger adds up, for examples worked out by hand and for random lives."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from slas.clockface import elapsed_seconds_at, remaining_seconds
from slas.replay import EMPTY, fold
from slas.why import ledger
from tests.slas.calendars import bst, utc
from tests.slas.lives import START, TERMS, as_recorded, lives, repeatably
from tests.slas.stories import resolved_in

HOUR = 3600


def told(story, as_of, metric="resolution"):
    found = ledger(story.happenings, as_of, story.terms, metric)
    return found, [(line.kind, line.seconds, line.why) for line in found.lines]


def test_ex_s12_the_pause_and_the_nights_are_left_out_by_name():
    story = resolved_in(8).opened(bst("8 09:00"))
    story.tell(bst("8 12:00"), "waiting", wait="waiting_client").tell(bst("9 15:00"), "client_wrote")

    found, lines = told(story, bst("10 11:00"))

    assert lines == [
        ("counted", 3 * HOUR, ()),
        ("paused", 0, ("waiting_client",)),
        ("counted", 2 * HOUR, ()),
        ("closed", 0, ("night",)),
        ("counted", 2 * HOUR, ()),
    ]
    assert (found.counted, found.remaining, found.clock.due_at) == (7 * HOUR, HOUR, utc("2026-06-10T11:00"))
    assert found.lines[1].seq == 2 and found.zone == "Europe/London"
    assert [line.total for line in found.lines] == [3 * HOUR, 3 * HOUR, 5 * HOUR, 5 * HOUR, 7 * HOUR]


def test_ex_s19_the_time_in_resolved_is_left_out():
    story = resolved_in(8).opened(bst("8 09:00")).tell(bst("8 15:00"), "resolved").tell(bst("10 16:00"), "reopened")

    found, lines = told(story, bst("11 09:30"))

    assert lines[:2] == [("counted", 6 * HOUR, ()), ("resolved", 0, ())]
    assert lines[2:] == [("counted", HOUR, ()), ("closed", 0, ("night",)), ("counted", HOUR // 2, ())]
    assert found.clock.due_at == utc("2026-06-11T09:00")


def test_a_weekend_is_called_one():
    _found, lines = told(resolved_in(8).opened(bst("12 16:00")), bst("15 10:00"))

    assert lines == [("counted", HOUR, ()), ("closed", 0, ("weekend",)), ("counted", HOUR, ())]


def test_an_earlier_instant_can_be_asked_about():
    story = resolved_in(8).opened(bst("8 09:00")).tell(bst("8 15:00"), "resolved")

    found, lines = told(story, bst("8 10:00"))

    assert (lines, found.clock.state) == ([("counted", HOUR, ())], "running")


def test_a_change_of_severity_is_told_with_both_targets():
    story = resolved_in(8).opened(bst("8 09:00"))
    story.terms["terms"].targets[("resolution", "critical", None)] = (
        story.terms["terms"].targets[("resolution", "critical", None)].__class__(4, "hours", "24/7")
    )
    story.tell(bst("8 18:00"), "severity_changed", severity="critical")

    found, lines = told(story, bst("8 19:00"))

    (change,) = found.changes
    assert (change.at, change.severity, change.before["seconds"], change.after["seconds"]) == (
        bst("8 18:00"), "critical", 8 * HOUR, 4 * HOUR,
    )  # fmt: skip
    assert sum(seconds for _kind, seconds, _why in lines) == found.counted == 9 * HOUR


def test_a_clock_that_stopped_names_the_promise_that_held_for_it_and_no_later_one():
    story = resolved_in(8).opened(bst("8 09:00")).tell(bst("8 15:00"), "resolved")
    story.terms["later"] = story.terms["terms"]
    story.tell(bst("8 16:00"), "retargeted", terms="later")

    found, _lines = told(story, bst("9 10:00"))

    assert (found.terms, found.clock.state) == ("terms", "met")


@repeatably(max_examples=200)
@given(lives, st.integers(0, 600_000))
def test_counted_stretches_sum_to_elapsed_and_the_lines_leave_no_hole(life, later):
    as_of = START + timedelta(seconds=later)
    recorded = [each for each in as_recorded(life) if each.at <= as_of]

    for clock in fold(EMPTY, recorded, as_of, TERMS).clocks:
        found = ledger(recorded, as_of, TERMS, clock.metric, clock.cycle)
        hours = TERMS[found.terms].hours[clock.target["hours"]]
        assert found.clock == clock
        assert found.counted == elapsed_seconds_at(clock, hours, as_of)
        assert found.remaining == remaining_seconds(clock, hours, as_of)
        assert all(before.end == after.start for before, after in zip(found.lines, found.lines[1:], strict=False))
        assert all(line.start < line.end for line in found.lines)
        assert all(line.seconds == (line.end - line.start).total_seconds() for line in found.lines if line.kind == "counted")
        assert all(line.why for line in found.lines if line.kind in ("closed", "paused"))
