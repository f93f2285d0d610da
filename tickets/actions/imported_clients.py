"""The companies of an imported history: known already or new, on a contract from before their first ticket."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import create_client
from accounts.models import Client
from common.zones import zone
from contracts.actions import create_contract
from contracts.queries import holds, wide_contracts
from slas.actions import create_preset_calendar
from slas.models import Calendar, CalendarVersion, TierVersion
from slas.presets import HOURS_PRESETS
from slas.queries import calendars_by_kind

DAY = timedelta(days=1)


@transaction.atomic
def receive_clients(*, first_received, tier, time_zone, by, at):
    """Make the clients that are missing, and put whoever has no contract on one of `tier` from the day before its first ticket.

    `first_received` is client name -> the instant of its first ticket. A contract that holds then already is left alone. Returns
    how many clients and how many contracts were made.
    """
    known = clients_named(by.tenant_id)
    made = 0
    clients: dict[Any, Any] = {}
    for name, received in first_received.items():
        client = known.get(name.lower())
        if client is None:
            client = known[name.lower()] = create_client(name=name, time_zone=time_zone, by=by, at=at)
            made += 1
        clients[client] = min(received, clients.get(client, received))
    covers = wide_contracts(by.tenant_id, clients)
    uncovered = {
        client: received
        for client, received in clients.items()
        if not any(holds(contract, received) for contract in covers.get(client.pk, ()))
    }
    calendars = _calendars_in(time_zone, tier, by, at) if uncovered else {}
    for client, received in uncovered.items():
        starts_on = received.astimezone(zone(time_zone)).date() - DAY
        later = [contract.starts_on for contract in covers.get(client.pk, ()) if contract.starts_on > starts_on]
        create_contract(
            client=client,
            name=_("%(tier)s (imported history)") % {"tier": tier.name},
            kind="ad_hoc",
            tier=tier,
            starts_on=starts_on,
            ends_on=min(later) - DAY if later else None,
            time_zone=time_zone,
            calendars=calendars,
            by=by,
            at=at,
        )
    return made, len(uncovered)


def clients_named(tenant_id):
    """Name, whatever its case -> client."""
    return {client.name.lower(): client for client in Client.objects.filter(tenant_id=tenant_id)}


def _calendars_in(time_zone, tier, by, at):
    """Kind of hours -> a calendar in the history's zone, for what the tier uses and the tenant keeps in another zone."""
    kinds = {kind for hours in TierVersion.objects.filter(tier=tier).values_list("hours", flat=True) for kind in hours.values()}
    chosen = calendars_by_kind(by.tenant_id, None)
    zones = {
        version.calendar_id: (version.hours["zone"], version.hours["always_open"])
        for version in CalendarVersion.objects.filter(tenant_id=by.tenant_id).order_by("number")
    }
    found = {}
    for kind in sorted(kinds & set(HOURS_PRESETS)):
        its_zone, always_open = zones.get(chosen.get(kind), ("", False))
        if always_open or its_zone == time_zone:
            continue
        named = f"{kind} {time_zone.rpartition('/')[2].replace('_', ' ')}"
        same = Calendar.objects.filter(tenant_id=by.tenant_id, name__iexact=named).first()
        if same is None or zones[same.pk][0] != time_zone:
            name = named if same is None else f"{kind} {time_zone}"
            same = Calendar.objects.filter(tenant_id=by.tenant_id, name=name).first()
            same = same or create_preset_calendar(name=name, kind=kind, zone=time_zone, by=by, at=at)
        found[kind] = same
    return found
