"""The verbs behind the menu of the desk's ticket page."""

from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.doors import door
from tickets import actions
from tickets.transitions import SCHEDULED, WAITING_APPROVAL
from tickets.views.triage_verbs import dialog_deed


@door("desk", may="ticket.wait")
@require_POST
def wait(request, tenant, pk):
    """Wait for an approval, a third party or a time."""
    return dialog_deed(request, pk, "wait", _wait, lambda ticket: _("The ticket waits."))


def _wait(*, wait, until, **said):
    if wait == SCHEDULED:
        return actions.schedule_with_client(until=until, **said)
    if wait == WAITING_APPROVAL:
        return actions.wait_for_approval(**said)
    return actions.wait_for_third_party(vendor=wait.partition(":")[2], **said)
