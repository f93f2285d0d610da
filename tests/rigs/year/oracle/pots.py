"""Lots of minutes that work is drawn from, and the periods of a line: what each begins with and leaves (C-28 to C-44)."""

from dataclasses import dataclass, field
from datetime import date

from tests.rigs.year.oracle.days import period, share

HOURS = ("retainer", "package", "fte")  # kinds of lines that grant hours by the period


@dataclass
class Lot:
    """Minutes that can be drawn on work dates from `first` to `last`; `order` tells which was granted earlier."""

    kind: str
    left: int
    period: int | None
    first: date
    last: date
    order: tuple
    expired: int = 0  # written off, of what could still be drawn by work of an earlier date


@dataclass
class Open:
    """A period that has begun."""

    of: object
    allowance: int
    is_closed: bool = False


@dataclass
class Line:
    """One line of a contract as its agreement stands, with its lots and periods."""

    id: str
    kind: str
    position: int
    starts: date
    ends: date | None = None
    lots: list = field(default_factory=list)
    periods: list = field(default_factory=list)
    is_granted: bool = False

    def running(self, on, today):
        """The open period for work of a date and whether it comes late; None without one (C-31)."""
        own = next((each for each in self.periods if each.of.starts <= on <= each.of.ends), None)
        if own is not None and not own.is_closed:
            return own, False
        left = [each for each in self.periods if not each.is_closed and each.of.starts <= max(today, on)]
        now = [each for each in left if each.of.starts <= today <= each.of.ends]
        return ((now or left)[-1], own is not None) if left else None

    def period(self, number, terms, ends):
        return period(number, self.starts, ends, terms.get("months", 1), terms.get("aligned", False)) if number >= 0 else None


def allowance(of, changes):
    """Minutes that a period grants of its own: its days' share of the allowance it begins with, and the rest of the days' share
    of each change within it (C-51, C-52). `changes` are pairs of day and allowance, in order."""
    begun = [pair for pair in changes if pair[0] <= of.starts] or changes[:1]
    now = begun[-1][1]
    total = int(share(now, of.days, of.whole_days))
    for on, minutes in changes:
        if of.starts < on <= of.ends:
            part = int(share(abs(minutes - now), (of.ends - on).days + 1, of.whole_days))
            total += part if minutes >= now else -part
            now = minutes
    return total


def in_order(lots):
    """Earliest expiry first, then the earliest granted (C-39)."""
    return sorted(lots, key=lambda lot: (lot.last, lot.order))


def rolled(unused, of_allowance, terms):
    """How much of a period's own unused minutes goes into the next one (C-38)."""
    policy = terms.get("rollover", "none")
    if policy == "capped":
        return min(unused, of_allowance * terms["roll_percent"] // 100)
    return unused if policy == "unlimited" else 0


def last_day_of_rolled(line, number, terms, ends, contract_ends):
    """Rolled minutes last as many periods as agreed, or as long as the contract (C-38)."""
    if terms["rollover"] == "unlimited":
        return contract_ends or date.max
    whole = period(number + terms.get("roll_periods", 1), line.starts, None, terms.get("months", 1), terms.get("aligned", False))
    return min(whole.ends, ends or date.max)


def nearest(level, terms):
    """The level, or the nearest below that a line by tickets names, else its lowest (C-45)."""
    known = sorted(map(int, terms["levels"]))
    return max([each for each in known if each <= level], default=known[0])


def set_level(unit, parts, terms):
    """A counted ticket that is resolved is of the highest level that did chargeable work on it (C-46)."""
    if unit["is_resolved"]:
        mine = [part for part in parts if part.work.ticket == unit["ticket"] and part.minutes and part.line is unit["line"]]
        unit["level"] = nearest(max((part.work.level for part in mine), default=unit["level"]), terms)
