"""Feeds an engine the cases over standard input and says where its answers differ: `python conformance/run.py COMMAND…`."""

import argparse
import json
import queue
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CASES = Path(__file__).resolve().parent / "cases"
ABSENT = {"state": None, "target": None, "elapsed": None, "due": None, "breached_at": None, "stopped_at": None, "flags": []}


@dataclass
class Outcome:
    """What an engine made of one case."""

    case: dict[str, Any]
    verdict: str  # right, wrong or unanswered
    differences: list[str]


@dataclass
class Report:
    """All outcomes, and what went wrong with the process itself."""

    outcomes: list[Outcome]
    trouble: list[str]

    def count(self, verdict: str) -> int:
        return sum(outcome.verdict == verdict for outcome in self.outcomes)

    @property
    def is_right(self) -> bool:
        return not self.trouble and self.count("right") == len(self.outcomes)


def load(paths: Iterable[Path] = ()) -> list[dict[str, Any]]:
    """The cases of these files, or of all that are kept here; one JSON object a line."""
    files = list(paths) or sorted(CASES.rglob("*.jsonl"))
    return [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]


def run(cases: Sequence[dict[str, Any]], command: Sequence[str], timeout: float = 60) -> Report:
    """Start the engine, ask everything, compare."""
    with tempfile.TemporaryFile() as errors:
        try:
            engine = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=errors)
        except OSError as error:
            return Report(_silent(cases), [f"The engine did not start: {error}"])
        answers, trouble = _converse(engine, cases, timeout)
        code = engine.poll()
        if trouble or code:
            errors.seek(0)
            last = errors.read().decode(errors="replace").strip().splitlines()[-5:]
            trouble += [f"The engine ended with code {code}."] if code and code > 0 else []
            trouble += [f"  its error output: {line}" for line in last]
    return Report([_judge(case, answers) for case in cases], trouble)


def _silent(cases: Iterable[dict[str, Any]]) -> list[Outcome]:
    return [_judge(case, {}) for case in cases]


def _converse(engine: Any, cases: Sequence[dict[str, Any]], timeout: float) -> tuple[dict[str, Any], list[str]]:
    """Write in one thread and read in another, so that an engine may answer at once or at the end of its input."""
    lines: queue.Queue[bytes | None] = queue.Queue()
    threading.Thread(target=_feed, args=(engine.stdin, cases), daemon=True).start()
    threading.Thread(target=_listen, args=(engine.stdout, lines), daemon=True).start()
    answers: dict[str, Any] = {}
    trouble: list[str] = []
    known = {case["id"] for case in cases}
    while True:
        try:
            line = lines.get(timeout=timeout)
        except queue.Empty:
            waiting = next((case["id"] for case in cases if case["id"] not in answers), "the end of its output")
            trouble.append(f"No answer within {timeout:g} s while waiting for {waiting}; the engine was stopped.")
            engine.kill()
            break
        if line is None:
            break
        try:
            reply = json.loads(line)
            name = reply["id"]
        except (ValueError, TypeError, KeyError):
            trouble.append(f"Not an answer: {line[:120].decode(errors='replace').strip()!r}")
            continue
        if name not in known or name in answers:
            trouble.append(f"An answer to {name!r}, which was " + ("answered already." if name in answers else "not asked."))
            continue
        answers[name] = reply
    try:
        engine.wait(timeout)
    except subprocess.TimeoutExpired:
        engine.kill()
        engine.wait()
        trouble.append(f"The engine did not end within {timeout:g} s of the end of its input.")
    missing = len(cases) - len(answers)
    if missing:
        trouble.append(f"{missing} of {len(cases)} cases were not answered.")
    return answers, trouble


def _feed(stdin: Any, cases: Iterable[dict[str, Any]]) -> None:
    try:
        with stdin:
            for case in cases:
                asked = {key: value for key, value in case.items() if key not in ("expect", "catches")}
                stdin.write(json.dumps(asked, separators=(",", ":")).encode() + b"\n")
    except OSError:
        pass  # the engine is gone; what it did not answer tells so


def _listen(stdout: Any, lines: Any) -> None:
    with stdout:
        for line in stdout:
            lines.put(line)
    lines.put(None)


def _judge(case: dict[str, Any], answers: dict[str, Any]) -> Outcome:
    reply = answers.get(case["id"])
    if reply is None:
        return Outcome(case, "unanswered", ["no answer"])
    if "error" in reply:
        return Outcome(case, "wrong", [f"the engine says: {reply['error']}"])
    got = reply.get("answers")
    if not isinstance(got, list) or len(got) != len(case["expect"]):
        return Outcome(case, "wrong", [f"{len(case['expect'])} questions need a list of as many answers, not {got!r}"])
    found = [
        f"question {number} ({question['what']}{' at ' + question['as_of'] if 'as_of' in question else ''}): {text}"
        for number, (question, wanted, given) in enumerate(zip(case["ask"], case["expect"], got, strict=True), 1)
        for text in differences(question["what"], wanted, given)
    ]
    return Outcome(case, "wrong" if found else "right", found)


