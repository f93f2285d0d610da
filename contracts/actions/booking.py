"""Writing single movements, and the lock under which a contract's ledger is written."""

from typing import Any

from django.utils.translation import gettext as _

from contracts.errors import ContractRefused
from contracts.models import Contract, ContractLine, Movement


def lock_pots(*, contract: Contract) -> list[ContractLine]:
    """Lock the contract's lines, in the order of their ids, until the transaction ends; returns them.

    Whoever reckons what is to be drawn from what is stored (the entries of a rounding group) takes the lock before reading.
    """
    of = {"tenant_id": contract.tenant_id, "client_id": contract.client_id, "contract_id": contract.pk}
    lines = ContractLine.objects.filter(**of)
    return list(lines.select_for_update(of=("self",), no_key=True).order_by("pk"))


def own_contract(client: Any, contract: Contract) -> Contract:
    """The contract as it is stored now; refuses one that is not this client's, so that nobody's hours are drawn by another.

    Read after `lock_pots`, its days are those that whoever held the lock before has left.
    """
    own = (
        Contract.objects.filter(tenant_id=client.tenant_id, client_id=client.pk, pk=contract.pk).select_related("client").first()
    )
    if own is None:
        raise ContractRefused(_("This contract belongs to another client. Choose one of this client."), field="contract")
    return own


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
