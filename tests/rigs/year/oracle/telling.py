"""A year told fact by fact: agreements, entries, corrections, midnights, invoices; and what it comes to."""

from collections import Counter, defaultdict

from tests.rigs.year.oracle import charges, pots
from tests.rigs.year.oracle.books import Books
from tests.rigs.year.oracle.days import DAY, bands_of, day, instant, local_day, months_on
from tests.rigs.year.oracle.drawing import Drawing, Work
from tests.rigs.year.oracle.ledger import Ledger
from tests.rigs.year.oracle.rounding import more, rounded


def answer(facts):
    """Contract id -> what its ledger, groups and documents come to."""
    books, told = {}, {}
    for said in facts["contracts"]:
        kept = books.setdefault(said["client"], Books(said["tax"], facts["digits"][said["currency"]]))
        told[said["id"]] = Life(said, facts, kept)
    for life in told.values():
        life.others = [other for other in told.values() if other.said["client"] == life.said["client"] and other is not life]
        life.drawing.others = [(other.ledger, other.would_cover) for other in life.others]
    for fact in facts["happened"]:
        for life in [told[fact["contract"]]] if "contract" in fact else told.values():
            getattr(life, fact["do"])(fact)
    return {name: life.answer() for name, life in told.items()}


class Life:
    """One contract's year."""

    def __init__(self, said, facts, books):
        self.said, self.digits = said, facts["digits"][said["currency"]]
        self.ledger = Ledger(said)
        self.ledger.top_ups = []
        self.caps, self.units = [], {}
        self.drawing = Drawing(self.ledger, facts["rates"], self.digits, self.caps, self.units)
        self.books, self.others = books, []
        self.entries, self.groups, self.booked = {}, defaultdict(dict), defaultdict(Counter)
        self.waived, self.received, self.products = [], {}, {}

    # What is agreed

    def agreed(self, fact):
        self.ledger.agree(fact)

    def renewed(self, fact):
        """The same lines for another term, their fees raised (C-54, C-56)."""
        first = day(fact["effective_on"])
        lines = {line.id: terms for line, terms in self.ledger.living(first - DAY) if line.ends is None or line.ends >= first}
        raised = {name: charges.raised(terms, fact["percent"], self.digits) for name, terms in lines.items()}
        ends = months_on(first, fact["months"]) - DAY
        said = {"lines": raised, "number": fact["number"], "contract_ends_on": ends.isoformat()}
        self.ledger.agree(fact | said)

    def ended(self, fact):
        self.ledger.end(day(fact["ends_on"]))

    def reinstated(self, fact):
        if fact["waives"]:
            span = charges.whole_days(instant(fact["from_at"]), instant(fact["until_at"]), self.said["zone"])
            self.waived.append(span)

    def cap(self, fact):
        self.caps.append(fact)

    def topped_up(self, fact):
        line, at = self.ledger.lines[fact["line"]], instant(fact["at"])
        today = local_day(at, self.said["zone"])
        of = line.running(today, today)[0].of
        self.ledger.lot(line, "top_up", fact["minutes"], of.number, of.starts, day(fact["expires_on"]) or of.ends)
        self.ledger.book(line, of.number, "top_up", fact["minutes"])
        self.ledger.top_ups.append((today, charges.half_up(fact["price"], self.digits)))
        self.ask(at, is_forced=True)

    def released_held(self, fact):
        """After what is held here comes what is held under the client's other contracts, unless it was about one ticket."""
        at = instant(fact["at"])
        self.ask_all(at)
        self.drawing.release(fact.get("ticket"), at)
        for other in self.others if fact.get("ticket") is None else ():
            other.drawing.release(None, at)
        for unit in self.units.values():
            self.level(unit)

    def beat(self, fact):
        self.ask(instant(fact["at"]))

    def ask(self, at, is_forced=False):
        """Let the ledger follow the calendar; a period with time that waits for approval stays open for some days (C-40)."""
        self.ledger.waiting = [entry["on"] for entry in self.entries.values() if entry["waits"] and entry["billable"]]
        self.ledger.keep(at, is_forced)

    def ask_all(self, at):
        """The ledgers of all the client's contracts, since the hours of each may be for the work of another."""
        for life in (self, *self.others):
            life.ask(at)

    def received_ticket(self, fact):
        for life in (self, *self.others):
            life.received[fact["ticket"]] = local_day(instant(fact["at"]), life.said["zone"])
            life.products[fact["ticket"]] = fact["product"]

    def covers(self, entry):
        """After the contract's end only tickets that were there before it go on, for the days of the run-off (C-08, C-58)."""
        ends = self.ledger.ends
        if ends is None or entry["on"] <= ends:
            return True
        is_in_run_off = (entry["on"] - ends).days <= self.said["run_off_days"]
        return is_in_run_off and entry["ticket"] is not None and self.received[entry["ticket"]] <= ends

    def would_cover(self, work):
        """Work done under another contract of the client: what is for all products, or on a ticket of this one's (C-08)."""
        if self.said["product"] not in (None, self.products.get(work.ticket)):
            return False
        ends, on = self.ledger.ends, local_day(work.began, self.said["zone"])
        if on < day(self.said["starts_on"]):
            return False
        if ends is None or on <= ends:
            return True
        was_there = work.ticket is not None and day(self.said["starts_on"]) <= self.received[work.ticket] <= ends
        return was_there and (on - ends).days <= self.said["run_off_days"]

    # Tickets counted

    def counted(self, fact):
        """A unit on the line that counts tickets, in the period of the day, at its level or the nearest below (C-45)."""
        at = instant(fact["at"])
        today = local_day(at, self.said["zone"])
        for line, terms in self.ledger.living(today):
            if line.kind == "per_ticket":
                number = line.running(today, today)[0].of.number
                unit = {"line": line, "period": number, "ticket": fact["ticket"], "is_resolved": False}
                self.units[fact["ticket"]] = unit | {"level": pots.nearest(fact["level"], terms)}

    def resolved(self, fact):
        """Its unit is of the highest level that did chargeable work on it, also when that is told later (C-46)."""
        if (unit := self.units.get(fact["ticket"])) is not None:
            unit["is_resolved"] = True
            self.level(unit)

    def level(self, unit):
        began = unit["line"].periods[unit["period"]].of.starts
        pots.set_level(unit, self.ledger.parts, self.ledger.terms(unit["line"], began))

    def uncounted(self, fact):
        self.units.pop(fact["ticket"], None)

    # Time

    def logged(self, fact):
        start, end = instant(fact["start"]), instant(fact["end"])
        on = local_day(start, self.said["zone"])
        stem = (fact["ticket"] or fact["activity"], on, fact["level"])
        entry = {name: fact[name] for name in ("level", "ticket", "billable", "waits")}
        entry |= {"on": on, "began": start, "is_approved": fact["approved"], "group": self.open_group(stem)}
        entry["raw"] = bands_of(start, end, self.said["calendar"])
        self.entries[fact["entry"]] = entry
        if entry["waits"] and entry["billable"]:
            self.ask(instant(fact["at"]))
        self.settle(entry, instant(fact["at"]))

    def corrected(self, fact):
        self.withdrawn(fact | {"entry": fact["replaces"]})
        self.logged(fact)

    def approved(self, fact):
        entry = self.entries[fact["entry"]]
        if entry["waits"]:
            self.ask(instant(fact["at"]))  # before it counts: what waited is booked in its own period
        entry["is_approved"] = True
        if entry["waits"]:
            entry["waits"] = False
            self.settle(entry, instant(fact["at"]))

    def withdrawn(self, fact):
        entry = self.entries.pop(fact["entry"])
        self.settle(entry, instant(fact["at"]))

    def settle(self, entry, at):
        """The group's rounded total anew; what it has changed by is placed or taken back (`decisions.md` 25)."""
        live = [each for each in self.entries.values() if each["group"] == entry["group"]]
        raw = sum((each["raw"] for each in live if each["billable"] and not each["waits"]), Counter())
        total, before = rounded(raw, self.said), self.booked[entry["group"]]
        if change := more(total, before):
            self.ask_all(at)
            said = (entry["group"], entry["on"], entry["level"], entry["ticket"], at, entry["began"])
            work = Work(*said, is_covered=self.covers(entry))
            self.drawing.change(work, change)
            if (unit := self.units.get(entry["ticket"])) is not None:
                self.level(unit)
        self.booked[entry["group"]] = total

    def open_group(self, stem):
        """The first group of the day that no live invoice charges."""
        billed, number = {key[3] for key in self.books.billed if key[0] in ("overage", "charge")}, 1
        while (*stem, number, self.said["id"]) in billed:
            number += 1
        return (*stem, number, self.said["id"])

    # Money

    def issued(self, fact):
        """A document of all that is due until a day: work once all its group is approved (C-26)."""
        found, counts = self.due(fact["until"], fact["by_hand"])
        waiting = {entry["group"] for entry in self.entries.values() if not entry["is_approved"]}
        found = {key: net for key, net in found.items() if key[0] not in ("overage", "charge") or key[3] not in waiting}
        self.books.issue(fact["document"], self.said["id"], found, counts, day(fact["issued_on"]), fact["by_hand"])

    def due(self, until, by_hand):
        told = (self.ledger, self.digits, self.units.values(), self.waived)
        return charges.due(*told, day(until), self.books.charged(by_hand))

    def credited(self, fact):
        self.books.credit(fact["document"], fact["invoice"], fact["nets"], fact["again"])

    def paid(self, fact):
        self.books.pay(fact["invoice"], fact["amount"])

    def answer(self):
        """Sums as plain values: (line, period, kind) -> quantity, minutes; balances, groups, documents."""
        ledger = self.ledger
        invoices, notes = (
            {name: made for name, made in kept.items() if made["contract"] == self.said["id"]}
            for kept in (self.books.invoices, self.books.notes)
        )
        keys = {key for key in ledger.quantity if ledger.quantity[key] or ledger.work[key]}
        balances = Counter()
        for (line, _period, _kind), quantity in ledger.quantity.items():
            balances[line] += quantity
        groups = defaultdict(Counter)
        for group, bands in self.booked.items():
            groups["|".join(map(str, group[:3]))].update(bands)
        units = Counter((unit["line"].id, unit["period"], unit["level"]) for unit in self.units.values())
        return {
            "movements": {key: (ledger.quantity[key], ledger.work[key]) for key in keys},
            "balances": {line: balances[line] for line in ledger.lines},
            "groups": {name: {b: m for b, m in bands.items() if m} for name, bands in groups.items() if bands.total()},
            "closed": {line.id: [each.of.number for each in line.periods if each.is_closed] for line in ledger.lines.values()},
            "units": dict(units),
            "invoices": invoices,
            "notes": notes,
            "open": {name: self.books.open(made) for name, made in invoices.items()},
            "balance": self.books.balance,
            "left": self.left(),
        }

    def left(self):
        """What could be invoiced by now and is not."""
        found = self.due(self.said["until"], by_hand=True)[0]
        return {key: net for key, net in found.items() if key not in self.books.billed}
