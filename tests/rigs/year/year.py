"""The year lived: local midnights, people at random, agreed days, the books each month."""

import time as time_of_day
from datetime import UTC, datetime, time, timedelta

from contracts import tasks as contract_tasks
from contracts.spans import day_start
from tests.rigs.year.agreements import CONTRACTS
from tests.rigs.year.beat import beat
from tests.rigs.year.bookkeeping import Books
from tests.rigs.year.desk import Desk
from tests.rigs.year.events import PLAN, Events
from tests.rigs.year.world import BEGIN

SWEEPS = ((contract_tasks, "sweep_contract_days"), (contract_tasks, "keep_due_ledgers"))
CHANCES = {  # of each deed, on a contract and day
    "open_ticket": 0.25, "log": 0.75, "log_late": 0.06, "log_night": 0.04, "log_goodwill": 0.03, "correct": 0.1,
    "withdraw": 0.05, "give_away": 0.03, "approve": 0.5, "top_up": 0.02, "change_order": 0.06, "resolve_ticket": 0.12,
}  # fmt: skip
INVOICED_ON, PAID_ON, CREDITED = 3, 20, {5: True, 8: False, 11: True}  # days of the month; months, whether whole


def last_day(days):
    """The day after the last one that is lived, on which all is compared."""
    return (BEGIN + timedelta(days=days)).date()


class Year:
    """So many days for contracts that exist; `more` are other chances of some deeds, as are plan of events and credit notes."""

    def __init__(self, world, chance, days, pace=1.0, *, more=None, plan=PLAN, credited=CREDITED):
        self.world, self.chance, self.days, self.pace = world, chance, days, pace
        self.chances, self.credited = CHANCES | (more or {}), credited
        self.desk, self.events, self.books = Desk(world, chance), Events(world, plan), Books(world, chance)
        self.until = BEGIN + timedelta(days=days)

    def live(self, say=lambda line: None, most_seconds=None):
        """Day after day, until the time given is over; what was lived so far can be compared all the same."""
        began = time_of_day.monotonic()
        for number in range(self.days):
            day = BEGIN.date() + timedelta(days=number)
            if most_seconds and time_of_day.monotonic() - began > most_seconds:
                say(f"stopped before {day}: the time is over")
                return
            for at, _order, deed in sorted(self._of(day), key=lambda each: each[:2]):
                deed(at)
            if day.day == 1:
                say(f"{day}  {self.desk.done.total()} deeds, {len(self.books.known)} documents")
        self.beat(self.until)

    def _of(self, day):
        """What is done on a day of UTC, as (instant, order, deed)."""
        found = [(at, 0, self.beat) for at in self._beats(day)]
        found.append((self._at(day, 9), 1, lambda at: self.events.on(day, at)))
        for place, name in enumerate(self.world.contracts):
            if not self._is_alive(name, day):
                continue
            for deed, chance in self.chances.items():
                if self.chance.random() < chance * self.pace:
                    at = self._at(day, 0) + timedelta(seconds=self.chance.randrange(86_000))
                    found.append((at, 2, lambda at, deed=deed, name=name: self.desk.act(deed, name, at)))
            books = self._at(day, 14) + timedelta(minutes=place)
            if day.day == INVOICED_ON - 1:
                found.append((books, 3, lambda at, name=name: self.desk.act("approve_all", name, at)))
            if day.day == INVOICED_ON:
                found.append((books, 3, lambda at, name=name: self.books.invoice(name, at)))
            if day.day == PAID_ON:
                found.append((books, 3, lambda at, name=name: self.books.pay(name, at)))
            if day.day == PAID_ON + 4 and day.month in self.credited and place % 3 == day.month % 3:
                is_whole = self.credited[day.month]
                found.append((books, 3, lambda at, name=name, w=is_whole: self.books.credit(name, at, is_whole=w)))
        return found

    def _beats(self, day):
        """Noon, and the local midnights of the contracts' zones, at which their days begin."""
        zones = {contract.time_zone for contract in self.world.contracts.values()}
        midnights = {day_start(on, zone) for zone in zones for on in (day, day + timedelta(days=1))}
        return sorted({self._at(day, 12), *(at for at in midnights if at.date() == day)})

    def _at(self, day, hour):
        return datetime.combine(day, time(hour), UTC)

    def _is_alive(self, name, day):
        return day.isoformat() > CONTRACTS[name][2]

    def beat(self, at):
        """All that the desk's beat asks of contracts, as if the hour had come."""
        beat(self.world.missing, at, *SWEEPS)
        self.world.tell("beat", at=at)
        self.events.note_renewals(at)
        self.books.beat(at)
