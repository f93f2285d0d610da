"""What people do in the year: work logged early and late, corrected, approved, given away; hours topped up, caps opened."""

from collections import Counter, defaultdict
from datetime import timedelta
from decimal import Decimal

from accounts.tenancy import acting_as
from common.errors import DomainError
from contracts import actions as contracts
from contracts.queries.grants import booked_in
from contracts.spans import day_of
from tests.factories import make_ticket
from tests.rigs.year.agreements import CONTRACTS
from tests.rigs.year.beat import beat
from tickets import actions as tickets
from tickets import tasks as ticket_tasks
from tickets.models import TimeEntry

MINUTE = timedelta(minutes=1)
ACTIVITIES = ("corrective", "adaptive", "preventive")
LATEST = 40  # days after which nobody logs time any more


class Desk:
    """Random deeds through the actions; each that was not refused is told as a fact."""

    def __init__(self, world, chance):
        self.world, self.chance = world, chance
        self.tickets = defaultdict(list)  # contract -> (ticket, opened at), the newest last
        self.entries = defaultdict(list)  # contract -> ids of entries that stand
        self.waiting = defaultdict(list)
        self.done, self.refused = Counter(), Counter()

    def act(self, deed, name, at):
        with acting_as(self.world.manager):  # as a request reads it: a renewal gives the contract another end
            self.world.contracts[name].refresh_from_db(fields=["ends_on"])
        try:
            told = getattr(self, deed)(name, at)
        except DomainError as refusal:
            self.refused[f"{deed}: {refusal}"] += 1
            return
        if told is not False:
            self.done[deed] += 1

    def open_ticket(self, name, at):
        contract = self.world.contracts[name]
        said = {"client": contract.client, "title": f"{name} {self.done['open_ticket']}"}
        ticket = make_ticket(self.world.manager, at=at, product=self.world.products.get(name), **said)
        self.tickets[name].append(ticket)
        product = ticket.product.name if ticket.product else None
        self.world.tell("received_ticket", at=at, contract=name, ticket=str(ticket.pk), product=product)
        if CONTRACTS[name][4] == "per_ticket":
            self._count(name, ticket, at)
        if CONTRACTS[name][4] in ("ad_hoc", "bucket") and self.chance.random() < 0.7:
            self._allow(name, ticket, self.chance.choice((120, 350, 900)), at)

    def _count(self, name, ticket, at):
        """The beat comes round within a minute; the period is that of the receipt."""
        beat(self.world.missing, at, (ticket_tasks, "count_tickets"))
        self.world.tell("counted", at=at, contract=name, ticket=str(ticket.pk), level=ticket.level.number)

    def _allow(self, name, ticket, amount, at):
        contract, by = self.world.contracts[name], self.world.manager
        with acting_as(by):
            contracts.open_cap(
                client=contract.client, contract=contract, ticket_id=ticket.pk, source_kind="nte",
                amount=Decimal(amount), currency=contract.currency, at=at,
            )  # fmt: skip
            cap = f"{ticket.pk}:{self.done['change_order']}:{at.isoformat()}"
            self.world.tell("cap", at=at, contract=name, ticket=str(ticket.pk), amount=str(amount), name=cap)
            tickets.release_held(client=contract.client, contract=contract, ticket_id=ticket.pk, by=by, at=at)
        self.world.tell("released_held", at=at, contract=name, ticket=str(ticket.pk))

    def change_order(self, name, at):
        """One more cap for a ticket, which held time is placed under."""
        if not self.tickets[name] or CONTRACTS[name][4] not in ("ad_hoc", "bucket"):
            return False
        self._allow(name, self.chance.choice(self.tickets[name][-6:]), self.chance.choice((80, 240)), at)

    def resolve_ticket(self, name, at):
        """A ticket of a per-ticket line counts for good, at the level that worked on it; or it was none, and counts no more."""
        if CONTRACTS[name][4] != "per_ticket" or not self.tickets[name]:
            return False
        by, is_mistake = self.world.manager, self.chance.random() < 0.15
        ticket = self.tickets[name].pop(self.chance.randrange(len(self.tickets[name])))
        with acting_as(by):
            if is_mistake:
                tickets.cancel_ticket(ticket=ticket, reason="A mistake", by=by, at=at)
            else:
                tickets.resolve_ticket(ticket=ticket, body="Done.", by=by, at=at)
        beat(self.world.missing, at, (ticket_tasks, "count_tickets"))
        self.world.tell("uncounted" if is_mistake else "resolved", at=at, contract=name, ticket=str(ticket.pk))

    def log(self, name, at):
        self._log(name, at, timedelta(minutes=self.chance.randrange(1, 150)), self._length())

    def log_late(self, name, at):
        self._log(name, at, timedelta(minutes=self.chance.randrange(1440, LATEST * 1440)), self._length())

    def log_night(self, name, at):
        """Work of some hours, which crosses midnight or the edge of a band."""
        self._log(name, at, timedelta(minutes=self.chance.randrange(1, 600)), self.chance.randrange(240, 700))

    def log_goodwill(self, name, at):
        self._log(name, at, MINUTE, self._length(), kind="goodwill", reason="A gesture")

    def _length(self):
        return self.chance.choice((3, 7, 15, 16, 26, 40, 55, 75, 110, 160, 240))

    def _log(self, name, at, delay, minutes, kind="billable", reason=""):
        contract, by = self.world.contracts[name], self.world.engineer
        ended_at = at - delay
        started_at = ended_at - timedelta(minutes=minutes, seconds=self.chance.choice((0, 0, 0, 35)))
        ticket = self._ticket_of(name, started_at)
        level = self.chance.choice((1, 2, 2, 2, 3))
        said = dict(started_at=started_at, ended_at=ended_at, level=level, kind=kind, reason=reason)
        activity = "" if ticket else self.chance.choice(ACTIVITIES)
        with acting_as(by):
            entry = tickets.log_time(ticket=ticket, contract=contract, activity=activity, by=by, at=at, **said)
        self._told("logged", name, entry, at)

    def _ticket_of(self, name, started_at):
        """Some ticket that was there already, or none: then it is work on the contract."""
        there = [ticket for ticket in self.tickets[name][-5:] if ticket.received_at <= started_at]
        return self.chance.choice([*there, *there, None])

    def _told(self, do, name, entry, at, **more):
        waits = entry.status == "pending"
        (self.waiting if waits else self.entries)[name].append(entry.pk)
        self.world.tell(
            do, at=at, contract=name, entry=str(entry.pk), start=entry.started_at.isoformat(), end=entry.ended_at.isoformat(),
            ticket=str(entry.ticket_id) if entry.ticket_id else None, activity=entry.activity, level=entry.level,
            billable=entry.kind == "billable", waits=waits, approved=entry.approved_at is not None, **more,
        )  # fmt: skip

    def _some(self, rows, name):
        """A recent entry as it is now, taken off the list."""
        if not rows[name]:
            return None
        pk = rows[name].pop(self.chance.randrange(max(0, len(rows[name]) - 25), len(rows[name])))
        return TimeEntry.objects.select_related("ticket", "contract__client", "client", "member", "member__person").get(pk=pk)

    def correct(self, name, at):
        """Another length, or another level."""
        by = self.world.manager
        with acting_as(by):
            entry = self._some(self.entries, name)
            if entry is None or entry.kind != "billable":
                return False
            changes = {"level": self.chance.choice((1, 2, 3))}
            if self.chance.random() < 0.7:
                changes["ended_at"] = entry.started_at + timedelta(minutes=self._length())
            if changes.get("ended_at", at) > at:
                return False
            new = tickets.correct_time(entry=entry, why="Misread", by=by, at=at, **changes)
        self._told("corrected", name, new, at, replaces=str(entry.pk))

    def withdraw(self, name, at):
        by = self.world.manager
        with acting_as(by):
            if (entry := self._some(self.entries, name)) is None:
                return False
            tickets.withdraw_time(entry=entry, why="Twice", by=by, at=at)
        self.world.tell("withdrawn", at=at, contract=name, entry=str(entry.pk))

    def give_away(self, name, at):
        """What was billable becomes goodwill."""
        by = self.world.manager
        with acting_as(by):
            entry = self._some(self.entries, name)
            if entry is None or entry.kind != "billable":
                return False
            new = tickets.mark_free(entry=entry, kind="goodwill", reason="A gesture", by=by, at=at)
        self._told("corrected", name, new, at, replaces=str(entry.pk))

    def approve(self, name, at):
        """All that waits, or some of it."""
        by = self.world.manager
        waiting, self.waiting[name] = self.waiting[name], []
        for pk in waiting:
            if self.chance.random() < 0.15:
                self.waiting[name].append(pk)
                continue
            with acting_as(by):
                entry = TimeEntry.objects.select_related("ticket", "contract", "client", "member").get(pk=pk)
                tickets.approve_time(entry=entry, by=by, at=at)
            self.entries[name].append(pk)
            self.world.tell("approved", at=at, contract=name, entry=str(pk))

    def approve_all(self, name, at):
        """Most of what counts without an approval gets one, so that it can be invoiced."""
        by = self.world.manager
        with acting_as(by):
            rows = TimeEntry.objects.filter(pk__in=self.entries[name], approved_at=None).order_by("started_at", "pk")
            for entry in rows.select_related("ticket", "contract__client", "client", "member"):
                if self.chance.random() < 0.95:
                    tickets.approve_time(entry=entry, by=by, at=at)
                    self.world.tell("approved", at=at, contract=name, entry=str(entry.pk))

    def top_up(self, name, at):
        """More hours for the running period, some with an end of their own; then what is held finds its place."""
        contract, by = self.world.contracts[name], self.world.manager
        today = day_of(at, contract.time_zone)
        with acting_as(by):
            line = contract.lines.select_related("contract__client").filter(kind="retainer").first()
            if line is None or contract.ends_on and today > contract.ends_on or booked_in(line, today, today) is None:
                return False
            minutes, price = self.chance.choice(((120, "200"), (300, "480.5")))
            last = self.chance.choice((None, None, today + timedelta(days=self.chance.randrange(3, 30))))
            contracts.top_up(line=line, minutes=minutes, price=Decimal(price), expires_on=last, by=by, at=at)
            said = {"minutes": minutes, "price": price, "expires_on": last.isoformat() if last else None, "line": str(line.pk)}
            self.world.tell("topped_up", at=at, contract=name, **said)
            tickets.release_held(client=contract.client, contract=contract, by=by, at=at)
        self.world.tell("released_held", at=at, contract=name)
