"""Worked examples and rules of the metrics beside first response and resolution, by their numbers (domain 4.2)."""

from slas.metrics import STINTS
from slas.replay import EMPTY, fold
from slas.terms import Target, Terms
from tests.slas.calendars import bst, utc
from tests.slas.stories import FAR, HOURS, Story


def promising(metric, amount, unit="hours", hours="8/5", severity="major", **more):
    targets = {
        (metric, severity, None): Target(amount, unit, hours),
        ("first_response", severity, None): Target(4, "hours", hours),
    }
    return Terms(targets, HOURS, **more)


def clocks(story, metric, as_of=FAR):
    return [clock for clock in story.state(as_of).clocks if clock.metric == metric]


def test_ex_s20_the_oldest_unanswered_message_counts():
    story = Story(promising("next_response", 2)).opened(bst("9 09:00")).tell(bst("9 09:30"), "replied")
    for minute in ("10:00", "10:30", "11:00"):
        story.tell(bst(f"9 {minute}"), "client_wrote")

    (clock,) = clocks(story.tell(bst("9 12:10"), "replied"), "next_response")

    assert (clock.state, clock.elapsed_seconds) == ("breached_stopped", 130 * 60)
    assert clock.breached_at == utc("2026-06-09T11:00")


def test_s15_a_message_that_needs_no_reply_cancels_the_cycle_and_the_next_one_begins_another():
    story = Story(promising("next_response", 2)).opened(bst("9 09:00")).tell(bst("9 09:30"), "replied")
    story.tell(bst("9 10:00"), "client_wrote").tell(bst("9 10:20"), "no_reply_needed").tell(bst("9 16:00"), "client_wrote")

    thanks, question = clocks(story, "next_response", bst("9 16:30"))

    assert (thanks.state, thanks.elapsed_seconds, question.state, question.cycle) == ("cancelled", 1200, "running", 2)
    assert question.due_at == utc("2026-06-10T09:00")


def test_s16_a_message_before_the_first_response_starts_no_next_response():
    story = Story(promising("next_response", 2)).opened(bst("9 09:00")).tell(bst("9 09:30"), "client_wrote")

    assert clocks(story, "next_response") == []


def test_s28_a_reopening_message_awaits_an_answer():
    story = Story(promising("next_response", 2)).opened(bst("9 09:00")).tell(bst("9 09:30"), "replied")
    story.tell(bst("9 09:40"), "resolved").tell(bst("9 10:00"), "client_wrote").tell(bst("9 10:00"), "reopened")

    (clock,) = clocks(story, "next_response", bst("9 11:00"))

    assert (clock.state, clock.due_at) == ("running", utc("2026-06-09T11:00"))


def test_ex_s21_a_merged_ticket_brings_its_earlier_receipt():
    terms = Terms({("first_response", "major", None): Target(4, "hours", "8/5")}, HOURS)
    story = Story(terms).opened(bst("8 11:00")).tell(bst("8 12:00"), "merged_in", received=bst("8 09:30").isoformat())

    (clock,) = clocks(story, "first_response", bst("8 12:00"))

    assert (clock.state, clock.due_at, clock.started_at) == ("running", utc("2026-06-08T12:30"), bst("8 09:30"))


def test_s36_a_merger_that_uses_the_time_up_is_a_breach_and_says_so():
    terms = Terms({("first_response", "major", None): Target(2, "hours", "8/5")}, HOURS)
    story = Story(terms).opened(bst("8 13:00")).tell(bst("8 14:00"), "merged_in", received=bst("8 09:30").isoformat())

    (clock,) = clocks(story, "first_response", bst("8 14:00"))

    assert (clock.breached_at, clock.flags) == (utc("2026-06-08T10:30"), ("by_merge",))


def test_s36_what_is_answered_already_stays_answered():
    terms = Terms({("first_response", "major", None): Target(2, "hours", "8/5")}, HOURS)
    story = Story(terms).opened(bst("8 13:00")).tell(bst("8 13:30"), "replied")
    before = clocks(story, "first_response")

    assert clocks(story.tell(bst("8 14:00"), "merged_in", received=bst("8 09:30").isoformat()), "first_response") == before


def test_ex_s36_a_hotfix_within_24_hours_counts_real_hours_over_both_clock_changes():
    for confirmed, due in (
        (utc("2026-03-28T14:00"), utc("2026-03-29T14:00")),
        (utc("2026-10-24T13:00"), utc("2026-10-25T13:00")),
    ):
        story = Story(promising("hotfix", 24, hours="24/7")).opened(confirmed).tell(confirmed, "defect_confirmed")
        (clock,) = clocks(story, "hotfix", confirmed)
        assert clock.due_at == due


def test_s19_a_hotfix_stops_at_the_deployment_to_production_and_waits_for_the_clients_slot():
    story = Story(promising("hotfix", 4)).opened(bst("8 09:00")).tell(bst("8 10:00"), "defect_confirmed")
    story.tell(bst("8 11:00"), "deployed", environment_kind="staging").tell(bst("8 12:00"), "hold_opened", hold="deploy_slot")
    story.tell(bst("8 16:00"), "hold_closed", hold="deploy_slot").tell(bst("8 16:30"), "deployed", environment_kind="production")

    (clock,) = clocks(story, "hotfix")

    assert (clock.state, clock.elapsed_seconds, clock.stopped_at) == ("met", 9000, bst("8 16:30"))


