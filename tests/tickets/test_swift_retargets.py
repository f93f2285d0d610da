"""The swift way to move a ticket to other terms gives what the fold gives, over random lives, or leaves it to the fold."""

from copy import deepcopy
from datetime import timedelta

from hypothesis import event, given
from hypothesis import strategies as st

from slas.clockstate import AT_FIRST
from slas.happenings import Happening, Kind
from slas.replay import EMPTY, TicketState, fold
from slas.terms import Target, Terms
from tests.slas.lives import START, TERMS, as_recorded, lives, repeatably
from tests.slas.stories import HOURS, fold_or_replay
from tests.slas.test_replay_properties import through_json
from tickets.retargeting.swift import LeftToTheFold, Swift

METRICS = ("first_response", "next_response", "update_cadence", "workaround", "hotfix", "resolution")


def promising_all(hours, **factors):
    """Terms with a target for every metric and severity, of lengths that random lives of five days reach and miss."""
    lengths = {"critical": 45, "major": 240, "minor": 700, "question": 3000}
    targets = {
        (metric, severity, None): Target(minutes * factors.get(metric, 1), "minutes", hours[severity])
        for metric in METRICS
        for severity, minutes in lengths.items()
    }
    return Terms(targets, TERMS["standard"].hours | TERMS["elsewhere"].hours | HOURS)


MORE = {
    "plain": promising_all({"critical": "24/7", "major": "8/5", "minor": "8/5", "question": "8/5"}),
    "longer": promising_all({"critical": "24/7", "major": "8/5", "minor": "8/5", "question": "8/5"}, resolution=3, workaround=2),
    "elsewhere too": promising_all({"critical": "8/5", "major": "24/7", "minor": "madrid", "question": "8/5"}, resolution=2),
}
ALL = TERMS | MORE


@repeatably(max_examples=500)
@given(
    lives,
    st.sampled_from(sorted(MORE)),
    st.sampled_from(sorted(ALL)),
    st.integers(-20_000, 200_000),
    st.integers(0, 200_000),
    st.booleans(),
)
def test_the_swift_way_is_the_fold_or_leaves_it_to_the_fold(life, first, then, after, later, is_spelt_out):
    opening, rest = life
    recorded = as_recorded(({**opening, "terms": first}, rest))
    state = EMPTY
    for n, happening in enumerate(recorded, start=1):
        state = through_json(fold_or_replay(state, [happening], happening.at, ALL, recorded[:n]))
    at = max(state.last_key[0] + timedelta(seconds=after), START)
    as_of = at + timedelta(seconds=later)
    new = Happening(at, Kind.RETARGETED, len(recorded) + 1, {"terms": then})
    plain = state.as_json()
    if is_spelt_out:  # as states were stored before what says nothing was left out
        plain["tallies"] = [{**AT_FIRST, "flags": [], **tally} for tally in plain["tallies"]]
    before_all = deepcopy(plain)

    try:
        standing = Swift(ALL[state.terms], ALL[then], then, at).standing(plain, new.seq, as_of)
        clocks, changed = Swift(ALL[state.terms], ALL[then], then, at).moved(plain, new.seq, as_of)
    except LeftToTheFold:
        event("left to the fold")
        assert plain == before_all
        return

    event("swift")
    folded = fold(TicketState.from_json(state.as_json()), [new], as_of, ALL)
    assert TicketState.from_json(plain).as_json() == folded.as_json()
    assert is_spelt_out or plain == through_json(folded).as_json()
    shown = {(clock.metric, clock.cycle): clock for clock in folded.clocks}
    assert clocks == [shown[clock.metric, clock.cycle] for clock in clocks]
    before = {(clock.metric, clock.cycle): clock for clock in fold(state, [], as_of, ALL).clocks}
    assert standing == [before[clock.metric, clock.cycle] for clock in standing]
    assert [(clock.metric, clock.cycle) for clock in standing] == [(clock.metric, clock.cycle) for clock in clocks]
    missing = {key for key in shown if shown[key] != before.get(key)} - {(c.metric, c.cycle) for c in clocks}
    assert missing == set()
    assert {(clocks[n].metric, clocks[n].cycle) for n in changed} >= {
        (clock.metric, clock.cycle) for clock in clocks if clock != before[clock.metric, clock.cycle]
    }


def test_common_tickets_take_the_swift_way():
    for severity in ("critical", "major", "minor"):
        opened = Happening(START, Kind.OPENED, 1, {"severity": severity, "terms": "plain", "type": None})
        replied = Happening(START + timedelta(minutes=20), Kind.REPLIED, 2, {})
        asked = Happening(START + timedelta(minutes=30), Kind.WAITING, 3, {"wait": "waiting_client"})
        for life in ([opened], [opened, replied], [opened, replied, asked]):
            plain = fold(EMPTY, life, START + timedelta(minutes=40), ALL).as_json()
            at = START + timedelta(minutes=40)

            clocks, changed = Swift(ALL["plain"], ALL["longer"], "longer", at).moved(plain, 4, at)

            assert len(changed) >= 1 and plain["terms"] == "longer"
