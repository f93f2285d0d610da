"""The ledger of one contract: periods that open and close, lots that are granted, rolled, forfeited and expire (C-28 to C-44)."""

from collections import Counter
from dataclasses import replace
from datetime import timedelta

from tests.rigs.year.oracle import pots
from tests.rigs.year.oracle.days import DAY, day, local_day
from tests.rigs.year.oracle.pots import HOURS, Lot

AN_HOUR = timedelta(hours=1)
PATIENCE = 5  # days for which a close waits for time that nobody approved


class Ledger:
    """What is booked, as sums: (line, period, kind) -> quantity and minutes of work."""

    def __init__(self, contract):
        self.contract, self.zone = contract, contract["zone"]
        self.ends = self.paid_until = None  # the second: its end when the fees were charged, before anybody gave notice
        self.versions = []  # (first day, number, terms by line), as they were agreed
        self.lines = {}
        self.quantity, self.work = Counter(), Counter()
        self.parts = []
        self.counter = 0
        self.waiting = []  # local days of billable work that waits for approval
        self.ask_at = {}  # by line: when a period that waits for approvals is looked at again

    def agree(self, fact):
        """A new version, with the lines that it brings; one that it leaves out has ended on the day before."""
        effective = day(fact["effective_on"])
        for line in self.lines.values():
            if line.id not in fact["lines"] and line.ends is None:
                line.ends = max(line.starts, effective - DAY)
        for said in fact.get("new_lines", ()):
            begins, kind = day(said["starts_on"]), said["kind"]
            self.lines[said["id"]] = pots.Line(said["id"], kind, len(self.lines) + 1, begins)
        self.versions.append((effective, fact["number"], fact["lines"]))
        self.ends = self.paid_until = day(fact["contract_ends_on"])

    def end(self, ends):
        """Notice was given: it ends earlier, and what was paid ahead stays paid."""
        self.ends = ends

    def terms(self, line, on):
        """A line's terms on a day; before its first version those."""
        named = [(first, lines[line.id]) for first, _number, lines in self.versions if line.id in lines]
        return ([said for first, said in named if first <= on] or [named[0][1]])[-1]

    def living(self, on):
        """Lines that the version in effect on a day names and that live then, in their order."""
        lines = ([said for first, _number, said in self.versions if first <= on] or [self.versions[0][2]])[-1]
        found = [line for line in self.lines.values() if line.id in lines and line.starts <= on and on <= self.end_of(line, on)]
        return [(line, lines[line.id]) for line in sorted(found, key=lambda line: line.position)]

    def end_of(self, line, default=None):
        """The last day of a line, by itself; with a default where it has none."""
        return line.ends or default

    def life_end(self, line):
        """The last day of a line, by itself or with its contract; None without one."""
        return min((on for on in (line.ends, self.ends) if on), default=None)

    def fee_end(self, line):
        """The last day that fees were charged for."""
        return min((on for on in (line.ends, self.paid_until) if on), default=None)

    def book(self, line, number, kind, quantity, work=0):
        key = (line.id if line else "", number, kind)
        self.quantity[key] += quantity
        self.work[key] += work

    def lot(self, line, kind, minutes, number, first, last):
        """New minutes that can be drawn. What was rolled comes before what is granted at the same midnight (EX-C12)."""
        self.counter += 1
        where = number if number is not None else 0
        made = Lot(kind, minutes, number, first, last, (where, kind != "roll", self.counter))
        line.lots.append(made)
        return made

    def keep(self, at, is_forced=False):
        """What midnights bring, up to an instant."""
        today, self.at = local_day(at, self.zone), at
        for line in self.lines.values():
            if not is_forced and self.ask_at.get(line.id, at) > at:
                continue
            if line.kind == "bucket":
                self._keep_bucket(line, today)
            elif line.kind in (*HOURS, "per_ticket"):
                self._keep_periods(line, today)

    def _keep_bucket(self, line, today):
        if line.starts > today:
            return
        if not line.is_granted:
            terms = self.terms(line, line.starts)
            line.is_granted = True
            self.lot(line, "grant", terms["minutes"], None, line.starts, day(terms["expires_on"]))
            self.book(line, None, "grant", terms["minutes"])
        for lot in line.lots:
            if lot.last < today:
                self._expire(line, lot)

    def _keep_periods(self, line, today):
        terms = self.terms(line, line.starts)
        ends = self.life_end(line)
        for each in line.periods:
            if not each.is_closed and (now := line.period(each.of.number, terms, ends)) is not None:
                each.of = now
                self._refit(line, each, min(today, now.ends))
        while (following := line.period(len(line.periods), terms, ends)) is not None and following.starts <= today:
            self._open(line, following)
            self._refit(line, line.periods[-1], min(today, following.ends))
            self._close_ended(line, today)
        self._expire_top_ups(line, today)
        self._close_ended(line, today)

    def _expire_top_ups(self, line, today):
        for lot in line.lots:
            if lot.kind == "top_up" and lot.last < today and lot.last < line.periods[lot.period].of.ends:
                self._expire(line, lot)

    def write_off_returned(self, line, today):
        """What came back too late for everybody: to a bucket or top-up that is over, or when no period is open any more."""
        if line.kind == "bucket":
            self._keep_bucket(line, today)
        elif any(not each.is_closed for each in line.periods):
            self._expire_top_ups(line, today)
        else:
            for lot in line.lots:
                if lot.kind == "grant":
                    self.book(line, lot.period, "forfeit", -lot.left)
                    lot.left = 0
                else:
                    self._expire(line, lot)

    def _changes(self, line, until):
        named = [(first, lines[line.id]["allowance"]) for first, _number, lines in self.versions if line.id in lines]
        return [pair for pair in named if pair[0] <= until] or named[:1]

    def _open(self, line, of):
        opened = pots.Open(of, 0)
        line.periods.append(opened)
        if line.kind in HOURS:
            opened.allowance = pots.allowance(of, self._changes(line, of.starts))
            self.lot(line, "grant", opened.allowance, of.number, of.starts, of.ends)
            self.book(line, of.number, "grant", opened.allowance)
        self._settle(line)

    def _refit(self, line, opened, until):
        """An open period follows a change of its allowance: more is granted, less is forfeited as far as it is unused (C-52)."""
        if line.kind not in HOURS:
            return
        wanted = pots.allowance(opened.of, self._changes(line, max(until, opened.of.starts)))
        added, opened.allowance = wanted - opened.allowance, wanted
        if added > 0:
            self.lot(line, "grant", added, opened.of.number, opened.of.starts, opened.of.ends)
            self.book(line, opened.of.number, "grant", added)
        for lot in reversed([lot for lot in line.lots if lot.kind == "grant" and lot.period == opened.of.number]):
            part = min(max(-added, 0), lot.left)
            lot.left, added = lot.left - part, added + part
            self.book(line, opened.of.number, "forfeit", -part)

    def _settle(self, line):
        """What a period borrowed is taken from the own allowance of the next one, once that has begun (EX-C14)."""
        for part in [part for part in self.parts if part.line is line and part.kind == "borrow" and part.lot is None]:
            if part.minutes <= 0 or part.period + 1 >= len(line.periods):
                continue
            lot = next(lot for lot in line.lots if lot.kind == "grant" and lot.period == part.period + 1)
            if (short := part.minutes - lot.left) > 0:
                self.parts.insert(self.parts.index(part) + 1, replace(part, minutes=short))
                part.minutes = lot.left
            part.lot = lot
            part.lot.left -= part.minutes
            self.book(line, part.period, "borrow", part.minutes)
            self.book(line, part.period + 1, "borrow", -part.minutes)

    def _close_ended(self, line, today):
        for place, opened in enumerate(line.periods):
            if opened.is_closed or opened.of.ends >= today:
                continue
            following = line.periods[place + 1] if place + 1 < len(line.periods) else None
            if following is None:
                run_off = self.contract["run_off_days"] if self.life_end(line) == self.ends else 0
                goes_on = line.period(place + 1, self.terms(line, line.starts), self.life_end(line)) is not None
                if goes_on or (today - opened.of.ends).days <= run_off:
                    return
            elif any(opened.of.starts <= on <= opened.of.ends for on in self.waiting):
                if (today - opened.of.ends).days <= PATIENCE:
                    self.ask_at[line.id] = self.at + AN_HOUR
                    return
            self._close(line, opened, following)

    def _close(self, line, opened, following):
        """Unused own minutes roll as far as agreed, the others are forfeited; what ended with the period expires (C-38, C-40)."""
        opened.is_closed = True
        number, terms = opened.of.number, self.terms(line, opened.of.ends)
        own = [lot for lot in line.lots if lot.kind == "grant" and lot.period == number]
        unused = sum(lot.left for lot in own)
        kept = pots.rolled(unused, opened.allowance, terms) if following is not None else 0
        for lot in own:
            lot.left = 0
        self.book(line, number, "forfeit", -(unused - kept))
        self._bill_borrowed(line, opened, following)
        for lot in line.lots:
            if lot not in own and (following is None or lot.last <= opened.of.ends):
                self._expire(line, lot, number)
        if kept:
            self.book(line, number, "roll", -kept)
            self.book(line, number + 1, "roll", kept)
            last = pots.last_day_of_rolled(line, number, terms, self.life_end(line), self.ends)
            self.lot(line, "roll", kept, number + 1, following.of.starts, last)

    def _bill_borrowed(self, line, opened, following):
        """What nothing can give back any more was worked beyond the hours (C-35)."""
        until = opened.of.number - (following is not None)
        owed = [part for part in self.parts if part.line is line and part.kind == "borrow" and part.lot is None]
        for part in [part for part in owed if part.period <= until and part.minutes > 0]:
            self.book(line, part.period, "reverse", part.minutes, -part.minutes)
            self.book(line, part.period, "overage", 0, part.minutes)
            rate = self.overage_rate(self.terms(line, part.work.on), part.work, part.band)
            self.parts.append(replace(part, kind="overage", rate=rate))
            part.minutes = 0

    def _expire(self, line, lot, number=None):
        where = number if number is not None else lot.period
        self.book(line, where, "expire", -lot.left)
        lot.expired, lot.left = lot.expired + lot.left, 0
