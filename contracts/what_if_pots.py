"""An allowance lived through in thought, period by period: drawn, exceeded, carried over (C-34 to C-40). Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from contracts.allowances import factor_of
from contracts.pots import Grant, borrow_room, by_policy, draw_from, roll_over, unweighted, weighted
from contracts.spans import Cycle
from contracts.terms import Hours

OWN = 0  # the id of a period's own grant; rolled ones are numbered by the period that they came from, plus one


class Taken(NamedTuple):
    """What became of worked minutes: `drawn` is what they took from the allowance, the others are minutes as worked."""

    drawn: int
    over: int
    absorbed: int


@dataclass
class Allowance:
    """The hours of a line over whole periods of a cycle, of which `count` are lived through.

    Nothing is borrowed from beyond the last period and nothing rolls out of it, so that every minute is accounted for within.
    What a line would hold until somebody agrees (`block`) counts as beyond the allowance.
    """

    hours: Hours
    cycle: Cycle
    count: int
    number: int = 0
    borrowed: int = 0  # from the period after the running one
    grants: list[Grant] = field(default_factory=list)
    lapsed: dict[int, int] = field(default_factory=dict)  # minutes that nobody used, by the period whose end took them

    def __post_init__(self) -> None:
        self._begin(0)

    def take(self, minutes: int, on: date, level: int, multiplier: Decimal) -> Taken:
        """Draw worked minutes of a day in the running period or a later one; days come in order (C-32, C-34, C-35)."""
        self.move_to(self.cycle.number_on(on))
        factor = factor_of(self.hours, level, multiplier)
        wanted = weighted(minutes, factor)
        draws, rest = draw_from(self.grants, wanted, on)
        for draw in draws:
            self._reduce(draw.grant, draw.minutes)
        drawn = wanted - rest
        left = minutes - (minutes if not rest else unweighted(drawn, minutes, factor))
        if not left:
            return Taken(drawn, 0, 0)
        wanted = weighted(left, factor)
        split = by_policy(wanted, self.hours.overage, self._room())
        self.borrowed += split.borrowed
        if split.borrowed:
            left -= left if split.borrowed == wanted else unweighted(split.borrowed, left, factor)
        is_free = bool(split.absorbed)
        return Taken(drawn + split.borrowed, 0 if is_free else left, left if is_free else 0)

    def move_to(self, number: int) -> None:
        """Close the periods before one, each with what it rolls and what lapses (C-38, C-40)."""
        while self.number < number:
            self._close()
            self._begin(self.number + 1)

    def finish(self) -> None:
        """Close all periods; what is left of the last lapses."""
        self.move_to(self.count - 1)
        self._close()

    def _begin(self, number: int) -> None:
        """Grant the allowance less what was borrowed of it (C-35, EX-C14)."""
        self.number = number
        own = max(self.hours.allowance_minutes - self.borrowed, 0)
        self.borrowed = 0
        span = self.cycle.whole(number)
        self.grants.append(Grant(OWN, own, granted_order=number + 1, expires_on=span.ends_on, usable_from=span.starts_on))

    def _close(self) -> None:
        span, is_last = self.cycle.whole(self.number), self.number >= self.count - 1
        over = [
            g for g in self.grants if g.id != OWN and (is_last or (g.expires_on is not None and g.expires_on <= span.ends_on))
        ]
        kept = [g for g in self.grants if g.id != OWN and g not in over]
        own = sum(grant.left for grant in self.grants if grant.id == OWN)
        rolled, forfeited = roll_over(
            own, self.hours.allowance_minutes, "none" if is_last else self.hours.rollover, self.hours.roll_percent
        )
        self.lapsed[self.number] = forfeited + sum(grant.left for grant in over)
        if rolled:
            kept.append(Grant(self.number + 1, rolled, granted_order=self.number + 1, expires_on=self._rolled_until()))
        self.grants = kept

    def _rolled_until(self) -> date | None:
        if self.hours.rollover == "unlimited":
            return None
        return self.cycle.whole(self.number + max(self.hours.roll_periods, 1)).ends_on

    def _room(self) -> int:
        if self.number >= self.count - 1:
            return 0
        return borrow_room(self.hours.allowance_minutes, self.hours.borrow_percent, self.borrowed)

    def _reduce(self, grant_id: int, minutes: int) -> None:
        place = next(place for place, grant in enumerate(self.grants) if grant.id == grant_id)
        was = self.grants[place]
        self.grants[place] = Grant(was.id, was.left - minutes, was.granted_order, was.expires_on, was.usable_from)
