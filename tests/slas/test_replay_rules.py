"""Single rules of the clocks, told as short lives of a ticket (S-12 to S-32)."""

import pytest

from slas.openhours import OpenHours
from tests.slas.calendars import bst
from tests.slas.stories import Story, answered_in, promising, resolved_in

HOUR = 3600
ONE_HOUR_A_WEEK = OpenHours("UTC", (((540, 600),), *((),) * 6))
BOTH = promising(
    {"critical": (4, "hours", "8/5"), "major": (8, "hours", "8/5"), "minor": (16, "hours", "8/5")},
    {
        "critical": (1, "hours", "8/5"),
        "major": (2, "hours", "8/5"),
        "minor": (4, "hours", "8/5"),
        "question": (8, "hours", "8/5"),
    },
)


def test_s12_only_a_public_human_reply_stops_the_first_response():
    story = answered_in(4).opened(bst("9 10:00")).tell(bst("9 10:30"), "client_wrote")
    story.tell(bst("9 10:40"), "severity_changed", severity="major").tell(bst("9 10:45"), "hold_opened", hold="consent")

    assert story.clock("first_response", as_of=bst("9 11:00")).state == "running"
    assert story.tell(bst("9 11:30"), "replied").clock("first_response").state == "met"


def test_s13_a_ticket_logged_during_a_call_is_answered_at_once():
    story = Story(BOTH).opened(bst("9 10:00"), first_response="met_at_once")
    clock = story.clock("first_response")

    assert (clock.state, clock.elapsed_seconds, clock.stopped_at) == ("met", 0, bst("9 10:00"))
    assert story.clock("resolution", as_of=bst("9 11:00")).state == "running"


@pytest.mark.parametrize("kind", ["none", "not_recorded"])
def test_s13_a_ticket_of_our_own_or_an_imported_one_awaits_no_first_response(kind):
    story = Story(BOTH).opened(bst("9 10:00"), first_response=kind).tell(bst("9 11:00"), "replied")

    assert [clock.metric for clock in story.state().clocks] == ["resolution"]


def test_s14_resolving_stops_the_first_response_too():
    story = Story(BOTH).opened(bst("9 10:00")).tell(bst("9 11:00"), "resolved")

    assert {clock.metric: clock.state for clock in story.state().clocks} == {"first_response": "met", "resolution": "met"}


def test_s29_reopened_and_set_to_wait_in_the_same_instant_it_waits():
    story = resolved_in(8).opened(bst("9 10:00")).tell(bst("9 11:00"), "resolved")
    story.tell(bst("9 12:00"), "reopened").tell(bst("9 12:00"), "waiting", wait="waiting_client")

    assert (story.clock().state, story.clock().elapsed_seconds) == ("paused", HOUR)
    assert story.tell(bst("9 13:00"), "client_wrote").clock().running_since == bst("9 13:00")


def test_s14_cancelling_cancels_what_runs_and_keeps_what_was_missed():
    story = Story(BOTH).opened(bst("9 10:00")).tell(bst("9 13:00"), "cancelled")
    story.tell(bst("9 14:00"), "reopened").tell(bst("9 15:00"), "resolved")
    response, resolution = story.state().clocks

    assert (response.state, response.breached_at) == ("cancelled", bst("9 12:00"))
    assert (resolution.state, resolution.breached_at, resolution.stopped_at) == ("cancelled", None, bst("9 13:00"))


def test_a_cancelled_ticket_does_not_come_back():
    story = Story(BOTH).opened(bst("9 10:00")).tell(bst("9 11:00"), "resolved").tell(bst("9 12:00"), "cancelled")

    assert story.tell(bst("9 13:00"), "reopened").clock() == Story.clock(story, as_of=bst("9 12:00"))
    assert (story.clock().state, story.state().phase) == ("met", "cancelled")


