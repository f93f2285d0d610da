"""The runner: what it says of engines that are wrong on purpose, that crash, fall silent or talk nonsense."""

import sys

import pytest

from conformance import run
from conformance.recipes.traps import FAULTS

CASES = run.load()
FEW = [case for case in CASES if case["id"] in ("EX-S1", "EX-S2", "EX-S3")]
ECHO = "import sys, json\nfor line in sys.stdin:\n    case = json.loads(line)\n    {}\n"


def told(body, **facts):
    return run.run(FEW, [sys.executable, "-c", ECHO.format(body)], **facts)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_broken_engine_answers_all_passes_half_and_fails_what_names_its_fault(fault):
    report = run.run(CASES, [sys.executable, "-m", f"conformance.broken.{fault}"])

    assert run.complaints(report, fault) == []
    assert report.count("unanswered") == 0
    assert report.count("wrong") > 0
    assert not report.is_right


def test_every_fault_has_examples_and_generated_cases():
    named = {fault: {case["group"] for case in CASES if fault in case.get("catches", ())} for fault in FAULTS}

    assert all({"examples", "traps"} <= groups for groups in named.values()), named


def test_a_crash_is_told_with_its_last_words_and_what_was_not_answered():
    report = told("raise SystemExit('out of clocks')")

    assert "The engine ended with code 1." in report.trouble
    assert "  its error output: out of clocks" in report.trouble
    assert "3 of 3 cases were not answered." in report.trouble
    assert not report.is_right


def test_silence_ends_with_the_name_of_the_case_that_is_waited_for():
    report = told("import time; time.sleep(60)", timeout=0.3)

    assert "No answer within 0.3 s while waiting for EX-S1; the engine was stopped." in report.trouble


def test_nonsense_unknown_names_and_double_answers_are_told():
    reply = "print('hm'); print('[]'); print(json.dumps({'id': 'EX-S0'})); print(json.dumps({'id': case['id'], 'answers': []}))"
    report = told(f"{reply}; {reply}")

    assert "Not an answer: 'hm'" in report.trouble
    assert "Not an answer: '[]'" in report.trouble
    assert "An answer to 'EX-S0', which was not asked." in report.trouble
    assert "An answer to 'EX-S1', which was answered already." in report.trouble
    assert report.count("wrong") == 3


def test_a_case_that_an_engine_gives_up_is_wrong_with_its_reason():
    report = told("print(json.dumps({'id': case['id'], 'error': 'no such zone'}))")

    assert [outcome.differences for outcome in report.outcomes] == [["the engine says: no such zone"]] * 3
    assert report.trouble == []


def test_an_engine_that_cannot_be_started_is_told():
    report = run.run(FEW, ["/nowhere/engine"])

    assert report.trouble[0].startswith("The engine did not start: ")
    assert report.count("unanswered") == 3


def test_clocks_are_compared_by_metric_and_cycle_and_what_is_absent_is_empty():
    wanted = [{"metric": "resolution", "cycle": 1, "state": "running", "elapsed": 0, "target": 60, "due": "2026-01-01T00:00:00Z"}]
    same = [{**wanted[0], "breached_at": None, "flags": [], "note": "ignored"}]
    late = [{**wanted[0], "due": "2026-01-01T00:00:01Z"}, {"metric": "hotfix", "cycle": 1}]

    assert run.differences("clocks", wanted, same) == []
    assert run.differences("clocks", wanted, late) == [
        "hotfix 1 should not be there",
        'resolution 1 due: expected "2026-01-01T00:00:00Z", got "2026-01-01T00:00:01Z"',
    ]
    assert run.differences("clocks", wanted, []) == ["resolution 1 is missing"]
    assert run.differences("clocks", wanted, "none") == ['not a list of clocks: "none"']


@pytest.mark.parametrize(
    ("arguments", "code"), [(["--group", "examples", "--broken", "whole_minutes"], 0), (["--group", "merges", "--show", "0"], 0)]
)
def test_the_command_ends_with_what_it_found(arguments, code, capsys):
    engine = "conformance.broken.whole_minutes" if "--broken" in arguments else "conformance.broken.sound"

    assert run.main([*arguments, "--", sys.executable, "-m", engine]) == code
    assert "unanswered" in capsys.readouterr().out


def test_the_command_fails_where_an_answer_is_wrong(capsys):
    assert run.main(["--group", "examples", "--", sys.executable, "-m", "conformance.broken.holiday_ignored"]) == 1
    assert "EX-S9: A half day, then two holidays and a weekend (S-41)" in capsys.readouterr().out
