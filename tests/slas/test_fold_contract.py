"""What the fold asks of its caller and gives back: order, replay, JSON, the next instant."""

import json
from datetime import timedelta

import pytest

from slas.clockstate import AT_FIRST
from slas.openhours import OpenHours
from slas.plans import Plan, plan_of
from slas.replay import EMPTY, Happening, HistoryNeeded, Kind, OutOfOrder, TicketState, fold
from slas.terms import Hours
from tests.slas.calendars import bst
from tests.slas.stories import FAR, Story, answered_in, fold_or_replay, promising, resolved_in

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

    replayed = fold_or_replay(stored, [backdated], FAR, story.terms, [*story.happenings, backdated])
    assert replayed.clocks[0].elapsed_seconds == 2 * HOUR


def test_an_instant_inside_stretches_of_an_earlier_fold_asks_for_a_replay():
    story = Story(BOTH).opened(bst("8 09:00"), "minor").tell(bst("8 14:00"), "waiting", wait="waiting_client")
    stored = story.state()
    raised = story.tell(bst("9 11:00"), "severity_changed", severity="critical").happenings[-1]

    with pytest.raises(HistoryNeeded):
        fold(stored, [raised], FAR, story.terms)

    assert fold_or_replay(stored, [raised], FAR, story.terms, story.happenings) == story.state()


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


def test_a_stored_state_leaves_out_what_is_as_at_the_beginning_and_one_that_spells_it_out_is_the_same():
    story = answered_in(8).opened(bst("8 09:00")).tell(bst("8 10:00"), "replied")
    plain = story.state().as_json()
    spelt = {**plain, "tallies": [json.loads(json.dumps({**AT_FIRST, **tally})) for tally in plain["tallies"]]}

    assert all(None not in tally.values() and "is_final" not in tally for tally in plain["tallies"] if "stopped_at" not in tally)
    assert len(spelt["tallies"][0]) > len(plain["tallies"][0])
    assert TicketState.from_json(spelt) == TicketState.from_json(plain)
    assert TicketState.from_json(spelt).as_json() == plain


def test_a_stopped_clock_has_nothing_more_to_say():
    story = answered_in(1).opened(bst("9 10:00")).tell(bst("9 12:00"), "replied")

    assert plan_of(story.clock("first_response"), story.terms["terms"]) == Plan()


def test_a_warning_comes_no_sooner_than_its_percent():
    terms = promising({"major": (1, "minutes", "8/5")}, warnings=(33,))

    assert plan_of(Story(terms).opened(bst("8 09:00")).clock(as_of=bst("8 09:00")), terms).next_at == bst("8 09:00:20")


def test_a_warning_already_passed_when_the_target_shrinks_is_due_at_once():
    story = Story(BOTH).opened(bst("8 09:00"), "minor").tell(bst("8 12:30"), "severity_changed", severity="critical")
    clock = story.clock(as_of=bst("8 12:30"))

    assert plan_of(clock, BOTH).next_at == bst("8 12:00")
    assert plan_of(clock, BOTH, since=bst("8 12:30")) == ((bst("8 12:30"), bst("8 13:00")), ("w75", "due"))


def test_no_warning_is_planned_after_a_higher_one():
    terms = promising({"major": (8, "hours", "8/5")}, warnings=(50, 75, 90))
    clock = Story(terms).opened(bst("8 09:00")).clock(as_of=bst("8 09:00"))

    assert plan_of(clock, terms, ("w75",)).what == ("w90", "due")


def test_a_stretch_beyond_the_horizon_is_dated_at_the_change():
    rare = promising({"minor": (900, "hours", "rare"), "major": (300, "hours", "rare")}, hours={"rare": Hours(ONE_HOUR_A_WEEK)})
    story = Story(rare).opened(bst("8 09:00"), "minor")
    assert story.clock().state == "no_open_time"

    changed = bst("8 12:00") + timedelta(days=7 * 400)
    clock = story.tell(changed, "severity_changed", severity="major").clock(as_of=changed)
    assert (clock.state, clock.breached_at) == ("breached_running", changed)
