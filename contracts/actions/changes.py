"""What every verb of an agreement shares: its lock, the record of a change of state, and who hears of it (C-07)."""

from django.db.models import Q
from django.urls import reverse

from accounts.log import record
from accounts.models import Membership
from accounts.permissions import ACCOUNT_MANAGER, MANAGER
from contracts.models import Contract, ContractChange
from contracts.queries import today_of
from notifications.actions import Note, notify_each

TEMPLATE = "contract_news"


def held(contract):
    """The contract, locked until the transaction ends."""
    rows = Contract.objects.select_for_update(of=("self",), no_key=True).select_related("client", "tenant")
    return rows.get(tenant_id=contract.tenant_id, pk=contract.pk)


def note(contract, kind, *, by, at, effective_on=None, reason="", **facts):
    """A change of state: an event with its day, person and reason, and the same in the log (C-07)."""
    change = ContractChange.objects.create(
        tenant_id=contract.tenant_id,
        contract=contract,
        client_id=contract.client_id,
        kind=kind,
        at=at,
        effective_on=effective_on or today_of(contract, at),
        by=by,
        reason=reason,
        facts=facts,
    )
    told = facts | {"effective_on": str(change.effective_on), "reason": reason}
    record(
        tenant_id=contract.tenant_id,
        kind=f"contract.{kind}",
        subject=contract,
        client_id=contract.client_id,
        at=at,
        by=by,
        **told,
    )
    return change


def tell(contract, news, *, key, at, staff=True, client=True, tone="info", **facts):
    """Leave a notice, once per key, with the client's managers and approvers and with who looks after the contract."""
    members = Membership.objects.in_force().filter(tenant_id=contract.tenant_id).select_related("tenant")
    sides = []
    if client:
        contacts = members.filter(client_id=contract.client_id).filter(Q(contact_role=MANAGER) | Q(is_approver=True))
        sides.append((list(contacts.order_by("id")), "portal:contract"))
    if staff:
        managers = members.with_role(ACCOUNT_MANAGER)
        if contract.account_manager_id:
            managers = members.filter(pk=contract.account_manager_id) or managers
        sides.append((list(managers.order_by("id")), "manage:contract"))
    said = {"news": news, "contract": contract.name, "client": contract.client.name, **facts}
    notes = [
        Note(
            people,
            f"contract:{contract.pk}:{key}",
            TEMPLATE,
            said,
            reverse(link, args=[people[0].tenant.slug, contract.pk]),
            tone=tone,
        )
        for people, link in sides
        if people
    ]
    notify_each(notes, at=at)
