"""T12 and T13: open-time arithmetic beside libraries that do the same, in an environment of their own."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from statistics import median
from zoneinfo import ZoneInfo

from bench.measure import ROUNDS, Line, interleaved, ratio
from slas.openhours import OpenHours
from slas.opentime import add_open_time, elapsed
from slas.presets import HOURS_PRESETS
from slas.public_holidays import holidays_of
from supportdesk.demo.homes import CHECKOUT

ZONE = "Europe/London"
HOLIDAYS = sorted(holidays_of("GB", "ENG", 2025, 4))
HOURS = OpenHours(zone=ZONE, weekly=HOURS_PRESETS["8/5"].weekly, exceptions=tuple((day, ()) for day in HOLIDAYS))
ADDED_MINUTES = 480
OURS, THEIRS = 20_000, 200  # questions a round
TARGETS = {"businesstimedelta": 60, "pandas": 20, "business-duration": 40}


def starts(number: int) -> list[datetime]:
    """Open instants spread over 2026, both clock changes and all holidays included."""
    first = datetime(2026, 1, 5, 9, 0, tzinfo=ZoneInfo(ZONE))
    found = []
    for step in range(number * 5):
        instant = (first + timedelta(minutes=step * 479_999 // (number * 5))).astimezone(UTC)
        if elapsed(HOURS, instant, instant + timedelta(seconds=1)):
            found.append(instant)
    return found[:: max(1, len(found) // number)][:number]


class Rivals:
    """The other libraries, each asked the same questions as we are."""

    def __init__(self, libraries: list[str]):
        self.missing: list[str] = []
        self.ready: list[str] = []
        bootstrap = [sys.executable, "script/_bootstrap.py", "requirements/bench.txt", "bench"]
        made = subprocess.run(bootstrap, cwd=CHECKOUT, stdout=subprocess.PIPE, text=True)
        if made.returncode:
            self.missing = [f"{name}: it could not be installed" for name in libraries]
            return
        self.process = subprocess.Popen(
            [made.stdout.strip(), str(CHECKOUT / "bench" / "rivals.py")], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        self._tell({"zone": ZONE, "holidays": [day.isoformat() for day in HOLIDAYS], "libraries": libraries})
        for _ in libraries:
            answer = self._hear()
            if "ready" in answer:
                self.ready.append(answer["ready"])
            else:
                self.missing.append(f"{answer['missing']}: {answer['why']}")

    def ask(self, library: str, pairs) -> tuple[float, list]:
        """Seconds for a question, and the answers."""
        plain = [[start.isoformat(), other.isoformat() if isinstance(other, datetime) else other] for start, other in pairs]
        self._tell({"library": library, "pairs": plain})
        answer = self._hear()
        return answer["seconds"] / len(pairs), answer["answers"]

    def stop(self) -> None:
        if self.ready or not self.missing:
            self.process.stdin.close()
            self.process.wait(10)

    def _tell(self, what) -> None:
        self.process.stdin.write(json.dumps(what) + "\n")
        self.process.stdin.flush()

    def _hear(self):
        return json.loads(self.process.stdout.readline())


def adding(bench) -> list[Line]:
    """T12: 480 open minutes added, holidays and clock changes exact."""
    ours, theirs = starts(OURS), starts(THEIRS)

    def alone():
        for start in ours:
            add_open_time(HOURS, start, ADDED_MINUTES * 60)

    pairs = [(start, ADDED_MINUTES) for start in theirs]
    expected = [add_open_time(HOURS, start, ADDED_MINUTES * 60) for start in theirs]

    def differ(answers):
        return sum(datetime.fromisoformat(answer) != due for answer, due in zip(answers, expected, strict=True))

    what = f"adding {ADDED_MINUTES} open minutes: times faster than {{}}"
    return _compared(bench, "T12", what, ["businesstimedelta", "pandas"], alone, pairs, differ)


def counting(bench) -> list[Line]:
    """T13: elapsed open time, over two years beside thirty days, and beside a library at thirty days."""
    month, years = timedelta(days=30), timedelta(days=730)
    instants = [start - years for start in starts(OURS // 4)]

    def counted(length):
        def count():
            for start in instants:
                elapsed(HOURS, start, start + length)

        return count

    growth = Line("T13", "elapsed open time over two years in times of 30 days", 1.2)
    for _ in range(bench.runs):
        timings = interleaved({"30 days": counted(month), "2 years": counted(years)}, each=5)
        growth.add(ratio(timings, "2 years", "30 days"))
        growth.note(", ".join(f"{name} {timing.p50 / len(instants) * 1e6:.2f} µs" for name, timing in timings.items()))
    ours, theirs = starts(OURS), starts(THEIRS)

    def alone():
        for start in ours:
            elapsed(HOURS, start, start + month)

    pairs = [(start, start + month) for start in theirs]
    expected = [elapsed(HOURS, *pair) / 60 for pair in pairs]

    def differ(answers):
        return sum(abs(answer - minutes) > 1 for answer, minutes in zip(answers, expected, strict=True))

    return [
        growth,
        *_compared(bench, "T13", "elapsed over 30 days: times faster than {}", ["business-duration"], alone, pairs, differ),
    ]


def _compared(bench, name, what, libraries, alone, pairs, differ) -> list[Line]:
    rivals = Rivals(libraries)
    lines = {library: Line(name, what.format(library), TARGETS[library], at_least=True) for library in rivals.ready}
    said: dict[str, list] = {}
    alone()
    for _ in range(bench.runs):
        ratios: dict[str, list[float]] = {library: [] for library in rivals.ready}
        for _round in range(ROUNDS):
            started = time.perf_counter()
            alone()
            ours = (time.perf_counter() - started) / OURS
            for library in rivals.ready:
                seconds, said[library] = rivals.ask(library, pairs)
                ratios[library].append(seconds / ours)
        for library, found in ratios.items():
            lines[library].add(median(found))
            lines[library].note(
                f"ours {1 / ours:,.0f} a second, {library} {1 / (ours * found[-1]):,.0f};"
                f" {differ(said[library])} of {len(pairs)} of its answers differ from ours"
            )
    rivals.stop()
    for missing in rivals.missing:
        print(f"{name:<4} left out: {missing}")
    return list(lines.values())
