"""Who approves time, who rejects it, and what becomes free of charge (C-11, C-14, C-33)."""

from django.db import transaction

from accounts.log import record
from contracts import actions as contracts
from tickets.actions.time import correct_time, locked_entry, take_back
from tickets.actions.time_checks import check_approver
from tickets.actions.time_groups import lock_groups, settle, stem_in
from tickets.models import TimeEntry, TimeRemark
from tickets.models.work import COUNTED, PENDING, REJECTED
from tickets.queries.time_basis import basis_for


@transaction.atomic
def approve_time(*, entry, by, at):
    """A lead or account manager agrees; what waited for it counts and is drawn now (C-33). Approved twice it stays as it is."""
    entry = locked_entry(entry)
    check_approver(entry, by)
    if entry.approved_at is not None:
        return entry
    waited = entry.status == PENDING
    if waited and entry.contract is not None:  # while it still waits, so that its period stays open for it (C-40)
        contracts.keep_ledger(contract=entry.contract, at=at)
    entry.approved_by, entry.approved_at = by, at
    entry.status = COUNTED if waited else entry.status
    entry.save(update_fields=["approved_by", "approved_at", "status"])
    if waited:
        basis = basis_for(client=entry.client, contract=entry.contract, ticket=entry.ticket, started_at=entry.started_at)
        settle(entry, basis, at=at, by=by)
    _record("time.approved", entry, by=by, at=at)
    return entry


@transaction.atomic
def approve_times(*, entries, by, at):
    """All of them or, where one cannot be approved, none; every group is locked before the first is settled."""
    if entries:
        lock_groups(by.tenant_id, [stem_in(entry.group) for entry in entries])
    return [approve_time(entry=entry, by=by, at=at) for entry in sorted(entries, key=_in_order)]


def _in_order(entry):
    """By client first, so that two who approve at once lock the lines of several clients in one order."""
    return str(entry.client_id), str(entry.contract_id), entry.started_at, entry.pk


@transaction.atomic
def reject_time(*, entry, why, by, at):
    """It counts for nothing, and what it drew is taken back; the writer reads why and may log it anew."""
    entry = locked_entry(entry)
    check_approver(entry, by)
    take_back(entry, REJECTED, by=by, at=at)
    TimeRemark.objects.create(
        tenant_id=entry.tenant_id, client_id=entry.client_id, entry=entry, kind="rejection", body=why, by=by, at=at
    )
    _record("time.rejected", entry, by=by, at=at, why=why)
    return entry


@transaction.atomic
def mark_free(*, entry, kind, reason, by, at):
    """Goodwill (C-11) or a repair of our own fault (C-14): draws nothing from now on; who marks it is its approver."""
    check_approver(entry, by)
    free = correct_time(entry=entry, kind=kind, reason=reason, by=by, at=at)
    return approve_time(entry=free, by=by, at=at)


@transaction.atomic
def close_time(*, entries, by, at):
    """The groups of these entries are on an issued invoice: none of their entries changes any more (`decisions.md` 25)."""
    _mark(entries, at)


@transaction.atomic
def free_time(*, entries, by, at):
    """The invoice lines of these groups were credited: they can be changed and invoiced again (C-71)."""
    _mark(entries, None)


def _mark(entries, billed_at):
    for tenant_id in {entry.tenant_id for entry in entries}:
        groups = {entry.group for entry in entries}
        lock_groups(tenant_id, [stem_in(group) for group in groups])
        TimeEntry.objects.filter(tenant_id=tenant_id, group__in=groups).update(billed_at=billed_at)


def _record(kind, entry, *, by, at, **facts):
    facts |= {"minutes": entry.minutes, "member": entry.member.name}
    record(tenant_id=entry.tenant_id, kind=kind, subject=entry, client_id=entry.client_id, at=at, by=by, **facts)
