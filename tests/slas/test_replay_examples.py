"""The worked examples of clocks that pause, reopen and change, by their numbers (EX-S6 to EX-S39)."""

from datetime import timedelta

import pytest

from slas.clockface import percent, remaining_seconds
from slas.plans import Plan, plan_of
from tests.slas.calendars import bst, utc
from tests.slas.stories import HOURS, Story, answered_in, promising, resolved_in

HOUR = 3600
SEVERITIES = promising({"critical": (4, "hours", "8/5"), "major": (8, "hours", "8/5"), "minor": (16, "hours", "8/5")})


@pytest.mark.parametrize(
    ("reply", "state", "breached_at"),
    [
        (bst("9 11:00"), "met", None),
        (bst("9 11:00:01"), "breached_stopped", utc("2026-06-09T10:00")),
        (bst("9 11:00:00.300"), "breached_stopped", utc("2026-06-09T10:00")),
    ],
)
def test_ex_s6_a_reply_at_the_due_instant_is_in_time_and_a_breach_is_dated_at_it(reply, state, breached_at):
    clock = answered_in(1).opened(bst("9 10:00")).tell(reply, "replied").clock("first_response")

    assert (clock.state, clock.breached_at, clock.stopped_at) == (state, breached_at, reply)
    assert clock.due_at == utc("2026-06-09T10:00")


def test_ex_s7_a_business_day_is_the_nominal_day_of_its_calendar():
    story = Story(promising({"major": (1, "business_days", "8/5"), "minor": (24, "hours", "8/5")}))

    assert story.opened(bst("8 10:00")).clock(as_of=bst("8 11:00")).due_at == utc("2026-06-09T09:00")
    assert Story(story.terms["terms"]).opened(bst("8 10:00"), "minor").clock().due_at == utc("2026-06-11T09:00")


def test_ex_s8_warnings_are_planned_at_their_share_of_the_target():
    terms = promising({"major": (8, "hours", "8/5")}, warnings=(50, 75, 90, 100))
    clock = Story(terms).opened(bst("8 13:00")).clock(as_of=bst("8 13:00"))

    assert list(zip(*plan_of(clock, terms), strict=True)) == [
        (utc("2026-06-08T16:00"), "w50"),
        (utc("2026-06-09T10:00"), "w75"),
        (utc("2026-06-09T11:12"), "w90"),
        (utc("2026-06-09T12:00"), "due"),  # the message at 100 % is the breach
    ]


RESOLUTION_STORIES = [
    ("EX-S9", resolved_in(4).opened(utc("2026-12-24T11:00")), "2026-12-29T11:30", 0),
    (
        "EX-S12",
        resolved_in(8)
        .opened(bst("8 09:00"))
        .tell(bst("8 12:00"), "waiting", wait="waiting_client")
        .tell(bst("9 15:00"), "client_wrote"),
        "2026-06-10T11:00",
        3 * HOUR,
    ),
    (
        "EX-S13",
        resolved_in(8)
        .opened(bst("12 14:00"))
        .tell(bst("12 18:00"), "waiting", wait="waiting_client")
        .tell(bst("13 10:00"), "client_wrote"),
        "2026-06-15T13:00",
        3 * HOUR,
    ),
    (
        "EX-S14",
        resolved_in(8)
        .opened(bst("12 14:00"))
        .tell(bst("12 16:00"), "waiting", wait="waiting_approval")
        .tell(bst("15 10:00"), "wait_ended"),
        "2026-06-15T15:00",
        2 * HOUR,
    ),
    (
        "EX-S15",
        resolved_in(8)
        .opened(bst("8 09:00"))
        .tell(bst("8 10:00"), "waiting", wait="waiting_client")
        .tell(bst("8 12:00"), "client_wrote")
        .tell(bst("8 14:00"), "waiting", wait="waiting_client")
        .tell(bst("10 11:00"), "client_wrote"),
        "2026-06-10T15:00",
        3 * HOUR,
    ),
    (
        "EX-S16",
        Story(SEVERITIES).opened(bst("8 10:00"), "minor").tell(bst("8 13:00"), "severity_changed", severity="critical"),
        "2026-06-08T13:00",
        0,
    ),
    (
        "EX-S18",
        Story(SEVERITIES).opened(bst("8 10:00"), "major").tell(bst("8 14:00"), "severity_changed", severity="minor"),
        "2026-06-10T09:00",
        0,
    ),
    (
        "EX-S18b",
        Story(promising({"critical": (4, "hours", "24/7"), "minor": (16, "hours", "8/5")}))
        .opened(bst("12 16:00"), "minor")
        .tell(bst("15 10:00"), "severity_changed", severity="critical"),
        "2026-06-15T11:00",
        2 * HOUR,
    ),
    (
        "EX-S19",
        resolved_in(8).opened(bst("8 09:00")).tell(bst("8 15:00"), "resolved").tell(bst("10 16:00"), "reopened"),
        "2026-06-11T09:00",
        6 * HOUR,
    ),
    (
        "EX-S23",
        resolved_in(8)
        .opened(bst("10 10:00"))
        .tell(bst("11 00:00"), "hold_opened", hold="suspended")
        .tell(bst("15 12:00"), "hold_closed", hold="suspended"),
        "2026-06-15T12:00",
        7 * HOUR,
    ),
    ("EX-S36", resolved_in(24, "24/7").opened(utc("2026-10-24T13:00")), "2026-10-25T13:00", 0),
]


