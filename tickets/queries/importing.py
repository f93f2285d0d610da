"""What an import came to: how the promises fared, beside what the other desk said of itself."""

from collections import defaultdict
from dataclasses import dataclass

from accounts.models import Membership
from accounts.permissions import ADMINISTRATOR
from slas.models import Tier
from tickets.models import Clock, ImportedTicket

MET, MISSED = ("met",), ("breached_stopped", "breached_running")


@dataclass
class Attainment:
    """Tickets of one priority: our resolution clocks (met, missed, or neither), and the other desk's own verdict."""

    tickets: int = 0
    met: int = 0
    missed: int = 0
    neither: int = 0
    theirs_met: int = 0
    theirs_missed: int = 0


def first_administrator(tenant_id):
    """In whose name a command makes clients and contracts."""
    administrators = Membership.objects.in_force().with_role(ADMINISTRATOR).filter(tenant_id=tenant_id)
    return administrators.select_related("tenant").order_by("started_at", "id").first()


def tiers_by_name(tenant_id):
    """The tenant's tiers by their names."""
    return {tier.name: tier for tier in Tier.objects.filter(tenant_id=tenant_id)}


def imported_keys(tenant_id, source):
    """The keys of a source that are tickets already."""
    return set(ImportedTicket.objects.filter(tenant_id=tenant_id, source=source).values_list("key", flat=True))


def attainment_by_priority(tenant_id, source, keys):
    """The other desk's priority -> Attainment, over the tickets of these keys; two queries however many."""
    rows = ImportedTicket.objects.filter(tenant_id=tenant_id, source=source).values_list("key", "ticket_id", "facts")
    wanted = {ticket: facts for key, ticket, facts in rows if key in keys}
    clocks = Clock.objects.filter(tenant_id=tenant_id, metric="resolution", ticket__is_imported=True)
    states = {}
    for ticket, state, breached_at in clocks.values_list("ticket_id", "state", "breached_at"):
        states[ticket] = MISSED[0] if breached_at else state
    found = defaultdict(Attainment)
    for ticket, facts in wanted.items():
        line = found[facts["priority"]]
        state = states.get(ticket)
        line.tickets += 1
        line.met += state in MET
        line.missed += state in MISSED
        line.neither += state not in (*MET, *MISSED)
        line.theirs_met += facts["made_sla"]
        line.theirs_missed += not facts["made_sla"]
    return dict(sorted(found.items()))


def warnings_of(tenant_id, source, keys):
    """(key, warnings) of the tickets whose log contradicts itself, in order."""
    rows = ImportedTicket.objects.filter(tenant_id=tenant_id, source=source).exclude(warnings=[]).order_by("key")
    return [(key, warnings) for key, warnings in rows.values_list("key", "warnings") if key in keys]
