"""Pots of a client's other contracts, which work is drawn from too where those would cover it (C-08, C-10, `decisions.md` 11)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple
from uuid import UUID

from contracts.actions.booking import contracts_behind_lock, lock_lines
from contracts.actions.keeping import keep_lines
from contracts.models import ACCEPTED, Contract, ContractLine
from contracts.queries.agreements import agreement_on
from contracts.queries.grants import Pot, pots_on
from contracts.spans import day_of

if TYPE_CHECKING:
    from contracts.actions.placing import Work


class Beside(NamedTuple):
    """How another contract is asked about work: when it began, which tells the day there (C-05), and whether the contract would
    cover it, by the first nine questions of C-08. Asked only once its hours are needed."""

    worked_at: datetime
    covers: Callable[[Contract], bool]


class Books(NamedTuple):
    """The client's contracts behind the lock of all their lines, by id, and the lines."""

    contracts: dict[UUID, Contract]
    lines: dict[UUID, list[ContractLine]]


NO_BOOKS = Books({}, {})


def open_books(client: Any, contract: Contract | None, at: datetime) -> Books:
    """Lock the client's pots and bring the ledgers up to date, that of `contract` first; refuses another client's contract.

    Work without a contract needs none of it.
    """
    if contract is None:
        return NO_BOOKS
    lines = lock_lines(tenant_id=client.tenant_id, client_id=client.pk)
    found = contracts_behind_lock(client, contract, lines)
    keep_lines(found[contract.pk], lines.get(contract.pk, []), at)
    for other in found.values():
        if other.pk != contract.pk and other.stage == ACCEPTED:
            keep_lines(other, [line for line in lines[other.pk] if line.ledger_due_at and line.ledger_due_at <= at], at)
    return Books(found, lines)


def pots_beside(work: Work) -> list[Pot]:
    """What the client's other contracts have left for work of its day, each by its own terms and in its own zone.

    After such a contract's end its last day's terms hold (C-58); one whose ledger is done with is not looked at.
    """
    if work.beside is None or work.contract is None:
        return []
    found: list[Pot] = []
    for contract in work.books.contracts.values():
        if contract.pk == work.contract.pk or contract.stage != ACCEPTED:
            continue
        on = day_of(work.beside.worked_at, contract.time_zone)
        is_over = contract.ends_on is not None and on > contract.ends_on
        if on < contract.starts_on or (is_over and not any(line.ledger_due_at for line in work.books.lines[contract.pk])):
            continue
        agreement = agreement_on(contract, min(on, contract.ends_on) if contract.ends_on else on)
        today = day_of(work.at, contract.time_zone)
        found += [pot for pot in pots_on(agreement.terms, agreement.lines, on, today) if pot.left]
    for pot in found:
        pot.is_beside = True
    return found
