"""Single rules of the clocks, told as short lives of a ticket (S-12 to S-32)."""

import json
from datetime import timedelta

import pytest

from slas.clockface import next_instant, remaining_seconds
from slas.openhours import OpenHours
from slas.replay import EMPTY, Happening, HistoryNeeded, Kind, OutOfOrder, TicketState, fold, fold_or_replay
from slas.terms import Hours, Target, Terms
from tests.slas.calendars import NEW_YORK, bst
from tests.slas.stories import FAR, HOURS, Story, answered_in, promising, resolved_in

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
    assert story.state(as_of=bst("9 09:59")).wakes_at == bst("9 10:00")
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


def test_s30_a_change_of_type_changes_the_target_as_a_change_of_severity_does():
    everyone, incidents = ("resolution", "major", None), ("resolution", "major", "incident")
    terms = Terms({everyone: Target(8, "hours", "8/5"), incidents: Target(4, "hours", "8/5")}, HOURS)
    story = Story(terms).opened(bst("8 09:00"), type="request").tell(bst("8 10:00"), "type_changed", type="incident")

    assert story.clock(as_of=bst("8 11:00")).due_at == bst("8 13:00")


def test_s31_the_breach_is_dated_inside_an_earlier_stretch_when_it_lies_there():
    story = Story(BOTH).opened(bst("8 09:00"), "minor").tell(bst("8 14:00"), "waiting", wait="waiting_client")
    story.tell(bst("9 10:00"), "client_wrote").tell(bst("9 11:00"), "severity_changed", severity="critical")

    assert story.clock(as_of=bst("9 11:00")).breached_at == bst("8 13:00")
    assert story.clock(as_of=bst("9 11:00")).flags == ("by_reclassification",)


def test_s31_a_paused_clock_can_be_breached_by_reclassification_and_stays_paused():
    story = Story(BOTH).opened(bst("8 09:00"), "minor").tell(bst("8 14:00"), "waiting", wait="waiting_client")
    story.tell(bst("9 11:00"), "severity_changed", severity="critical")
    clock = story.clock()

    assert (clock.state, clock.breached_at) == ("paused", bst("8 13:00"))


def test_s31_time_exactly_used_up_is_no_breach_yet():
    story = Story(BOTH).opened(bst("8 10:00"), "minor").tell(bst("8 14:00"), "severity_changed", severity="critical")

    assert story.clock(as_of=bst("8 14:00")).state == "running"
    assert story.clock(as_of=bst("8 14:00:01")).breached_at == bst("8 14:00")
    assert story.clock(as_of=bst("8 14:00:01")).flags == ()


def test_s31_the_breach_is_dated_at_the_end_of_a_stretch_that_used_the_time_up_exactly():
    story = Story(BOTH).opened(bst("8 09:00"), "minor").tell(bst("8 13:00"), "waiting", wait="waiting_client")
    story.tell(bst("9 10:00"), "client_wrote").tell(bst("9 11:00"), "severity_changed", severity="critical")

    assert story.clock(as_of=bst("9 11:00")).breached_at == bst("8 13:00")


def test_s29_a_stop_wins_over_a_severity_raised_at_the_same_instant():
    story = Story(BOTH).opened(bst("8 09:00"), "minor").tell(bst("8 14:00"), "severity_changed", severity="critical")
    story.tell(bst("8 14:00"), "resolved")

    assert (story.clock().state, story.clock().target["amount"]) == ("met", 16)


def test_s29_a_hold_closed_and_opened_anew_at_one_instant_stays_open():
    noon = bst("8 12:00")
    story = resolved_in(8).opened(bst("8 09:00")).tell(bst("8 10:00"), "hold_opened", hold="consent")
    story.tell(noon, "hold_closed", hold="consent").tell(noon, "hold_opened", hold="consent")

    assert story.clock(as_of=bst("8 13:00")).state == "paused"


def test_a_change_that_changes_no_target_leaves_a_due_instant_at_closing_where_it_is():
    story = resolved_in(8).opened(bst("8 09:00"), type="incident").tell(bst("8 17:00"), "type_changed", type="request")

    assert story.clock(as_of=bst("8 17:00")).due_at == bst("8 17:00")


def test_s32_a_breach_stays_when_the_severity_is_lowered():
    story = Story(BOTH).opened(bst("8 09:00"), "critical").tell(bst("8 14:00"), "severity_changed", severity="minor")
    clock = story.clock(as_of=bst("8 15:00"))

    assert (clock.state, clock.breached_at, clock.target["amount"]) == ("breached_running", bst("8 13:00"), 16)
    assert story.tell(bst("8 16:00"), "resolved").clock().state == "breached_stopped"


def test_lowering_the_severity_at_the_due_instant_is_still_in_time():
    story = Story(BOTH).opened(bst("8 09:00"), "critical").tell(bst("8 13:00"), "severity_changed", severity="minor")

    assert story.clock(as_of=bst("8 14:00")).state == "running"