def test_the_terms_may_owe_a_hotfix_from_receipt():
    story = Story(promising("hotfix", 4, hotfix_from="received")).opened(bst("8 09:00"))

    assert clocks(story, "hotfix", bst("8 09:00"))[0].due_at == utc("2026-06-08T12:00")


def test_ex_s37_a_missed_interval_is_one_breach_and_the_next_begins_at_the_late_update():
    story = Story(promising("update_cadence", 1, hours="24/7", severity="critical"))
    first, second, third = utc("2026-10-24T23:20"), utc("2026-10-25T00:15"), utc("2026-10-25T01:40")
    story.opened(utc("2026-10-24T23:00"), "critical")
    for update in (first, second, third):
        story.tell(update, "replied")

    one, two, three = clocks(story, "update_cadence", third)

    assert (one.state, one.elapsed_seconds) == ("met", 55 * 60)
    assert (two.state, two.breached_at, two.elapsed_seconds) == ("breached_stopped", utc("2026-10-25T01:15"), 85 * 60)
    assert (three.state, three.started_at, three.due_at) == ("running", third, utc("2026-10-25T02:40"))


def test_s17_updates_wait_for_the_client_unless_the_ticket_is_critical():
    for severity, state in (("major", "not_started"), ("critical", "running")):
        story = Story(promising("update_cadence", 2, severity=severity)).opened(bst("9 09:00"), severity)
        story.tell(bst("9 09:30"), "replied").tell(bst("9 09:30"), "waiting", wait="waiting_client")
        assert [clock.state for clock in clocks(story, "update_cadence", bst("9 10:00"))] == [state]


def test_s17_resolving_ends_the_updates_and_begins_none():
    story = Story(promising("update_cadence", 2)).opened(bst("9 09:00")).tell(bst("9 09:30"), "replied")
    story.tell(bst("9 10:00"), "replied").tell(bst("9 10:00"), "resolved")

    assert [(clock.cycle, clock.state) for clock in clocks(story, "update_cadence")] == [(1, "met")]


def test_s18_a_workaround_stops_its_clock_for_good_and_not_the_resolution():
    terms = promising("workaround", 4)
    terms.targets[("resolution", "major", None)] = Target(8, "hours", "8/5")
    story = Story(terms).opened(bst("8 09:00")).tell(bst("8 11:00"), "workaround_delivered")
    story.tell(bst("8 12:00"), "resolved").tell(bst("8 13:00"), "reopened")

    (workaround,), (resolution,) = clocks(story, "workaround", bst("8 14:00")), clocks(story, "resolution", bst("8 14:00"))

    assert (workaround.state, workaround.elapsed_seconds) == ("met", 7200)
    assert (resolution.state, resolution.due_at) == ("running", utc("2026-06-09T09:00"))


def test_s35_each_stay_at_a_level_is_a_stint_and_coming_back_a_new_one():
    ola = Terms(
        {("ola_accept", "major", None): Target(30, "minutes", "8/5"), ("ola_work", "major", None): Target(3, "hours", "8/5")},
        HOURS,
    )
    story = Story(promising("workaround", 4), others={"l1": ola, "l2": ola}).opened(bst("8 09:00"))
    story.tell(bst("8 09:00"), "level_entered", terms="l1").tell(bst("8 09:20"), "accepted")
    story.tell(bst("8 11:00"), "level_entered", terms="l2").tell(bst("8 12:00"), "accepted")
    story.tell(bst("8 13:00"), "level_entered", terms="l1")

    state = fold(EMPTY, story.happenings, bst("8 13:10"), story.terms, STINTS)
    shown = {(clock.metric, clock.cycle): (clock.state, clock.elapsed_seconds) for clock in state.clocks}

    assert shown == {
        ("ola_accept", 1): ("met", 1200),
        ("ola_work", 1): ("met", 6000),
        ("ola_accept", 2): ("breached_stopped", 3600),
        ("ola_work", 2): ("met", 3600),
        ("ola_accept", 3): ("running", 0),
    }


def test_s35_a_ticket_may_change_before_it_has_come_to_a_level():
    ola = Terms({("ola_accept", "critical", None): Target(30, "minutes", "8/5")}, HOURS)
    story = Story(promising("workaround", 4), others={"l1": ola}).opened(bst("8 09:00"))
    story.tell(bst("8 09:05"), "severity_changed", severity="critical").tell(bst("8 09:10"), "type_changed", type="request")
    before = fold(EMPTY, story.happenings, bst("8 09:20"), story.terms, STINTS)
    story.tell(bst("8 09:30"), "level_entered", terms="l1")
    (accept,) = fold(EMPTY, story.happenings, bst("8 09:40"), story.terms, STINTS).clocks

    assert before.clocks == ()
    assert (accept.target["seconds"], accept.due_at) == (1800, utc("2026-06-08T09:00"))
