"""What is worth a look before a draft is issued, as plain values: nothing here keeps it from being issued."""

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.permissions import may
from billing.queries import profile_of
from tickets.models import TimeEntry
from tickets.models.work import BILLABLE


def checks_of(member, invoice):
    """Pairs of a sentence and where to mend it (or nothing, for those who may not); in three queries."""
    slug, client = member.tenant.slug, invoice.client
    found = []
    profile = profile_of(client)
    if profile is None or not profile.address.strip():
        url = reverse("manage:client-billing", args=[slug, client.pk])
        found.append((_("The client has no billing address yet."), url))
    work = TimeEntry.objects.visible_to(member).filter(client=client, contract=invoice.contract, kind=BILLABLE, billed_at=None)
    times = reverse("manage:time", args=[slug]) if may(member, "time.approve") else ""
    if waiting := work.to_approve().count():
        words = ngettext(
            "%(count)s entry of time waits for approval and is on no invoice before.",
            "%(count)s entries of time wait for approval and are on no invoice before.",
            waiting,
        )
        found.append((words % {"count": waiting}, times and f"{times}?client={client.pk}"))
    if held := work.filter(held_minutes__gt=0).count():
        words = ngettext(
            "%(count)s entry of time is held until the client agrees to more.",
            "%(count)s entries of time are held until the client agrees to more.",
            held,
        )
        found.append((words % {"count": held}, times and f"{times}?state=held&client={client.pk}"))
    return found
