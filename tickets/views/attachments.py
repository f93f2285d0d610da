"""Downloads: a file is reached through the ticket that it is attached to, each time anew."""

from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from accounts.doors import door
from files.delivery import download
from tickets.models import Attachment


@door("portal", may="portal.view")
@require_safe
def of_portal(request, tenant, pk):
    """An attachment of a public message, for a contact who sees its ticket."""
    return _download(request, pk)


@door("desk", may="ticket.view")
@require_safe
def of_desk(request, tenant, pk):
    """Any attachment of a ticket of the tenant."""
    return _download(request, pk)


def _download(request, pk):
    found = get_object_or_404(Attachment.objects.visible_to(request.member).select_related("file"), pk=pk)
    return download(found.file)
