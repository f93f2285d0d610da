"""What promises show on the pages of lower apps."""

from django.utils.translation import gettext_lazy as _

from common.panels import Panel, register
from slas.models import HOURS_KINDS, Calendar
from slas.queries import calendars_by_kind, chosen_calendars


def _calendars_of_client(request, client):
    """Each kind of hours with the calendar that it means for the client, and whether the client chose it (S-46)."""
    names = {calendar.pk: calendar.name for calendar in Calendar.objects.visible_to(request.member)}
    own = chosen_calendars(request.member, client)
    chosen = calendars_by_kind(client.tenant_id, client.pk)
    rows = [(name, names.get(chosen.get(kind)), kind in own) for kind, name in HOURS_KINDS.items() if kind in chosen]
    return {"client": client, "rows": rows}


def register_panels():
    register(
        Panel("client.side", _("Support hours"), "tier.view", _calendars_of_client, "manage/_client_calendars.html", order=20)
    )
