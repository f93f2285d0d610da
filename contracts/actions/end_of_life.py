"""Clients and their account managers hear in time that a version they run is going to end (C-60)."""

from collections import defaultdict
from datetime import timedelta

from django.db import transaction
from django.urls import reverse

from accounts.models import Membership
from accounts.permissions import ACCOUNT_MANAGER, MANAGER
from common.zones import zone
from contracts.models import Contract
from notifications.actions import Note, notify_each
from products.lifecycle import STEPS, step_due
from products.models import EndOfLifeWarning
from products.queries import environments_near_the_end

TEMPLATE = "version_ends"


@transaction.atomic
def warn_of_end_of_life(*, tenant_id, at):
    """Warn 180, 90 and 30 days before a version ends, on each client's own day, each step once; returns how many were warned.

    Safe to repeat and to race. After days of downtime the latest step that was reached is sent, the earlier ones are not.
    """
    due = _due(tenant_id, at)
    told = set(
        EndOfLifeWarning.objects.filter(tenant_id=tenant_id, client__in={client for client, *_rest in due}).values_list(
            "client_id", "version_id", "ends_on", "days"
        )
    )
    fresh = {key: environments for key, environments in due.items() if key not in told}
    if not fresh:
        return 0
    EndOfLifeWarning.objects.bulk_create(
        (
            EndOfLifeWarning(tenant_id=tenant_id, client_id=client, version_id=version, ends_on=day, days=days, warned_at=at)
            for client, version, day, days in fresh
        ),
        ignore_conflicts=True,  # another worker is at it: notices are once per key, whoever leaves them
    )
    _tell(tenant_id, fresh, at)
    return len(fresh)


def _due(tenant_id, at):
    """(client, version, last day, step) -> the environments concerned."""
    found = defaultdict(list)
    until = (at + timedelta(days=STEPS[0] + 1)).date()
    for environment in environments_near_the_end(tenant_id, until):
        version, today = environment.version, at.astimezone(zone(environment.client.time_zone)).date()
        if step := step_due(version.ends_on, today):
            found[environment.client_id, version.pk, version.ends_on, step].append(environment)
    return found


def _tell(tenant_id, fresh, at):
    members = Membership.objects.in_force().filter(tenant_id=tenant_id).select_related("tenant")
    managers = defaultdict(list)
    for contact in members.filter(client__in={client for client, *_rest in fresh}, contact_role=MANAGER).order_by("id"):
        managers[contact.client_id].append(contact)
    staff = _account_managers(members, {client for client, *_rest in fresh})
    notes = []
    for (client, version_id, day, step), environments in fresh.items():
        version, concerned = environments[0].version, environments[0].client
        facts = {
            "client": concerned.name,
            "product": version.product.name,
            "version": version.name,
            "ends_on": day.isoformat(),
            "left": (day - at.astimezone(zone(concerned.time_zone)).date()).days,
            "environments": ", ".join(each.name for each in environments),
        }
        key = f"end-of-life:{version_id}:{client}:{day}:{step}"
        for people, link in ((managers[client], "portal:environments"), (staff[client], "manage:product")):
            if people:
                path = reverse(link, args=[people[0].tenant.slug, *([version.product_id] if link == "manage:product" else [])])
                notes.append(Note(people, key, TEMPLATE, facts, path, tone="warn"))
    notify_each(notes, at=at)


def _account_managers(members, clients):
    """Client -> the account managers that its contracts name; where none does, everybody with the role."""
    named: dict = {client: {} for client in clients}
    looked_after = Contract.objects.filter(client__in=clients, account_manager__in=members).select_related(
        "account_manager__tenant"
    )
    for contract in looked_after:
        named[contract.client_id][contract.account_manager_id] = contract.account_manager
    everybody = list(members.with_role(ACCOUNT_MANAGER).order_by("id"))
    return {client: list(found.values()) or everybody for client, found in named.items()}
