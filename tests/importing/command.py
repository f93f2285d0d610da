"""The import as its command runs it, and a ticket that it made."""

from datetime import UTC, datetime
from io import StringIO

from django.core.management import call_command

from tests.importing.walk import EXCERPT
from tickets.models import ImportedTicket

NOW = datetime(2026, 6, 8, 8, 0, tzinfo=UTC)
LONDON = "Europe/London"


def run(tenant, path=EXCERPT, zone=LONDON, tier="Standard", stderr=None, **more):
    """What the command says."""
    told = StringIO()
    options = {"tenant": tenant.slug, "time_zone": zone, "tier": tier} | more
    call_command("import_servicenow", str(path), stdout=told, stderr=stderr or StringIO(), **options)
    return told.getvalue()


def ticket_of(number):
    """The ticket that an incident became."""
    return ImportedTicket.objects.select_related("ticket").get(key=number).ticket
