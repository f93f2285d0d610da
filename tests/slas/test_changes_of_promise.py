"""Changes of severity, type and terms during a ticket's life (S-30 to S-33)."""

from slas.clockface import remaining_seconds
from slas.openhours import OpenHours
from slas.terms import Hours, Target, Terms
from tests.slas.calendars import NEW_YORK, bst
from tests.slas.stories import HOURS, Story, promising, resolved_in

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
