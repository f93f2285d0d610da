"""Who hears of what happens to a contract, and where its notices lead."""

from django.db.models import Q
from django.urls import reverse

from accounts.models import Membership
from accounts.permissions import ACCOUNT_MANAGER, MANAGER
from contracts.models import Contract
from notifications.actions import Note


def people_of(contract: Contract) -> dict[bool, list[Membership]]:
    """By whether they are contacts: the client's managers and approvers; the account manager or, without one, all of them."""
    members = Membership.objects.in_force().filter(tenant_id=contract.tenant_id)
    contacts = list(members.filter(Q(contact_role=MANAGER) | Q(is_approver=True), client_id=contract.client_id).order_by("id"))
    staff = members.filter(client=None).order_by("id")
    mine = list(staff.filter(pk=contract.account_manager_id)) if contract.account_manager_id else []
    return {True: contacts, False: mine or list(staff.filter(roles__contains=[ACCOUNT_MANAGER]))}


def notes_about(contract: Contract, *, key: str, template: str, facts: dict, tone: str = "info") -> list[Note]:
    """The notes by which both sides hear of it, each with its own page."""
    slug = contract.tenant.slug
    links = {True: reverse("portal:home", args=[slug]), False: reverse("manage:contract", args=[slug, contract.pk])}
    told = {"contract": contract.name, "client": contract.client.name, **facts}
    return [
        Note(people, key, template, told, links[is_contact], tone=tone)
        for is_contact, people in people_of(contract).items()
        if people
    ]
