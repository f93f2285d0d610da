"""Properties of the fold over random lives of a ticket (P-3, P-4), and a minute walk that must agree."""

import json
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from slas.clockface import elapsed_seconds_at
from slas.replay import EMPTY, NeedsReplay, TicketState, fold
from slas.terms import Hours
from tests.slas.calendars import AROUND_THE_CLOCK, MADRID, UK, utc
from tests.slas.lives import SEVERITIES, START, TERMS, as_recorded, lives, repeatably
from tests.slas.oracle import WalkedClock, open_at
from tests.slas.stories import HOURS, Story, promising


def through_json(state):
    return TicketState.from_json(json.loads(json.dumps(state.as_json())))


@repeatably(max_examples=300)
@given(lives, st.integers(0, 600_000))
def test_p4_folding_as_recorded_shows_the_same_as_replaying_from_empty(life, later):
    recorded, as_of = as_recorded(life), START + timedelta(seconds=later)
    state, rows = EMPTY, {}
    for n, happening in enumerate(recorded, start=1):
        glance = happening.at + timedelta(seconds=later % 100_000)  # what was looked at in between leaves no trace
        try:
            state = fold(state, [happening], glance, TERMS)
        except NeedsReplay:
            state, rows = fold(EMPTY, recorded[:n], glance, TERMS), {}
        rows = written(rows, state)
        state = through_json(state)

    folded, replayed = fold(state, [], as_of, TERMS), fold(EMPTY, recorded, as_of, TERMS)

    assert written(rows, folded) == written({}, replayed)
    assert folded.as_json() == replayed.as_json()


def written(rows, state):
    """Clock rows after a fold: what it shows replaces what was there, and a cycle that never was is gone."""
    shown = rows | {(clock.metric, clock.cycle): clock for clock in state.clocks}
    return {key: clock for key, clock in shown.items() if key[1] <= state.cycles.get(key[0], 0)}


@repeatably(max_examples=150)
@given(lives)
def test_p4_folding_in_order_needs_a_replay_only_for_a_date_inside_an_earlier_stretch(life):
    recorded = sorted(as_recorded(life), key=lambda each: (each.at, each.kind != "opened"))
    recorded = [each for n, each in enumerate(recorded) if n == 0 or each.at > recorded[n - 1].at]
    state, rows = EMPTY, {}
    for n, happening in enumerate(recorded):
        try:
            state = fold(state, [happening], happening.at, TERMS)
        except NeedsReplay as why:
            assert happening.kind in ("severity_changed", "type_changed", "retargeted", "reopened", "merged_in"), why
            state, rows = fold(EMPTY, recorded[: n + 1], happening.at, TERMS), {}
        rows = written(rows, state)

    replayed = fold(EMPTY, recorded, recorded[-1].at, TERMS)
    assert rows == written({}, replayed)
    assert state.as_json() == replayed.as_json()


@repeatably(max_examples=150)
@given(lives, st.integers(0, 600_000))
def test_what_a_clock_shows_holds_together(life, later):
    as_of = START + timedelta(seconds=later)
    recorded = [each for each in as_recorded(life) if each.at <= as_of]

    for clock in fold(EMPTY, recorded, as_of, TERMS).clocks:
        if clock.breached_at is not None:
            assert clock.due_at == clock.breached_at <= as_of
            assert clock.state in ("breached_running", "breached_stopped", "paused", "cancelled")
        else:
            assert not clock.state.startswith("breached")
        if clock.state == "running":
            assert clock.running_since <= as_of <= clock.due_at
        if clock.state == "met" and clock.due_at is not None:
            assert clock.stopped_at <= clock.due_at
        if clock.state == "paused" and clock.breached_at is None:
            assert clock.due_at is None and clock.elapsed_seconds <= clock.target["seconds"]


