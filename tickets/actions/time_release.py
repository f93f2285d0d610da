"""Held time becomes billable when a change order, a top-up or a rate comes (C-24, C-34, C-35)."""

from django.db import transaction

from contracts import actions as contracts
from tickets.actions.time_draws import beside_source
from tickets.actions.time_groups import follow_ledger, lock_groups, stem_in
from tickets.models import TimeEntry


@transaction.atomic
def release_held(*, client, contract=None, ticket_id=None, by, at):
    """Place anew what is held on a contract, or on one ticket, oldest first; returns the entries of which less is held now.

    After that of a contract comes what is held on the client's others, for which its hours may be too (`decisions.md` 11).
    Call it in the transaction that opens a spending cap or tops up a line. What still finds no place stays held.
    """
    groups = lock_held(client=client, contract=contract, ticket_id=ticket_id)
    held = list(_held(client, contract, ticket_id).select_related("contract").order_by("contract_id"))
    before = {row.pk: row.held_minutes for row in held}
    others = {row.contract_id: row.contract for row in held if contract is not None and row.contract_id != contract.pk}
    said = {"client": client, "ticket_id": ticket_id, "beside": beside_source(client.tenant_id), "by": by, "at": at}
    for each in (contract, *others.values()):
        contracts.release_held(contract=each, **said)
    released = []
    for group in sorted(groups):
        rows = list(TimeEntry.objects.filter(tenant_id=client.tenant_id, group=group).order_by("started_at", "id"))
        follow_ledger(client.tenant_id, group, rows)
        released += [row for row in rows if row.held_minutes < before.get(row.pk, 0)]
    return released


def lock_held(*, client, contract=None, ticket_id=None):
    """The groups in which time is held, locked: whoever tops up a line first calls this first, for groups come before lines."""
    groups = set(_held(client, contract, ticket_id).order_by().values_list("group", flat=True).distinct())
    lock_groups(client.tenant_id, [stem_in(group) for group in groups])
    return groups


def _held(client, contract, ticket_id):
    held = TimeEntry.objects.filter(tenant_id=client.tenant_id, client=client, held_minutes__gt=0)
    if ticket_id:
        return held.filter(contract=contract, ticket_id=ticket_id)
    return held.filter(contract__isnull=contract is None)
