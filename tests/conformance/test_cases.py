"""The cases as they are kept: which there are, who made them, and that our engine passes them all."""

import json
import re
import sys
from zoneinfo import ZoneInfo

import pytest

from conformance import generate, run
from conformance.broken import sound
from conformance.oracle.answers import answer
from slas import conformance, replay
from slas.clockstate import FINISHED, TicketState

CASES = run.load()
EXAMPLES = [case for case in CASES if case["group"] in ("examples", "edges")]
WITH_INSTANTS = ("EX-C6", "EX-C10", "EX-C37", "EX-C38")


def test_our_engine_passes_every_case():
    report = run.run(CASES, [sys.executable, "-m", "slas.conformance"])

    assert report.trouble == []
    assert {o.case["id"]: o.differences for o in report.outcomes if o.verdict != "right"} == {}


def test_every_worked_example_is_a_case_named_by_its_number():
    numbers = {re.match(r"EX-[SC]\d+b?|edge", case["id"]).group() for case in EXAMPLES}

    assert {f"EX-S{number}" for number in range(1, 41)} | {"EX-S18b", *WITH_INSTANTS} <= numbers


def test_names_are_unique_and_every_question_has_its_answer():
    assert len({case["id"] for case in CASES}) == len(CASES)
    assert [case["id"] for case in CASES if len(case["ask"]) != len(case["expect"])] == []


def test_there_are_a_thousand_generated_cases_over_the_zones_and_both_their_clock_changes():
    kept = {group: sum(case["group"] == group for case in CASES) for group in generate.GROUPS}
    zones = {version["zone"] for case in CASES for versions in case["calendars"].values() for version in versions}

    assert sum(kept.values()) >= 1000
    assert kept == {group: count for group, (count, *_) in generate.GROUPS.items()}
    assert zones >= {"Europe/London", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "Africa/Cairo"}
    assert all(ZoneInfo(zone) for zone in zones)


@pytest.mark.parametrize("case", EXAMPLES, ids=lambda case: case["id"])
def test_the_oracle_agrees_with_each_example(case):
    for question, wanted, given in zip(case["ask"], case["expect"], answer(case), strict=True):
        assert run.differences(question["what"], wanted, given) == []


@pytest.mark.parametrize("group", [group for group in generate.GROUPS if group not in ("empties", "years")])
def test_the_generator_makes_the_kept_cases_again(group):
    kept = (generate.KEPT / f"{group}.jsonl").read_text().splitlines()

    assert [generate.line(generate.make(group, 7))] == kept[7:8]


def test_an_engine_made_of_spans_agrees_with_the_one_that_walks():
    """A sample: the whole is `python -m conformance.run -- python -m conformance.broken.sound`."""
    reply = sound.engine()
    sample = CASES[::19]
    wrong = [
        case["id"]
        for case in sample
        if any(map(run.differences, (question["what"] for question in case["ask"]), case["expect"], reply(case)))
    ]

    assert wrong == []


def test_a_case_is_plain_json_on_a_line_of_its_own():
    for file in run.CASES.rglob("*.jsonl"):
        assert all(isinstance(json.loads(line), dict) for line in file.read_text().splitlines())


def test_folding_step_by_step_from_stored_states_shows_what_folding_at_once_does(monkeypatch):
    """A sample: what a ticket's verbs do, each event folded onto what was stored before it as JSON (P-4)."""
    different = []

    def both(state, past, as_of, terms, rules):
        at_once, stored, told = replay.fold(state, past, as_of, terms, rules), state, []
        for happening in sorted(past, key=replay.order_key):
            told.append(happening)
            try:
                stored = replay.fold(stored, [happening], happening.at, terms, rules)
            except replay.NeedsReplay:
                stored = replay.fold(state, told, happening.at, terms, rules)
            stored = TicketState.from_json(json.loads(json.dumps(stored.as_json())))
        shown = replay.fold(stored, [], as_of, terms, rules).clocks  # cycles that are over for good are carried no further
        living = [clock for clock in at_once.clocks if clock.state not in FINISHED]
        if not set(map(repr, living)) <= set(map(repr, shown)) <= set(map(repr, at_once.clocks)):
            different.append([happening.kind for happening in told])
        return at_once

    monkeypatch.setattr(conformance, "fold", both)
    for case in CASES[::9]:
        conformance.answers(case)

    assert different == []
