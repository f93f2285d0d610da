"""Writing single movements, and the lock under which a client's ledger is written."""

from collections import defaultdict
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from contracts.errors import ContractRefused
from contracts.models import Contract, ContractLine, Movement


def lock_pots(*, contract: Contract) -> list[ContractLine]:
    """Lock the pots of the contract's client (`lock_lines`); returns the contract's lines, in the order of their ids.

    Whoever reckons what is to be drawn from what is stored (the entries of a rounding group) takes the lock before reading.
    """
    return lock_lines(tenant_id=contract.tenant_id, client_id=contract.client_id).get(contract.pk, [])


def lock_lines(*, tenant_id: UUID, client_id: UUID) -> dict[UUID, list[ContractLine]]:
    """Lock the lines of all the client's contracts, in the order of their ids, until the transaction ends; by contract.

    Work under one contract may draw from the pots of another (`decisions.md` 11), and which, is known only behind the lock. So
    it is one for all of them: two who work under contracts that lie beside each other never wait crosswise.
    """
    lines = ContractLine.objects.filter(tenant_id=tenant_id, client_id=client_id)
    found = defaultdict(list)
    for line in lines.select_for_update(of=("self",), no_key=True).order_by("pk"):
        found[line.contract_id].append(line)
    return dict(found)


def contracts_behind_lock(client: Any, contract: Contract, lines: dict[UUID, list[ContractLine]]) -> dict[UUID, Contract]:
    """The client's contracts that have lines, and this one, as they are stored now, by id; in one query.

    Refuses a contract that is not this client's, so that nobody's hours are drawn by another. Read after `lock_lines`, their
    days are those that whoever held the lock before has left.
    """
    rows = Contract.objects.filter(tenant_id=client.tenant_id, client_id=client.pk, pk__in={contract.pk, *lines})
    found = {each.pk: each for each in rows.select_related("client").order_by("pk")}
    if contract.pk not in found:
        raise ContractRefused(_("This contract belongs to another client. Choose one of this client."), field="contract")
    return found


def movement_on(line: ContractLine, kind: str, quantity: int, **more: Any) -> Movement:
    """A movement of a line, not saved."""
    return Movement(
        tenant_id=line.tenant_id,
        client_id=line.client_id,
        contract_id=line.contract_id,
        line=line,
        kind=kind,
        quantity=quantity,
        **more,
    )


def book(line: ContractLine, kind: str, quantity: int, **more: Any) -> Movement:
    """Add a movement to a line."""
    movement = movement_on(line, kind, quantity, **more)
    movement.save(force_insert=True)
    return movement