@pytest.mark.parametrize(("case", "story", "due", "elapsed"), RESOLUTION_STORIES, ids=[row[0] for row in RESOLUTION_STORIES])
def test_the_resolution_clock_is_due_when_worked_out_by_hand(case, story, due, elapsed):
    last = max(happening.at for happening in story.happenings)
    clock = story.clock(as_of=last)
    missed = story.clock(as_of=utc(due) + timedelta(seconds=1))

    assert (clock.state, clock.due_at, clock.elapsed_seconds, clock.breached_at) == ("running", utc(due), elapsed, None)
    assert story.clock(as_of=utc(due)) == clock
    assert (missed.state, missed.breached_at) == ("breached_running", utc(due))


def test_ex_s12_while_paused_there_is_no_due_instant_but_time_left():
    story = resolved_in(8).opened(bst("8 09:00")).tell(bst("8 12:00"), "waiting", wait="waiting_client")
    clock = story.clock(as_of=bst("9 12:00"))

    assert (clock.state, clock.due_at, clock.running_since) == ("paused", None, None)
    assert remaining_seconds(clock, HOURS["8/5"], bst("9 12:00")) == 5 * HOUR
    assert percent(clock, HOURS["8/5"], bst("9 12:00")) == 37
    assert plan_of(clock, story.terms["terms"]) == Plan()


def test_ex_s17_time_that_exceeds_the_new_target_is_a_breach_dated_when_it_did_and_flagged():
    story = Story(SEVERITIES).opened(bst("8 10:00"), "minor").tell(bst("8 15:00"), "severity_changed", severity="critical")
    clock = story.clock(as_of=bst("8 15:00"))

    assert (clock.state, clock.breached_at, clock.due_at) == (
        "breached_running",
        utc("2026-06-08T13:00"),
        utc("2026-06-08T13:00"),
    )
    assert clock.flags == ("by_reclassification",)
    assert percent(clock, HOURS["8/5"], bst("8 15:00")) == 125


@pytest.mark.parametrize(
    ("case", "story", "reply", "elapsed", "due"),
    [
        ("EX-S25", answered_in(1).opened(bst("13 10:00")), bst("13 10:20"), 0, "2026-06-15T09:00"),
        ("EX-S26", answered_in(1).opened(bst("9 20:15")), bst("10 08:40"), 0, "2026-06-10T09:00"),
        ("EX-S26 later", answered_in(1).opened(bst("9 20:15")), bst("10 09:25"), 25 * 60, "2026-06-10T09:00"),
    ],
)
def test_ex_s25_s26_an_answer_outside_hours_counts_what_was_open_so_far(case, story, reply, elapsed, due):
    clock = story.tell(reply, "replied").clock("first_response")

    assert (clock.state, clock.elapsed_seconds, clock.due_at) == ("met", elapsed, utc(due))


def test_ex_s39_a_calendar_that_never_opens_gives_no_due_instant():
    story = Story(promising({"major": (1, "minutes", "never")})).opened(bst("9 10:00"))
    clock = story.clock()

    assert (clock.state, clock.due_at, clock.breached_at) == ("no_open_time", None, None)
    assert plan_of(clock, story.terms["terms"]) == Plan()
    assert story.tell(bst("9 11:00"), "resolved").clock().state == "met"