@pytest.mark.parametrize(
    ("wait", "facts", "pauses"),
    [
        ("waiting_client", {}, True),
        ("waiting_approval", {}, True),
        ("waiting_third_party", {"vendor": "client"}, True),
        ("waiting_third_party", {"vendor": "provider"}, False),
        ("waiting_third_party", {}, False),
        ("scheduled", {}, True),
    ],
)
def test_s20_a_wait_pauses_the_resolution_and_never_the_first_response(wait, facts, pauses):
    story = Story(BOTH).opened(bst("9 10:00")).tell(bst("9 10:30"), "waiting", wait=wait, **facts)
    response, resolution = story.state(as_of=bst("9 11:00")).clocks

    assert response.state == "running"
    assert resolution.state == ("paused" if pauses else "running")


@pytest.mark.parametrize(("hold", "both"), [("suspended", True), ("no_cover", True), ("consent", False)])
def test_s20_only_suspension_and_lack_of_cover_pause_the_first_response(hold, both):
    story = Story(BOTH).opened(bst("9 10:00")).tell(bst("9 10:30"), "hold_opened", hold=hold)
    response, resolution = story.state(as_of=bst("9 11:00")).clocks

    assert response.state == ("paused" if both else "running")
    assert resolution.state == "paused"


def test_s20_a_scheduled_wait_ends_by_itself_at_its_instant():
    story = resolved_in(8).opened(bst("8 09:00"))
    story.tell(bst("8 10:00"), "waiting", wait="scheduled", until=bst("9 10:00").isoformat())

    assert story.clock(as_of=bst("9 09:59")).state == "paused"
    woken = story.clock(as_of=bst("9 10:00"))
    assert (woken.state, woken.running_since, woken.due_at) == ("running", bst("9 10:00"), bst("9 17:00"))
    assert story.tell(bst("9 10:00"), "wait_ended").clock() == story.clock()
    assert story.tell(bst("9 12:00"), "resolved").clock().elapsed_seconds == 3 * HOUR


def test_s20_a_scheduled_wait_until_an_instant_already_past_pauses_nothing():
    story = resolved_in(8).opened(bst("8 09:00")).tell(bst("8 12:00"), "waiting", wait="scheduled", until=bst("8 10:00"))

    assert story.clock(as_of=bst("8 13:00")).state == "running"
    assert story.tell(bst("8 13:00"), "resolved").clock().elapsed_seconds == 4 * HOUR


def test_s22_a_message_of_the_client_ends_the_wait_for_the_client_and_no_other():
    for wait, resumes in (("waiting_client", True), ("scheduled", True), ("waiting_approval", False)):
        story = resolved_in(8).opened(bst("8 09:00")).tell(bst("8 10:00"), "waiting", wait=wait)
        story.tell(bst("8 11:00"), "client_wrote")

        assert story.clock(as_of=bst("8 12:00")).state == ("running" if resumes else "paused"), wait


def test_s23_a_hold_and_a_wait_that_overlap_pause_as_their_union():
    story = resolved_in(8).opened(bst("8 09:00"))
    story.tell(bst("8 10:00"), "waiting", wait="waiting_client").tell(bst("8 11:00"), "hold_opened", hold="consent", name="a")
    story.tell(bst("8 11:30"), "hold_opened", hold="consent", name="b").tell(bst("8 12:00"), "client_wrote")
    story.tell(bst("8 13:00"), "hold_closed", hold="consent", name="a").tell(
        bst("8 14:00"), "hold_closed", hold="consent", name="b"
    )

    assert story.clock(as_of=bst("8 14:00")).due_at == bst("9 13:00")


def test_s25_a_pause_after_the_breach_does_not_undo_it():
    story = resolved_in(2).opened(bst("8 09:00")).tell(bst("8 12:00"), "waiting", wait="waiting_client")
    paused = story.clock()
    resumed = story.tell(bst("9 12:00"), "client_wrote").clock()

    assert (paused.state, paused.breached_at, paused.due_at) == ("paused", bst("8 11:00"), bst("8 11:00"))
    assert (resumed.state, resumed.breached_at, resumed.elapsed_seconds) == ("breached_running", bst("8 11:00"), 3 * HOUR)
    assert story.tell(bst("9 13:00"), "resolved").clock().state == "breached_stopped"


