"""Which grants work is drawn from, what becomes of the rest, and what a period's close leaves (C-10, C-32 to C-44).

Pure. Quantities are whole minutes (or whole tickets). "Work" is billable minutes as worked; "drawn" is what they take from a
pot, which differs only when the draw is weighted (C-32).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from contracts.spans import half_up

POT_ORDER = ("package", "retainer", "bucket", "per_ticket", "fte", "ad_hoc")  # C-10
BUCKETS_FIRST = ("bucket", *(kind for kind in POT_ORDER if kind != "bucket"))
NEVER = date.max
BILL, BLOCK, BORROW, ABSORB = "bill", "block", "borrow", "absorb"  # overage policies (C-35)


@dataclass(frozen=True)
class Grant:
    """What is left of one grant: minutes that can be used on work dates within its days, both inclusive (C-39, C-44)."""

    id: int
    left: int
    granted_order: int = 0  # earlier grants first
    expires_on: date | None = None
    usable_from: date | None = None

    def holds_on(self, work_on: date) -> bool:
        """Whether work of that date may draw from it; the date of work decides, not of entry (C-31, C-44, EX-C37)."""
        return (self.usable_from is None or self.usable_from <= work_on) and (
            self.expires_on is None or work_on <= self.expires_on
        )


def in_draw_order(grants: Iterable[Grant]) -> list[Grant]:
    """Earliest expiry first; tie: earliest grant; tie: lowest id (C-39)."""
    return sorted(grants, key=lambda grant: (grant.expires_on or NEVER, grant.granted_order, grant.id))


class Draw(NamedTuple):
    """So many minutes from one grant."""

    grant: int
    minutes: int


def draw_from(grants: Iterable[Grant], minutes: int, work_on: date) -> tuple[list[Draw], int]:
    """Split an amount over the grants that hold on the work date, in draw order, at the minute each runs dry; and the rest
    (C-34, C-39, EX-C16, EX-C22)."""
    draws = []
    for grant in in_draw_order(grant for grant in grants if grant.left > 0 and grant.holds_on(work_on)):
        part = min(minutes, grant.left)
        if part <= 0:
            break
        draws.append(Draw(grant.id, part))
        minutes -= part
    return draws, minutes


def weighted(work: int, level_factor: Decimal | int = 1, multiplier: Decimal | int = 1) -> int:
    """What worked minutes draw in weighted mode: minutes × level factor × band multiplier, half-up to a minute (C-32, EX-C20)."""
    return half_up(Decimal(work) * level_factor * multiplier)


def unweighted(drawn: int, work: int, factor: Decimal | int) -> int:
    """The worked minutes, at most `work`, that an amount of drawn minutes stands for; the inverse of `weighted` where a pot runs
    dry within them (C-34)."""
    return min(work, half_up(Decimal(drawn) / factor)) if factor else work


def borrow_room(next_allowance: int, percent: int, borrowed: int) -> int:
    """Minutes that can still be borrowed from the next period: up to a percent of its allowance (C-35, EX-C14)."""
    return max(next_allowance * percent // 100 - borrowed, 0)


class Rest(NamedTuple):
    """What becomes of minutes that no allowance covers; one of the last three is not zero at most (C-35)."""

    borrowed: int = 0
    overage: int = 0
    held: int = 0
    absorbed: int = 0


def by_policy(minutes: int, policy: str, room: int = 0) -> Rest:
    """The overage policy on minutes beyond the allowance: bill, block (held), borrow then bill, or absorb (C-35)."""
    match policy:
        case "block":
            return Rest(held=minutes)
        case "absorb":
            return Rest(absorbed=minutes)
        case "borrow":
            borrowed = min(minutes, room)
            return Rest(borrowed=borrowed, overage=minutes - borrowed)
        case "bill":
            return Rest(overage=minutes)
    raise ValueError(f"“{policy}” is no overage policy.")


def in_pot_order(
    pots: Iterable[tuple[str, Sequence[Grant], int]], order: Sequence[str] = POT_ORDER, beside: Collection[int] = ()
) -> list[int]:
    """The places of lines in the order in which they are drawn from: by kind, then earliest expiry, then position (C-10).

    `beside` are places of lines of the client's other contracts (`decisions.md` 11): they stand among the own ones by their
    kind and, within it, after the own; only buckets go by their expiry alone, whosever they are.
    """

    def rank(place: int) -> tuple[int, bool, date, bool, int]:
        kind, grants, position = listed[place]
        expiries = [grant.expires_on or NEVER for grant in grants if grant.left > 0]
        by_kind = order.index(kind) if kind in order else len(order)
        is_beside = place in beside
        return (by_kind, is_beside and kind != "bucket", min(expiries, default=NEVER), is_beside, position)

    listed = list(pots)
    return sorted(range(len(listed)), key=rank)


class Rolled(NamedTuple):
    """What a period's own unused minutes become at its close (C-38, C-40)."""

    rolled: int
    forfeited: int


def roll_over(unused: int, allowance: int, policy: str, percent: int = 50) -> Rolled:
    """Unused minutes of the period's own allowance: none rolls, all, or up to a percent of the allowance (C-38, EX-C12, EX-C13).

    Rolled minutes of earlier periods are not among them: they keep their own expiry and never roll again.
    """
    match policy:
        case "none":
            return Rolled(0, unused)
        case "unlimited":
            return Rolled(unused, 0)
        case "capped":
            rolled = min(unused, allowance * percent // 100)
            return Rolled(rolled, unused - rolled)
    raise ValueError(f"“{policy}” is no rollover policy.")


def value_of(minutes: int, price: Decimal, of_minutes: int) -> Decimal:
    """What minutes of a bucket were paid, not rounded: its price by the minute (C-44, EX-C22)."""
    return price * minutes / of_minutes
