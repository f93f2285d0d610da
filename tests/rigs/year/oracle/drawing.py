"""Where worked minutes go, and how they come back: pots in order, policies, caps, reversals (C-10, C-24, C-31 to C-36)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from tests.rigs.year.oracle import pots
from tests.rigs.year.oracle.days import BANDS, local_day
from tests.rigs.year.oracle.pots import HOURS
from tests.rigs.year.oracle.rounding import MULTIPLIERS, rate
from tests.rigs.year.oracle.spending import Spending

ORDER = ("package", "retainer", "bucket", "per_ticket", "fte", "ad_hoc")  # C-10


@dataclass
class Work:
    """Billable minutes to be placed or taken back; `group` is what they are rounded with."""

    group: tuple
    on: date
    level: int
    ticket: str | None
    at: Any
    began: Any
    known_rate: Decimal | None = None
    is_covered: bool = True  # else nothing that was bought is for it (C-08)


@dataclass(eq=False)
class Part:
    """What became of some minutes of a group."""

    kind: str
    ledger: Any  # in which it is booked: that of another contract where its hours were drawn
    line: Any
    period: int | None
    work: Work
    band: str
    minutes: int
    lot: Any = None
    rate: Decimal | None = None
    cap: dict | None = None


class Pot(NamedTuple):
    """A line that grants hours, its terms, the period that work is booked in, the day it is of, and the ledger it is in."""

    line: Any
    terms: dict
    number: int | None
    on: date
    ledger: Any


class Drawing(Spending):
    """Draws under one contract. `caps` are those opened so far, `units` the tickets counted, by ticket; `others` the client's
    other ledgers, each with what says whether its contract would cover some work."""

    def __init__(self, ledger, rates, digits, caps, units):
        self.others = []
        self.ledger, self.rates, self.digits, self.caps, self.units = ledger, rates, digits, caps, units
        ledger.overage_rate = self.overage_rate

    def change(self, work, by_band):
        """A group's rounded total has changed by so many minutes in each band: what is less goes first."""
        for band in BANDS:
            if by_band.get(band, 0) < 0:
                mine = [part for part in self.ledger.parts if part.work.group == work.group and part.band == band]
                self.take_back(reversed(mine), -by_band[band], work.at)
        self.place(work, {band: minutes for band, minutes in by_band.items() if minutes > 0})
        touched = {part.line.id: part for part in self.ledger.parts if part.line and part.work.group == work.group}
        for part in touched.values():
            part.ledger.write_off_returned(part.line, local_day(work.at, part.ledger.zone))

    def release(self, ticket, at):
        """What is held is tried anew, the oldest first; what finds no place at all stays as it is (C-24, C-35)."""
        held = [part for part in self.ledger.parts if part.kind == "hold" and part.minutes]
        for part in held:
            if ticket is not None and part.work.ticket != ticket:
                continue
            was = part.work
            work = Work(was.group, was.on, was.level, was.ticket, at, was.began, part.rate, was.is_covered)
            if self.finds_place(work, part):
                minutes = part.minutes
                self.take_back([part], minutes, at)
                self.place(work, {part.band: minutes})

    def finds_place(self, work, part):
        """Whether any pot, policy or cap takes at least a part of what is held."""
        found = self.pots(work)
        if self.unit(work) is not None or any(self.lots(pot, work) for pot in found):
            return True
        excess = self.excess(work, found)
        if excess is not None:
            return excess.terms.get("overage", "bill") != "block"
        return any(self.fits(cap, work, {part.band: part.minutes})[0] for cap in self.open_caps(work))

    def place(self, work, minutes):
        if not minutes:
            return
        unit = self.unit(work)
        if unit is not None:
            for band in BANDS:
                if minutes.get(band):
                    self.add("draw", unit["line"], unit["period"], work, band, minutes[band], 0)
            return
        found, rest = self.pots(work), {}
        for band in BANDS:
            left = minutes.get(band, 0)
            for pot in found:
                left = self.draw(pot, work, band, left)
            if left:
                rest[band] = left
        excess = self.excess(work, found)
        if excess is None:
            self.charge(work, rest)
        for band, left in rest.items() if excess is not None else ():
            self.exceed(excess, work, band, left)

    def unit(self, work):
        return self.units.get(work.ticket) if work.is_covered else None

    def excess(self, work, found):
        """The line whose policy decides on what no pot covers; none after the contract's end, when it is ad hoc (C-58)."""
        if self.ledger.ends and work.on > self.ledger.ends:
            return None
        return next((pot for pot in found if pot.ledger is self.ledger and pot.line.kind in HOURS), None)

    def pots(self, work):
        """What hours are granted by for the work, here and by contracts that would cover it too, in their order (C-10)."""
        if not work.is_covered:
            return []
        found = self.pots_in(self.ledger, work, work.on)
        for ledger, would_cover in self.others:
            if would_cover(work):
                found += self.pots_in(ledger, work, local_day(work.began, ledger.zone))

        def rank(pot):
            """By kind, then the own ones, then by expiry; of buckets the expiry comes first, whosever they are."""
            kind, is_other = pot.line.kind, pot.ledger is not self.ledger
            return ORDER.index(kind), is_other and kind != "bucket", self.earliest(pot), is_other, pot.line.position

        return sorted(found, key=rank)

    def pots_in(self, ledger, work, on):
        """Lines of a ledger that grant hours for work of a local day there."""
        today, found = local_day(work.at, ledger.zone), []
        for line, terms in ledger.living(min(on, ledger.ends) if ledger.ends else on):
            if line.kind == "bucket":
                found.append(Pot(line, terms, None, on, ledger))
            elif line.kind in HOURS and (now := line.running(on, today)) is not None:
                of = now[0].of
                found.append(Pot(line, terms, of.number, min(max(on, of.starts), of.ends), ledger))
        return found

    def agreed_on(self, work):
        """The day whose terms hold for the work: after the contract's end its last one (C-58)."""
        return min(work.on, self.ledger.ends) if self.ledger.ends else work.on

    def earliest(self, pot):
        within = [lot.last for lot in pot.line.lots if lot.left + (lot.expired if pot.number is None else 0) > 0]
        return min(within, default=date.max)

    def lots(self, pot, work):
        there = [lot for lot in pot.line.lots if lot.first <= pot.on <= lot.last]
        return pots.in_order(lot for lot in there if lot.left + (lot.expired if pot.number is None else 0) > 0)

    def draw(self, pot, work, band, minutes):
        """Split at the minute each lot runs dry; returns what is not covered (C-34)."""
        line, number = pot.line, pot.number
        for lot in self.lots(pot, work) if minutes else ():
            part = min(minutes, lot.left + (lot.expired if number is None else 0))
            if (again := part - lot.left) > 0:  # worked before the bucket expired, told later (EX-C37)
                lot.left, lot.expired = lot.left + again, lot.expired - again
                pot.ledger.book(line, None, "reverse", again)
            lot.left -= part
            minutes -= part
            self.add("draw", line, number, work, band, part, -part, lot=lot, ledger=pot.ledger)
            if not minutes:
                break
        return minutes

    def exceed(self, pot, work, band, minutes):
        """Borrowed, billed, held or absorbed, as the line says (C-35)."""
        line, terms, number = pot.line, pot.terms, pot.number
        policy = terms.get("overage", "bill")
        if policy == "borrow" and (part := min(minutes, self.room(line, terms, number))) > 0:
            self.add("borrow", line, number, work, band, part, -part)
            minutes -= part
        if minutes and policy in ("block", "absorb"):
            self.add({"block": "hold", "absorb": "absorb"}[policy], line, number, work, band, minutes, 0)
        elif minutes:
            self.add("overage", line, number, work, band, minutes, 0, rate=self.overage_rate(terms, work, band))

    def overage_rate(self, terms, work, band):
        if work.known_rate is not None:
            return work.known_rate
        if terms.get("overage_rate") is None:
            return rate(self.rates, self.ledger.contract, work.level, band)
        return Decimal(terms["overage_rate"]) * (1 if terms.get("all_inclusive") else MULTIPLIERS[band])

    def room(self, line, terms, number):
        """A share of the next period's allowance, less what is borrowed of it already (C-35, EX-C14)."""
        following = line.period(number + 1, terms, self.ledger.life_end(line))
        if following is None:
            return 0
        most = terms["allowance"] * following.days // following.whole_days * terms["borrow_percent"] // 100
        mine = [part for part in self.ledger.parts if part.kind == "borrow" and part.line is line and part.period == number]
        return max(most - sum(part.minutes for part in mine if part.lot is None), 0)

    def add(self, kind, line, number, work, band, minutes, quantity, ledger=None, **more):
        """It is noted here, and booked where the line is."""
        ledger = ledger or self.ledger
        self.ledger.parts.append(Part(kind, ledger, line, number, work, band, minutes, **more))
        ledger.book(line, number, kind, quantity, minutes)

    def take_back(self, parts, minutes, at):
        """The newest first; minutes go back to where they came from, or are lent to the running period where that is closed."""
        for part in parts:
            taken = min(minutes, part.minutes)
            if taken:
                minutes -= taken
                part.minutes -= taken
                self.give_back(part, taken, at)
        if minutes:
            raise ValueError("More is taken back than the group has.")

    def give_back(self, part, minutes, at):
        line, book = part.line, part.ledger.book
        if part.kind not in ("draw", "borrow") or (part.kind == "draw" and part.lot is None):
            return book(line, part.period, "reverse", 0, -minutes)
        if part.kind == "borrow" and part.lot is None:
            return book(line, part.period, "reverse", minutes, -minutes)
        number = part.period if part.kind == "draw" else part.lot.period
        if number is None or not line.periods[number].is_closed:
            part.lot.left += minutes
            return book(line, number, "reverse", minutes, -minutes)
        today = local_day(at, part.ledger.zone)
        now = line.running(today, today)
        if now is None:
            part.lot.left += minutes
            return book(line, number, "reverse", minutes, -minutes)
        of = now[0].of
        part.ledger.lot(line, "returned", minutes, of.number, of.starts, of.ends)
        return book(line, of.number, "reverse", minutes, -minutes)
