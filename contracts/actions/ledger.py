"""The door to the hours ledger for work: draw, take back, place anew what was held (C-24, C-31 to C-36, `decisions.md` 25)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import transaction

from contracts.actions.beside import Beside, open_books, pots_beside
from contracts.actions.closing import write_off_returned
from contracts.actions.periods import Life
from contracts.actions.placing import Work, place
from contracts.actions.reversing import live_work, reverse_each, take_back
from contracts.actions.thresholds import weigh_thresholds
from contracts.actions.units import level_unit
from contracts.bands import BANDS
from contracts.models import Contract, Movement, TicketUnit
from contracts.models.ledger import ABSORB, BORROW, CHARGE, DRAW, HOLD, OVERAGE, REVERSE, TICKETS
from contracts.queries.agreements import agreement_on
from contracts.queries.grants import pots_on
from contracts.spans import day_of


class Source(NamedTuple):
    """What a movement is for, such as ("time_entry", its id); the ledger knows no more of it."""

    kind: str
    id: UUID | None


class Drawn(NamedTuple):
    """What became of worked minutes, after corrections: each figure is billable minutes, negative when taken back.

    `covered` was drawn from pots, `borrowed` from the next period, `overage` is billed after the period's close, `charged` under
    a spending cap, `held` waits for a change order, a top-up or a rate, `absorbed` is not billed. `movements` are those written.
    """

    covered: int
    borrowed: int
    overage: int
    charged: int
    held: int
    absorbed: int
    movements: tuple[Movement, ...]

    @property
    def is_late(self) -> bool:
        """Whether any of it was booked in a later period than that of its work date (C-31)."""
        return any(row.is_late for row in self.movements)

    @classmethod
    def of(cls, movements: list[Movement]) -> Drawn:
        sums = dict.fromkeys((DRAW, BORROW, OVERAGE, CHARGE, HOLD, ABSORB), 0)
        for movement in movements:
            kind = movement.facts.get("of", movement.kind)
            if kind in sums:
                sums[kind] += movement.work_minutes
        return cls(
            covered=sums[DRAW],
            borrowed=sums[BORROW],
            overage=sums[OVERAGE],
            charged=sums[CHARGE],
            held=sums[HOLD],
            absorbed=sums[ABSORB],
            movements=tuple(movements),
        )


@transaction.atomic
def draw(
    *,
    client: Any,
    contract: Contract | None,
    source: Source,
    group: str,
    level: int,
    work_on: date,
    by_band: Mapping[str, int],
    ticket_id: UUID | None = None,
    is_covered: bool = True,
    beside: Beside | None = None,
    by: Any,
    at: datetime,
) -> Drawn:
    """Book what an entry adds to (or, negative, takes from) the rounded billable minutes of its group, by band.

    Call it in the transaction that makes the entry count, whatever the contract's kind, also for work without a contract (None),
    which is charged under the ticket's caps or held. `by_band` is
    `bands.difference(after, before)` of the group's rounded total with and without the entry (C-18, EX-C1): call
    `lock_pots(contract=...)`, or take a lock of the group's own, **before** reading the group's entries, so that two entries of
    one group cannot miss each other. The client's lines are locked, in the order of their ids.
    `group` is a text of at most 160 characters, the same for all entries of the group; `work_on` the local date on which the
    work started, in the contract's zone.

    It promises: the minutes given are placed to the last one, and the sum over a group's movements of `work_minutes` is always
    its rounded total. Pots are drawn in order and never below nothing; what they do not cover goes by the line's policy, and
    without such a line under the ticket's spending caps, else it is held (`Drawn`). Minutes taken back reverse the group's newest
    movements and return to the grants they came from; what nobody can use there any more is written off. Time on a ticket
    counted on a per-ticket line draws nothing (C-45). Work that the contract does not cover (C-08) draws no pot either: it is
    charged under the ticket's caps, or held. Periods that are due are opened and closed first.

    With `beside` the pots of the client's other contracts are drawn from too, where those would cover the work: all pots in one
    order, that of this contract (C-10, `decisions.md` 11), before its policy or a charge ad hoc decides on the rest. What is
    drawn there is booked on the other contract's line, dated in its zone, and names this one (`under`). Raises
    `ContractRefused` when more is taken back than the group has, and for a contract that is not the client's.
    """
    books = open_books(client, contract, at)
    work = _work(books, client, contract, source, group, level, work_on, ticket_id, by, at)
    work.is_covered, work.beside = is_covered, beside
    taken = {band: -minutes for band, minutes in by_band.items() if minutes < 0}
    for band in BANDS:
        if taken.get(band):
            take_back(work, band, taken[band])
    _write(work)
    _place(work, {band: minutes for band, minutes in by_band.items() if minutes > 0})
    _write_off(work)
    _level_unit(work)
    _weigh(work)
    return Drawn.of(work.made)


@transaction.atomic
def release_held(
    *,
    client: Any = None,
    contract: Contract | None = None,
    ticket_id: UUID | None = None,
    beside: Callable[[Source], Beside | None] = lambda source: None,
    by: Any,
    at: datetime,
) -> Drawn:
    """Place anew what is held on a contract, or on one of its tickets: after a top-up, a change order or a new rate (C-24, C-35).

    What still has no place stays held. The oldest goes first. `movements` name group and band, for the app that
    keeps the entries: each held part is taken back (`reverse`) and placed again. `beside` tells how other contracts are asked
    about the work of a source, as `draw` takes it. Refuses a contract that is not the client's.
    """
    client = client or (contract and contract.client)
    books = open_books(client, contract, at)
    of = {"tenant_id": client.tenant_id, "client": client, "contract": contract, "kind": HOLD}
    made: list[Movement] = []
    for row in reversed(live_work(**of, **({"ticket_id": ticket_id} if ticket_id else {}))):
        if row.work_minutes + row.back > 0:
            try:
                made += _placed_anew(books, client, row, row.work_minutes + row.back, beside, by, at)
            except _HeldAgain:
                continue
    return Drawn.of(made)


class _HeldAgain(Exception):
    """Nothing of it found a place; what was tried is rolled back."""


@transaction.atomic
def _placed_anew(books, client, row, minutes, beside, by, at):
    source, contract = Source(row.source_kind, row.source_id), books.contracts.get(row.contract_id)
    work = _work(books, client, contract, source, row.group, row.level, row.work_on, row.ticket_id, by, at)
    work.is_covered = not row.facts.get("uncovered")
    work.beside = beside(source) if work.is_covered else None
    work.known_rates = {row.band: row.rate} if row.rate is not None else {}
    reverse_each(work, [row], minutes)
    _write(work)
    _place(work, {row.band: minutes})
    if sum(movement.work_minutes for movement in work.made if movement.kind == HOLD) == minutes:
        raise _HeldAgain
    _level_unit(work)
    _weigh(work)
    return work.made


def _work(books, client, contract, source, group, level, work_on, ticket_id, by, at):
    agreement = None
    if contract is not None:
        contract = books.contracts[contract.pk]
        day = min(work_on, contract.ends_on) if contract.ends_on else work_on  # run-off goes by the last day's terms (C-58)
        agreement = agreement_on(contract, day)
    said = (work_on, at, level, group, ticket_id, source.kind, source.id, by)
    return Work(client, contract, agreement, *said, books=books)


def _place(work, minutes):
    if not minutes:
        return
    unit = _unit(work) if work.is_covered else None
    if unit is not None:
        for band, part in minutes.items():
            work.add(unit.line, DRAW, 0, band=band, work_minutes=part, unit=TICKETS, period=unit.period)
    else:
        today = day_of(work.at, work.contract.time_zone) if work.contract else work.work_on
        pots = pots_on(work.terms, work.lines, work.work_on, today, pots_beside(work)) if work.is_covered else []
        place(work, minutes, pots)
    _write(work)


def _unit(work):
    """The ticket's unit on a per-ticket line, where it has one (C-45)."""
    if work.ticket_id is None or work.contract is None:
        return None
    units = TicketUnit.objects.filter(tenant_id=work.contract.tenant_id, ticket_id=work.ticket_id, released_at=None)
    return units.filter(line__contract=work.contract).select_related("line", "period").order_by("-reserved_at").first()