def test_a_severity_without_a_target_takes_the_promise_away_and_one_with_a_target_counts_from_receipt():
    story = Story(BOTH).opened(bst("8 09:00"), "question")
    assert story.clock() is None
    story.tell(bst("8 10:00"), "waiting", wait="waiting_client").tell(bst("8 12:00"), "client_wrote")
    promised = story.tell(bst("8 13:00"), "severity_changed", severity="major").clock(as_of=bst("8 13:00"))
    lapsed = story.tell(bst("8 14:00"), "severity_changed", severity="question").clock()
    again = story.tell(bst("8 15:00"), "severity_changed", severity="critical").clock(as_of=bst("8 15:00"))

    assert remaining_seconds(promised, HOURS["8/5"], bst("8 13:00")) == 6 * HOUR
    assert (lapsed.state, lapsed.flags, lapsed.due_at, lapsed.stopped_at) == ("cancelled", ("no_target",), None, bst("8 14:00"))
    assert (again.state, again.due_at, again.flags) == ("running", bst("8 15:00"), ())


def test_decision_12_the_promise_counts_from_receipt_when_cover_is_decided_later():
    best_effort = promising(first_response={"major": (16, "hours", "8/5")})
    premium = promising({"major": (24, "hours", "24/7")}, {"major": (2, "hours", "24/7")})
    story = Story(best_effort, others={"premium": premium}).opened(bst("12 16:30"))
    assert [clock.metric for clock in story.state().clocks] == ["first_response"]

    story.tell(bst("12 18:00"), "retargeted", terms="premium", from_receipt=True)
    response, resolution = story.state(as_of=bst("12 18:00")).clocks

    assert (response.due_at, response.state) == (bst("12 18:30"), "running")
    assert resolution.due_at == bst("13 16:30")


def test_decision_12_stretches_before_a_pause_count_from_receipt_too():
    best_effort = promising(first_response={"major": (16, "hours", "8/5")})
    premium = promising(first_response={"major": (4, "hours", "24/7")})
    story = Story(best_effort, others={"premium": premium}).opened(bst("12 16:00"))
    story.tell(bst("12 18:00"), "hold_opened", hold="suspended").tell(bst("12 20:00"), "hold_closed", hold="suspended")
    clock = story.tell(bst("12 20:30"), "retargeted", terms="premium", from_receipt=True).clock("first_response", bst("12 20:30"))

    assert (clock.elapsed_seconds, clock.due_at) == (2 * HOUR, bst("12 22:00"))


def test_s33_a_retarget_keeps_elapsed_time_and_moves_to_the_new_terms():
    elsewhere = promising({"major": (4, "hours", "ny")}, hours={"ny": Hours(NEW_YORK)})
    story = Story(promising({"major": (8, "hours", "8/5")}), others={"elsewhere": elsewhere}).opened(bst("8 09:00"))
    clock = story.tell(bst("8 12:00"), "retargeted", terms="elsewhere").clock(as_of=bst("8 12:00"))

    assert (clock.elapsed_seconds, clock.running_since, clock.due_at) == (3 * HOUR, bst("8 12:00"), bst("8 15:00"))
    assert clock.target == {"amount": 4, "unit": "hours", "seconds": 4 * HOUR, "hours": "ny"}


def test_a_retarget_while_resolved_holds_from_the_reopening_on():
    shorter = promising({"major": (2, "hours", "ny")}, hours={"ny": Hours(NEW_YORK)})
    story = Story(promising({"major": (8, "hours", "8/5")}), others={"shorter": shorter}).opened(bst("8 09:00"))
    story.tell(bst("8 12:00"), "resolved").tell(bst("9 09:00"), "retargeted", terms="shorter")
    assert (story.clock().state, story.clock().target["amount"]) == ("met", 8)

    clock = story.tell(bst("9 10:00"), "reopened").clock(as_of=bst("9 10:00"))
    assert (clock.state, clock.breached_at, clock.flags) == ("breached_running", bst("8 11:00"), ("by_reclassification",))


def test_c62_a_ticket_received_during_suspension_starts_its_clocks_at_reinstatement():
    story = Story(BOTH).opened(bst("8 09:00")).tell(bst("8 09:00"), "hold_opened", hold="suspended")
    assert {clock.state for clock in story.state().clocks} == {"not_started"}

    story.tell(bst("9 09:00"), "hold_closed", hold="suspended")
    assert [clock.due_at for clock in story.state(as_of=bst("9 09:00")).clocks] == [bst("9 11:00"), bst("9 17:00")]


def test_s04_the_end_of_the_next_business_day_is_a_fixed_instant_that_no_wait_moves():
    story = Story(promising({"major": (1, "end_of_next_business_day", "8/5")})).opened(bst("12 16:00"))
    story.tell(bst("15 09:30"), "waiting", wait="waiting_client").tell(bst("15 12:00"), "client_wrote")

    assert story.clock(as_of=bst("15 10:00")).state == "running"
    assert story.clock(as_of=bst("15 12:00")).due_at == bst("15 17:00")
    assert story.clock(as_of=bst("15 12:00")).target["seconds"] == 9 * HOUR