def differences(what: str, wanted: Any, given: Any) -> list[str]:
    """Where an answer differs, in words."""
    if what != "clocks":
        return [] if wanted == given else [f"expected {json.dumps(wanted)}, got {json.dumps(given)}"]
    try:
        left, right = (_by_clock(rows) for rows in (wanted, given))
    except (TypeError, KeyError, AttributeError):
        return [f"not a list of clocks: {json.dumps(given)[:120]}"]
    found = [f"{name} is missing" for name in left if name not in right]
    found += [f"{name} should not be there" for name in right if name not in left]
    for name in left.keys() & right.keys():
        for key in ABSENT:
            if left[name][key] != right[name][key]:
                found.append(f"{name} {key}: expected {json.dumps(left[name][key])}, got {json.dumps(right[name][key])}")
    return sorted(found)


def _by_clock(rows: Any) -> dict[str, Any]:
    clocks = {f"{row['metric']} {row['cycle']}": ABSENT | {k: v for k, v in row.items() if k in ABSENT} for row in rows}
    if len(clocks) != len(rows):
        raise KeyError("two clocks of one metric and cycle")
    return clocks


def summary(report: Report) -> str:
    """A line for each group."""
    groups = sorted({outcome.case["group"] for outcome in report.outcomes})
    tally = Counter((outcome.case["group"], outcome.verdict) for outcome in report.outcomes)
    rows = [[group, *(str(tally[group, verdict]) for verdict in ("right", "wrong", "unanswered"))] for group in groups]
    rows.append(["all", *(str(report.count(verdict)) for verdict in ("right", "wrong", "unanswered"))])
    header = ["group", "right", "wrong", "unanswered"]
    width = max(len(row[0]) for row in [*rows, header])
    return "\n".join(f"{row[0]:<{width}}" + "".join(f"{cell:>12}" for cell in row[1:]) for row in [header, *rows])


def complaints(report: Report, fault: str) -> list[str]:
    """In what an engine, broken on purpose, fails to be broken as its fault demands."""
    found = list(report.trouble)
    if report.count("right") * 2 < len(report.outcomes):
        found.append(f"It passes {report.count('right')} of {len(report.outcomes)} cases: less than half.")
    named = [outcome for outcome in report.outcomes if fault in outcome.case.get("catches", ())]
    if not named:
        found.append(f"No case names {fault}.")
    return found + [f"It passes {o.case['id']}, which names {fault}." for o in named if o.verdict == "right"]


def main(arguments: Sequence[str] | None = None) -> int:
    """0 when every answer is right, 1 when not, 2 when the question was wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", action="append", type=Path, default=[], metavar="FILE", help="a .jsonl file; repeatable")
    parser.add_argument("--group", action="append", default=[], help="only this group; repeatable")
    parser.add_argument("--timeout", type=float, default=60, metavar="SECONDS", help="longest silence of the engine (60)")
    parser.add_argument("--show", type=int, default=10, metavar="N", help="how many wrong cases to print (10)")
    parser.add_argument("--broken", metavar="FAULT", help="the engine is broken on purpose: it must fail what names FAULT")
    parser.add_argument("command", nargs=argparse.REMAINDER, help="how to start the engine")
    options = parser.parse_args(arguments)
    command = options.command[1:] if options.command[:1] == ["--"] else options.command
    if not command:
        parser.error("say how to start the engine, such as: python -m conformance.oracle")
    try:
        cases = load(options.cases)
    except (OSError, ValueError) as error:
        parser.error(f"the cases cannot be read: {error}")
    cases = [case for case in cases if not options.group or case["group"] in options.group]
    if not cases:
        parser.error("no case to ask")
    report = run(cases, command, options.timeout)
    for outcome in [o for o in report.outcomes if o.verdict == "wrong"][: 0 if options.broken else options.show]:
        print(f"{outcome.case['id']}: {outcome.case['title']} ({' '.join(outcome.case['rules'])})")
        print("".join(f"    {line}\n" for line in outcome.differences[:6]), end="")
    print(summary(report))
    found = complaints(report, options.broken) if options.broken else report.trouble
    print("".join(f"{line}\n" for line in found), end="")
    return 0 if (not found if options.broken else report.is_right) else 1


if __name__ == "__main__":
    sys.exit(main())
