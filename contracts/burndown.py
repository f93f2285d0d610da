"""The curve of a period's hours: what was left day by day, beside an even pace, as points of a drawing. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from contracts.spans import Span

LEFT, RIGHT, TOP, BOTTOM = 38.0, 600.0, 12.0, 184.0


class Tick(NamedTuple):
    """A mark of an axis: where, and what it says."""

    at: float
    value: object


@dataclass(frozen=True)
class BurnDown:
    """What is drawn: `line` is the points of what was left, `empty_on` the day on which it runs out at this pace, if it does."""

    span: Span
    available: int
    left: int
    percent_of_time: int
    line: str
    area: str
    hours: tuple[Tick, ...]
    days: tuple[Tick, ...]
    now: tuple[float, float]
    forecast: tuple[float, float] | None
    empty_on: date | None
    pace_from: float

    @property
    def used(self) -> int:
        return self.available - self.left

    @property
    def percent_used(self) -> int:
        return round(100 * self.used / self.available) if self.available else 0

    @property
    def percent_shown(self) -> int:
        """Between 0 and 100, as a meter can show it."""
        return min(max(self.percent_used, 0), 100)

    @property
    def top(self) -> float:
        """Where an even pace begins: the height of all that was available."""
        return self.pace_from

    @property
    def is_ahead(self) -> bool:
        """Whether hours are used faster than time passes."""
        return self.percent_used > self.percent_of_time


def burn_down(span: Span, today: date, moves: Sequence[tuple[date, int]], left: int, available: int) -> BurnDown:
    """The curve that ends today with `left` of the `available` minutes; `moves` are signed minutes by their day of work.

    What was granted on the first day is its height there; what came later raises it, and what was forfeited was never used.
    """
    by_day: dict[date, int] = {}
    for day, minutes in moves:
        day = min(max(day, span.starts_on), today)
        if minutes < 0 or day > span.starts_on:
            by_day[day] = by_day.get(day, 0) + minutes
    start = left - sum(by_day.values())
    highest = max(available, start, 60)

    def x(days: float) -> float:
        return round(LEFT + (RIGHT - LEFT) * days / span.days, 1)

    def y(minutes: float) -> float:
        return round(BOTTOM - (BOTTOM - TOP) * max(minutes, 0) / highest, 1)

    points, balance = [(x(0), y(start))], start
    for number in range((min(today, span.ends_on) - span.starts_on).days + 1):
        day = span.starts_on + timedelta(days=number)
        balance += by_day.get(day, 0)
        points.append((x(number + 1), y(balance)))
    passed = min((today - span.starts_on).days + 1, span.days)
    empty_on, forecast = _empty(span, passed, available, left)
    drawn = " ".join(f"{a},{b}" for a, b in points)
    return BurnDown(
        span=span,
        available=available,
        left=left,
        percent_of_time=round(100 * passed / span.days),
        line=drawn,
        area=f"{LEFT},{BOTTOM} {drawn} {points[-1][0]},{BOTTOM}",
        hours=tuple(Tick(y(part), round(part / 60, 1)) for part in _steps(highest)),
        days=tuple(Tick(x(number), span.starts_on + timedelta(days=number)) for number in _days(span.days)),
        now=points[-1],
        forecast=(x(forecast), BOTTOM) if forecast is not None else None,
        empty_on=empty_on,
        pace_from=y(available),
    )


def _empty(span, passed, available, left):
    used = available - left
    if used <= 0 or left <= 0:
        return None, None
    days = left * passed / used
    if passed + days >= span.days:
        return None, None
    return span.starts_on + timedelta(days=int(passed + days)), passed + days


def _steps(highest):
    hours = highest / 60
    step = next((step for step in (1, 2, 5, 10, 20, 50, 100, 200) if hours / step <= 5), 500)
    return [minutes for minutes in range(0, int(highest) + 1, step * 60)]


def _days(days):
    step = max(1, round(days / 4))
    return range(0, days, step)