@repeatably(max_examples=100)
@given(st.integers(0, 4000), st.integers(0, 8), st.integers(0, 900), st.integers(0, 900))
def test_p3_a_pause_placed_wholly_in_closed_time_changes_nothing(minutes, nights, one, two):
    terms = promising({"major": (16, "hours", "8/5")})
    start = START + timedelta(minutes=minutes)
    closing = utc("2026-03-26T17:00") + timedelta(days=nights)
    if UK.day(closing.date()) and closing >= utc("2026-03-29T01:00"):
        closing -= timedelta(hours=1)  # the clocks changed
    pause, resume = (closing + timedelta(minutes=each) for each in sorted((one, two)))  # up to fifteen hours after
    if pause < start:
        return
    plain = Story(terms).opened(start)
    paused = Story(terms).opened(start).tell(pause, "waiting", wait="waiting_client").tell(resume, "client_wrote")

    for as_of in (resume, resume + timedelta(days=2), resume + timedelta(days=9)):
        one_clock, other = plain.clock(as_of=as_of), paused.clock(as_of=as_of)
        assert (one_clock.state, one_clock.due_at, one_clock.breached_at) == (other.state, other.due_at, other.breached_at)
        assert elapsed_seconds_at(one_clock, HOURS["8/5"], as_of) == elapsed_seconds_at(other, HOURS["8/5"], as_of)


@repeatably(max_examples=100)
@given(st.lists(st.tuples(st.integers(0, 6000), st.integers(1, 900)), max_size=6))
def test_p3_any_set_of_pauses_is_worth_their_union(pauses):
    terms = promising({"major": (40, "hours", "8/5")})
    apart, united = Story(terms).opened(START), Story(terms).opened(START)
    marks = []
    for name, (begin, length) in enumerate(pauses):
        for offset, kind in ((begin, "hold_opened"), (begin + length, "hold_closed")):
            apart.tell(START + timedelta(minutes=offset), kind, hold="consent", name=str(name))
    for begin, length in sorted(pauses):
        if marks and begin <= marks[-1][1]:
            marks[-1][1] = max(marks[-1][1], begin + length)
        else:
            marks.append([begin, begin + length])
    for begin, end in marks:
        united.tell(START + timedelta(minutes=begin), "waiting", wait="waiting_client")
        united.tell(START + timedelta(minutes=end), "client_wrote")
    as_of = START + timedelta(days=6)

    assert apart.clock(as_of=as_of) == united.clock(as_of=as_of)


walkable = st.one_of(
    st.sampled_from(["wait_ended", "client_wrote", "resolved", "reopened"]).map(lambda kind: (kind, {})),
    st.just(("waiting", {"wait": "waiting_client"})),
    st.sampled_from(["hold_opened", "hold_closed"]).map(lambda kind: (kind, {"hold": "consent"})),
    st.sampled_from(SEVERITIES[:3]).map(lambda severity: ("severity_changed", {"severity": severity})),
)


@repeatably(max_examples=120)
@given(
    st.sampled_from(SEVERITIES[:3]),
    st.dictionaries(st.one_of(st.integers(1, 5000), st.integers(1, 100).map(lambda n: n * 20)), walkable, max_size=10),
    st.integers(0, 7000),
)
def test_a_walk_over_every_minute_of_a_life_agrees(severity, life, span):
    calendars = {"critical": AROUND_THE_CLOCK, "major": UK, "minor": MADRID}
    minutes = {"critical": 240, "major": 300, "minor": 600}
    hours = {name: Hours(calendar) for name, calendar in calendars.items()}
    terms = promising({name: (minutes[name], "minutes", name) for name in calendars}, hours=hours)
    story = Story(terms).opened(START, severity)
    targets = {
        name: (minutes[name], open_at(each.zone, lambda on, each=each: list(each.day(on)))) for name, each in calendars.items()
    }
    walked = WalkedClock(severity, targets, START)
    for minute, (kind, facts) in sorted(life.items()):
        story.tell(START + timedelta(minutes=minute), kind, **facts)
        walked.happens(START + timedelta(minutes=minute), kind, facts)
    as_of = max(walked.now, START + timedelta(minutes=span))
    walked.walk_to(as_of)

    clock = story.clock(as_of=as_of)

    used = elapsed_seconds_at(clock, hours[clock.target["hours"]], as_of)
    assert (used, clock.breached_at) == (walked.used * 60, walked.breached_at)
    assert ("by_reclassification" in clock.flags) == walked.flagged
    assert (clock.stopped_at is not None) == walked.resolved
