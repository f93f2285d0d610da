"""Time that waits for approval: on a contract itself, and on the client's others whose hours it would outrun (C-33, C-40)."""

from collections import defaultdict

from contracts.queries import agreement_on
from contracts.queries.grants import pots_on
from tickets.models import TimeEntry
from tickets.models.work import BILLABLE, PENDING
from tickets.queries.cover import covers_work


def minutes_waiting(contract, first, last):
    """Billable minutes worked between two local days that wait for approval and may draw on the contract's hours (C-33, C-40).

    Those of the client's other contracts count where this one would cover the work (`decisions.md` 11), beyond what is left of
    the pots that stand before it (C-10). Work that is not covered draws no hours.
    """
    rows = TimeEntry.objects.filter(tenant_id=contract.tenant_id, client_id=contract.client_id, status=PENDING, kind=BILLABLE)
    rows = rows.filter(work_on__gte=first, work_on__lte=last, is_covered=True, contract__isnull=False)
    others, own = defaultdict(list), 0
    for entry in rows.select_related("contract", "ticket__product", "ticket__environment__version").order_by("started_at", "id"):
        if entry.contract_id == contract.pk:
            own += entry.minutes
        else:
            others[entry.contract_id].append(entry)
    return own + sum(_beyond(contract, entries) for entries in others.values())


def _beyond(contract, entries):
    """Minutes of entries under another contract that this one's hours would be drawn for."""
    there, day = entries[-1].contract, max(entry.work_on for entry in entries)
    agreed, here = agreement_on(there, day), agreement_on(contract, day)
    order = agreed.terms.pot_order
    mine = [order.index(pot.line.kind) for pot in pots_on(here.terms, here.lines, day, day) if pot.line.kind in order]
    if not mine:
        return 0
    before = [pot for pot in pots_on(agreed.terms, agreed.lines, day, day) if _rank(order, pot) <= min(mine)]
    minutes = sum(entry.minutes for entry in entries if covers_work(contract, entry))
    return max(minutes - sum(pot.left for pot in before), 0)


def _rank(order, pot):
    return order.index(pot.line.kind) if pot.line.kind in order else len(order)