def test_a_pause_at_the_due_instant_comes_too_late_and_a_stop_there_does_not():
    story = resolved_in(8).opened(bst("8 09:00")).tell(bst("8 17:00"), "waiting", wait="waiting_client")

    assert story.clock().breached_at == bst("8 17:00")
    assert story.tell(bst("8 17:00"), "resolved").clock().state == "met"


def test_s28_a_reopened_ticket_goes_on_where_it_stopped_and_its_first_response_stays():
    story = Story(BOTH).opened(bst("8 09:00")).tell(bst("8 10:00"), "replied").tell(bst("8 15:00"), "resolved")
    before = story.state().clocks
    story.tell(bst("10 16:00"), "reopened")
    response, resolution = story.state(as_of=bst("10 16:30")).clocks

    assert [clock.state for clock in before] == ["met", "met"]
    assert response == before[0]
    assert (resolution.state, resolution.stopped_at, resolution.elapsed_seconds) == ("running", None, 6 * HOUR)


def test_s28_a_clock_that_was_met_to_the_second_has_no_time_left_when_reopened():
    story = resolved_in(8).opened(bst("8 09:00")).tell(bst("8 17:00"), "resolved").tell(bst("9 07:00"), "reopened")

    assert story.clock(as_of=bst("9 08:00")).due_at == bst("9 09:00")
    assert story.clock(as_of=bst("9 09:00:01")).breached_at == bst("9 09:00")


def test_s29_at_one_instant_a_stop_wins_over_a_pause_and_a_resume():
    noon = bst("8 12:00")
    story = resolved_in(3).opened(bst("8 09:00")).tell(noon, "wait_ended").tell(noon, "waiting", wait="waiting_client")
    story.tell(noon, "resolved")

    assert (story.clock().state, story.clock().stopped_at, story.clock().elapsed_seconds) == ("met", noon, 3 * HOUR)


def test_s29_what_was_written_before_a_wait_at_the_same_instant_does_not_end_it():
    noon = bst("8 12:00")
    story = resolved_in(8).opened(bst("8 09:00")).tell(bst("8 10:00"), "waiting", wait="waiting_client")
    story.tell(noon, "wait_ended").tell(noon, "waiting", wait="waiting_approval")

    assert story.clock(as_of=bst("8 13:00")).state == "paused"
    assert story.state(as_of=bst("8 13:00")).wait.wait == "waiting_approval"
    assert story.tell(noon, "wait_ended").clock(as_of=bst("8 13:00")).state == "running"


def test_s29_a_reopening_written_before_the_resolution_of_the_same_instant_does_not_undo_it():
    noon = bst("8 12:00")
    story = resolved_in(8).opened(bst("8 09:00")).tell(bst("8 10:00"), "resolved").tell(noon, "reopened").tell(noon, "resolved")

    assert story.clock().state == "met"
    assert story.tell(noon, "reopened").clock(as_of=bst("8 13:00")).state == "running"


def test_s04_the_end_of_the_next_business_day_is_a_fixed_instant_that_no_wait_moves():
    story = Story(promising({"major": (1, "end_of_next_business_day", "8/5")})).opened(bst("12 16:00"))
    story.tell(bst("15 09:30"), "waiting", wait="waiting_client").tell(bst("15 12:00"), "client_wrote")

    assert story.clock(as_of=bst("15 10:00")).state == "running"
    assert story.clock(as_of=bst("15 12:00")).due_at == bst("15 17:00")
    assert story.clock(as_of=bst("15 12:00")).target["seconds"] == 9 * HOUR
