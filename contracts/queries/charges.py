"""What is payable under an agreement."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from contracts.models import Charge, Contract


def uninvoiced(contract: Contract, until: date, *, billed: Iterable[UUID] = ()) -> list[Charge]:
    """The charges that may be invoiced on or before a local day, oldest first, without those `billed` already (C-71).

    This app knows no invoices: the ids of charges on live invoice lines are the caller's to give.
    """
    rows = Charge.objects.filter(tenant_id=contract.tenant_id, contract=contract, due_on__lte=until)
    return list(rows.exclude(pk__in=list(billed)).select_related("line").order_by("due_on", "created_at", "amount", "id"))