def test_an_answer_in_time_that_is_stored_after_the_sweep_saw_a_breach_withdraws_it():
    story = answered_in(1).opened(bst("9 10:00"))
    swept = story.state(as_of=bst("9 11:00:05"))
    late = Happening(bst("9 10:59"), Kind.REPLIED, 9)

    after = fold(swept, [late], bst("9 11:00:06"), story.terms)

    assert swept.clocks[0].breached_at == bst("9 11:00")
    assert (after.clocks[0].state, after.clocks[0].breached_at) == ("met", None)


def test_a_happening_that_belongs_before_the_last_one_asks_for_a_replay():
    story = resolved_in(8).opened(bst("8 09:00")).tell(bst("8 12:00"), "waiting", wait="waiting_client")
    stored = story.state()
    backdated = Happening(bst("8 11:00"), Kind.WAITING, 3, {"wait": "waiting_client"})

    with pytest.raises(OutOfOrder):
        fold(stored, [backdated], FAR, story.terms)
    with pytest.raises(OutOfOrder):
        fold(stored, story.happenings[-1:], FAR, story.terms)

    replayed = fold_or_replay(stored, [backdated], FAR, story.terms, lambda: [*story.happenings, backdated])
    assert replayed.clocks[0].elapsed_seconds == 2 * HOUR


def test_an_instant_inside_stretches_of_an_earlier_fold_asks_for_a_replay():
    story = Story(BOTH).opened(bst("8 09:00"), "minor").tell(bst("8 14:00"), "waiting", wait="waiting_client")
    stored = story.state()
    raised = story.tell(bst("9 11:00"), "severity_changed", severity="critical").happenings[-1]

    with pytest.raises(HistoryNeeded):
        fold(stored, [raised], FAR, story.terms)

    assert fold_or_replay(stored, [raised], FAR, story.terms, lambda: story.happenings) == story.state()


def test_a_ticket_is_opened_once_before_all_else():
    story = resolved_in(8).opened(bst("8 09:00"))

    with pytest.raises(ValueError, match="opened once"):
        story.tell(bst("8 10:00"), "opened", severity="major", terms="terms").state()
    with pytest.raises(ValueError, match="before all else"):
        fold(EMPTY, [Happening(bst("8 09:00"), Kind.REPLIED, 1)], FAR, story.terms)


def test_what_is_carried_comes_back_from_json_whole_and_does_not_grow():
    story = resolved_in(8).opened(bst("8 09:00"), type="incident").tell(bst("8 09:30"), "hold_opened", hold="consent", name="q1")
    sizes = []
    for minute in range(0, 40, 2):
        story.tell(bst("8 10:00") + timedelta(minutes=minute), "waiting", wait="scheduled", until=FAR.isoformat())
        state = story.state()
        again = TicketState.from_json(json.loads(json.dumps(state.as_json())))
        sizes.append(len(json.dumps(state.as_json())))
        assert again.as_json() == state.as_json()
        assert fold(again, [], FAR, story.terms) == state
        story.tell(bst("8 10:01") + timedelta(minutes=minute), "client_wrote")

    assert max(sizes) - min(sizes) < 20


def test_a_breach_is_named_until_it_is_recorded_even_of_a_stopped_clock():
    story = answered_in(1).opened(bst("9 10:00")).tell(bst("9 12:00"), "replied")
    clock, terms = story.clock("first_response"), story.terms["terms"]

    assert next_instant(clock, terms)[:2] == (bst("9 11:00"), "due")
    assert next_instant(clock, terms, is_breach_recorded=True) is None


def test_a_warning_comes_no_sooner_than_its_percent():
    terms = promising({"major": (1, "minutes", "8/5")}, warnings=(33,))

    assert next_instant(Story(terms).opened(bst("8 09:00")).clock(as_of=bst("8 09:00")), terms).at == bst("8 09:00:20")


def test_a_warning_already_passed_when_the_target_shrinks_is_due_at_once():
    story = Story(BOTH).opened(bst("8 09:00"), "minor").tell(bst("8 12:30"), "severity_changed", severity="critical")
    planned = next_instant(story.clock(as_of=bst("8 12:30")), BOTH)

    assert planned == (bst("8 12:00"), "warning", 75)


def test_a_stretch_beyond_the_horizon_is_dated_at_the_change():
    rare = promising({"minor": (900, "hours", "rare"), "major": (300, "hours", "rare")}, hours={"rare": Hours(ONE_HOUR_A_WEEK)})
    story = Story(rare).opened(bst("8 09:00"), "minor")
    assert story.clock().state == "no_open_time"

    changed = bst("8 12:00") + timedelta(days=7 * 400)
    clock = story.tell(changed, "severity_changed", severity="major").clock(as_of=changed)
    assert (clock.state, clock.breached_at) == ("breached_running", changed)
