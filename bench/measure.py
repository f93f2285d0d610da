"""Measuring side by side: rounds interleaved, medians, and a verdict that holds in every run or not at all."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from statistics import median

ROUNDS = 5
RUNS = 3  # a target is met when its median ratio holds in three of three runs


@dataclass
class Timing:
    """Seconds of every call of one thing, by round."""

    rounds: list[list[float]] = field(default_factory=list)

    @property
    def p50(self) -> float:
        return median(median(each) for each in self.rounds)

    @property
    def p95(self) -> float:
        return median(sorted(each)[int(len(each) * 0.95)] for each in self.rounds)


def interleaved(things: dict[str, Callable[[], object]], each: int, rounds: int = ROUNDS) -> dict[str, Timing]:
    """Call the things in turn, one call each, so that whatever slows the machine slows all of them."""
    timings = {name: Timing() for name in things}
    for call in things.values():
        for _ in range(max(2, each // 10)):
            call()
    for place in range(rounds):
        for timing in timings.values():
            timing.rounds.append([])
        order = list(things.items())[:: 1 if place % 2 else -1]
        gc.collect()
        for _ in range(each):
            for name, call in order:
                started = time.perf_counter()
                call()
                timings[name].rounds[-1].append(time.perf_counter() - started)
    return timings


def ratio(timings: dict[str, Timing], of: str, to: str) -> float:
    """How many times as long `of` takes as `to`: the median over the rounds of what their medians say."""
    pairs = zip(timings[of].rounds, timings[to].rounds, strict=True)
    return median(median(a) / median(b) for a, b in pairs)


@dataclass
class Line:
    """One target: its figures of every run beside what they must not exceed (or, `at_least`, fall below)."""

    name: str
    what: str
    target: float
    unit: str = "x"
    at_least: bool = False
    figures: list[float] = field(default_factory=list)
    beside: list[str] = field(default_factory=list)

    def add(self, figure: float) -> None:
        self.figures.append(figure)

    def note(self, text: str) -> None:
        self.beside.append(text)

    @property
    def excess(self) -> float:
        """The worst run's figure in targets: above 1 it is missed, above 2 the line does not hold."""
        if not self.target:
            return float("inf") if any(self.figures) else 0
        return max((self.target / figure if self.at_least else figure / self.target) for figure in self.figures)

    @property
    def is_met(self) -> bool:
        return self.excess <= 1

    @property
    def verdict(self) -> str:
        if self.is_met:
            return "met"
        return "MISSED: the line does not hold" if self.excess > 2 else f"MISSED by {self.excess - 1:.0%}"

    def __str__(self) -> str:
        sign = "≥" if self.at_least else "≤"
        figures = " ".join(shown(figure) for figure in self.figures)
        head = f"{self.name:<4} {self.what:<62} {figures:<24} {sign} {shown(self.target)} {self.unit:<4} {self.verdict}"
        return "\n".join([head, *(f"       {text}" for text in self.beside)])


def shown(figure: float) -> str:
    return f"{figure:,.0f}" if figure >= 100 else f"{figure:.3g}"


def millis(seconds: float) -> str:
    return f"{seconds * 1000:.2f} ms"