def _level_unit(work):
    """Work on a ticket that was counted and resolved before may be of another level than it was priced at (C-46)."""
    unit = _unit(work) if any(row.unit == TICKETS for row in work.made) else None
    if unit is not None and unit.committed_at is not None:
        level_unit(contract=work.contract, unit=unit, by=work.by, at=work.at)


def _write(work):
    """Write what is noted and not yet stored: what is taken back is stored before the rest is placed."""
    Movement.objects.bulk_create([movement for movement in work.made if movement.pk is None])


def _write_off(work):
    """Of what was given back, the minutes that came too late for everybody."""
    back = {row.line_id: row.line for row in work.made if row.kind == REVERSE and row.quantity > 0 and "of" in row.facts}
    if not back:
        return
    for line in back.values():
        contract = work.books.contracts[line.contract_id]
        versions = list(contract.versions.filter(tenant_id=contract.tenant_id).order_by("number"))
        if (life := Life.of(contract, line, versions)) is not None:
            write_off_returned(life, day_of(work.at, life.zone), work.at)


def _weigh(work):
    touched = {movement.line_id: movement.line for movement in work.made if movement.line is not None and movement.period_id}
    for line in touched.values():
        weigh_thresholds(contract=work.books.contracts[line.contract_id], line=line, at=work.at)
