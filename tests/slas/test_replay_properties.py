"""Properties of the fold over random lives of a ticket (P-3, P-4), and a minute walk that must agree."""

import json
from datetime import timedelta
from functools import partial

from hypothesis import given, settings
from hypothesis import strategies as st

from slas.clockface import elapsed_seconds_at
from slas.replay import EMPTY, Happening, Kind, NeedsReplay, TicketState, fold, fold_or_replay
from slas.terms import Hours, Target, Terms
from tests.slas.calendars import AROUND_THE_CLOCK, MADRID, NEVER, NEW_YORK, UK, utc
from tests.slas.oracle import WalkedClock, open_at
from tests.slas.stories import HOURS, Story, promising

repeatably = partial(settings, deadline=None, derandomize=True, database=None)

START = utc("2026-03-26T15:20")  # a Thursday before the clocks change in Europe
SEVERITIES = ("critical", "major", "minor", "question")
TERMS = {
    "standard": Terms(
        {
            ("first_response", "critical", None): Target(30, "minutes", "24/7"),
            ("first_response", "major", None): Target(4, "hours", "8/5"),
            ("first_response", "minor", None): Target(1, "end_of_next_business_day", "8/5"),
            ("resolution", "critical", None): Target(4, "hours", "24/7"),
            ("resolution", "major", None): Target(8, "hours", "8/5"),
            ("resolution", "minor", None): Target(2, "business_days", "madrid"),
            ("resolution", "minor", "change"): Target(1, "end_of_next_business_day", "8/5"),
        },
        {**HOURS, "madrid": Hours(MADRID, 480)},
    ),
    "elsewhere": Terms(
        {
            ("first_response", "major", None): Target(2, "hours", "8/5"),
            ("resolution", "critical", None): Target(1, "minutes", "never"),
            ("resolution", "major", None): Target(6, "hours", "8/5"),
            ("resolution", "question", None): Target(3, "hours", "24/7"),
        },
        {"8/5": Hours(NEW_YORK, 480), "24/7": Hours(AROUND_THE_CLOCK, 1440), "never": Hours(NEVER, 480)},
    ),
}

anything = st.one_of(
    st.sampled_from(["replied", "client_wrote", "wait_ended", "resolved", "reopened", "closed"]).map(lambda kind: (kind, {})),
    st.sampled_from(["waiting_client", "waiting_approval"]).map(lambda wait: ("waiting", {"wait": wait})),
    st.sampled_from(["client", "provider"]).map(lambda who: ("waiting", {"wait": "waiting_third_party", "vendor": who})),
    st.integers(0, 5000).map(lambda n: ("waiting", {"wait": "scheduled", "until": (START + timedelta(minutes=n)).isoformat()})),
    st.tuples(
        st.sampled_from(["hold_opened", "hold_closed"]),
        st.fixed_dictionaries({"hold": st.sampled_from(["suspended", "consent", "no_cover"]), "name": st.sampled_from("ab")}),
    ),
    st.sampled_from(SEVERITIES).map(lambda severity: ("severity_changed", {"severity": severity})),
    st.sampled_from(["change", None]).map(lambda name: ("type_changed", {"type": name})),
    st.tuples(
        st.just("retargeted"), st.fixed_dictionaries({"terms": st.sampled_from(sorted(TERMS)), "from_receipt": st.booleans()})
    ),
    st.sampled_from([("cancelled", {})]),
)
# Seconds from the opening: often a shared instant, often within a second, up to five days.
instants = st.one_of(st.sampled_from([0.0, 3600.0, 7200.0, 86_400.0]), st.integers(0, 432_000_0).map(lambda n: n / 10))
openings = st.fixed_dictionaries(
    {
        "severity": st.sampled_from(SEVERITIES),
        "terms": st.sampled_from(sorted(TERMS)),
        "first_response": st.sampled_from(["runs", "runs", "met_at_once", "none", "not_recorded"]),
        "type": st.sampled_from(["change", None]),
    }
)
lives = st.tuples(openings, st.lists(st.tuples(instants, anything), max_size=12))


def as_recorded(life):
    """Happenings in the order in which they were recorded, many of them backdated."""
    opening, rest = life
    happenings = [Happening(START, Kind.OPENED, 1, opening)]
    for seconds, (kind, facts) in rest:
        happenings.append(Happening(START + timedelta(seconds=seconds), Kind(kind), len(happenings) + 1, facts))
    return happenings


def through_json(state):
    return TicketState.from_json(json.loads(json.dumps(state.as_json())))


@repeatably(max_examples=300)
@given(lives, st.integers(0, 600_000))
def test_p4_folding_as_recorded_shows_the_same_as_replaying_from_empty(life, later):
    recorded, as_of = as_recorded(life), START + timedelta(seconds=later)
    state = EMPTY
    for n, happening in enumerate(recorded, start=1):
        glance = happening.at + timedelta(seconds=later % 100_000)  # what was looked at in between leaves no trace
        state = through_json(fold_or_replay(state, [happening], glance, TERMS, lambda n=n: recorded[:n]))

    folded, replayed = fold(state, [], as_of, TERMS), fold(EMPTY, recorded, as_of, TERMS)

    assert folded == replayed
    assert folded.as_json() == replayed.as_json()


@repeatably(max_examples=150)
@given(lives)
def test_p4_folding_in_order_needs_a_replay_only_for_a_date_inside_an_earlier_stretch(life):
    recorded = sorted(as_recorded(life), key=lambda each: (each.at, each.kind != "opened"))
    recorded = [each for n, each in enumerate(recorded) if n == 0 or each.at > recorded[n - 1].at]
    state = EMPTY
    for n, happening in enumerate(recorded):
        try:
            state = fold(state, [happening], happening.at, TERMS)
        except NeedsReplay as why:
            assert happening.kind in ("severity_changed", "type_changed", "retargeted", "reopened"), why
            state = fold(EMPTY, recorded[: n + 1], happening.at, TERMS)

    assert state == fold(EMPTY, recorded, recorded[-1].at, TERMS)


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
