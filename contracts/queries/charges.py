"""What is payable under an agreement."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from uuid import UUID

from contracts.models import Charge, Contract


def uninvoiced(contract: Contract, until: date, *, billed: Iterable[UUID] = ()) -> list[Charge]:
    """The charges that may be invoiced on or before a local day, oldest first, without those `billed` already (C-71).

    This app knows no invoices: the ids of charges on live invoice lines are the caller's to give. A fee that was taken back whole
    before anybody invoiced it is left out, with what took it back.
    """
    rows = Charge.objects.filter(tenant_id=contract.tenant_id, contract=contract, due_on__lte=until)
    found = list(rows.exclude(pk__in=list(billed)).select_related("line").order_by("due_on", "created_at", "amount", "id"))
    sums: dict = defaultdict(list)
    for charge in found:
        sums[charge.source_id if charge.source_kind == "charge" else charge.pk].append(charge)
    undone = {root for root, each in sums.items() if root in {one.pk for one in each} and not sum(one.amount for one in each)}
    return [charge for charge in found if charge.pk not in undone and charge.source_id not in undone]
