"""Why a line is missed: the plans of the statements that it runs, and where Python spends its time."""

from __future__ import annotations

import cProfile
import io
import pstats
from collections.abc import Callable
from contextlib import contextmanager

from django.db import connections

WIDTH = 150
PLANS, FUNCTIONS = 2, 18


class Statements:
    """What a piece of work asks of its databases, counted; with `explain`, also the plan of every read."""

    def __init__(self, explain: bool = False):
        self.explain = explain
        self.count = 0
        self.texts: list[str] = []
        self.plans: list[tuple[float, str, str]] = []

    def __call__(self, execute, sql, params, many, context):
        self.count += 1
        self.texts.append(sql if isinstance(sql, str) else str(sql))
        if self.explain and self.texts[-1].lstrip().upper().startswith("SELECT"):
            with context["connection"].connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS) {sql}", params)
                plan = [row[0] for row in cursor.fetchall()]
            took = float(plan[-1].split()[-2])
            self.plans.append((took, self.texts[-1], "\n".join(plan)))
        return execute(sql, params, many, context)


@contextmanager
def listening(explain: bool = False):
    """Statements of all present connections of Django."""
    heard = Statements(explain)
    connected = [connections[alias] for alias in ("default", "system")]
    for connection in connected:
        connection.execute_wrappers.append(heard)
    try:
        yield heard
    finally:
        for connection in connected:
            connection.execute_wrappers.remove(heard)


def explained(work: Callable[[], object]) -> list[str]:
    """The plans of the slowest reads of one call."""
    with listening(explain=True) as heard:
        work()
    slowest = sorted(heard.plans, reverse=True)[:PLANS]
    lines = [f"{heard.count} statements; the slowest of them:"]
    for took, sql, plan in slowest:
        lines += [f"-- {took:.2f} ms: {sql[:WIDTH]}", *(line[:WIDTH] for line in plan.splitlines())]
    return lines


def profiled(work: Callable[[], object], times: int = 30) -> list[str]:
    """Where Python spends its time, by what each function takes itself."""
    profile = cProfile.Profile()
    profile.enable()
    for _ in range(times):
        work()
    profile.disable()
    text = io.StringIO()
    pstats.Stats(profile, stream=text).strip_dirs().sort_stats("tottime").print_stats(FUNCTIONS)
    return [line[:WIDTH] for line in text.getvalue().splitlines() if line.strip()]
