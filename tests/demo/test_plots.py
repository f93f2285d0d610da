"""Lives of tickets, without a desk."""

import tomllib
from datetime import UTC, datetime, timedelta
from random import Random

import pytest

from supportdesk.demo.story.plots import ANSWERED_IN, LIVE, OVER, PLOTS, Case, told
from supportdesk.demo.story.telling import HERE, VERBS

START = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
WORDS = tomllib.loads((HERE / "words.toml").read_text(encoding="utf-8"))
CASE = Case("minor", "incident", "It stops", "It stops at noon.", "It goes on at noon.")


def steps_of(plot, until=START + timedelta(days=60), seed=1):
    return told(CASE, plot, START, until, Random(seed), WORDS)


@pytest.mark.parametrize("plot", PLOTS)
def test_a_life_goes_forwards_by_verbs_that_there_are(plot):
    steps = steps_of(plot)

    assert [step.at for step in steps] == sorted(step.at for step in steps)
    assert {step.verb for step in steps} <= set(VERBS)
    assert steps[0].at == START and steps[0].verb in ("open", "phone")


@pytest.mark.parametrize("plot", PLOTS)
def test_a_life_is_the_same_each_time_and_ends_where_the_present_begins(plot):
    whole = steps_of(plot)
    cut = steps_of(plot, until=START + timedelta(hours=2))

    assert whole == steps_of(plot)
    assert cut == whole[: len(cut)]
    assert all(step.at <= START + timedelta(hours=2) for step in cut)


def test_every_plot_is_used():
    assert set(OVER) | {plot for plot, *_ in LIVE} == set(PLOTS)


def test_usual_first_answers_meet_the_shortest_promise_round_the_clock():
    """Enterprise: 15 minutes, 1, 4 and 8 hours; taking it up comes first."""
    promised = {"critical": 15, "major": 60, "minor": 240, "question": 480}

    assert all(longest + 4 < promised[severity] for severity, (_shortest, longest) in ANSWERED_IN.items())
