"""A ticket that staff file for a client: by phone, on a visit, from monitoring (S-11, S-13)."""

from uuid import UUID

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.doors import door
from accounts.models import Client
from common import wallclock
from common.errors import DomainError
from common.http import render_page_or_partial
from files.actions import stored_for
from files.forms import must_choose_again
from files.models import PUBLIC
from slas.models import SEVERITY_MEANINGS
from tickets import actions
from tickets.actions.opening import ANSWERED_AT_ONCE, UNASKED
from tickets.errors import AlreadyFiled
from tickets.forms.triage import NewTicketForm
from tickets.models import Ticket


@door("desk", may="ticket.open_for_client")
@require_http_methods(["GET", "HEAD", "POST"])
def new_ticket(request, tenant):
    """The form; choosing a client brings its contacts and products, by htmx or by asking for the page again."""
    member, at = request.member, wallclock.now()
    given = request.POST if request.method == "POST" else request.GET
    client = _client(member, given.get("client", ""))
    if request.method == "POST":
        form = NewTicketForm(request.POST, request.FILES, member=member, client=client)
        if form.is_valid():
            try:
                return redirect("desk:ticket", tenant, _file(member, form.cleaned_data, at, request).pk)
            except DomainError as refusal:
                form.add_error(None, str(refusal))
        return _page(request, form, client, at, status=422)
    now = timezone.localtime(at).replace(second=0, microsecond=0)
    typed = {name: request.GET[name] for name in NewTicketForm.base_fields if name in request.GET}
    form = NewTicketForm(initial={"received_at": now} | typed, member=member, client=client)
    return _page(request, form, client, at)


def _client(member, pk):
    try:
        return Client.objects.visible_to(member).active().filter(pk=UUID(pk)).first()
    except ValueError:
        return None


def _file(member, given, at, request):
    """The ticket, also when its form came twice."""
    uploads = given.pop("files")
    try:
        with stored_for(uploads=uploads, client=given["client"], visibility=PUBLIC, by=member, at=at) as files:
            ticket = actions.open_ticket(**given, files=files, by=member, at=at)
    except AlreadyFiled:
        return Ticket.objects.visible_to(member).get(pk=given["pk"])
    messages.success(request, _("Ticket %(number)s is filed.") % {"number": ticket.number})
    return ticket


def _page(request, form, client, at, status=200):
    context = {
        "form": form,
        "client": client,
        "at_once": ANSWERED_AT_ONCE,
        "unasked": UNASKED,
        "meanings": [(code, name, SEVERITY_MEANINGS[code]) for code, name in form.fields["severity"].choices],
        "files_again": must_choose_again(form),
        "wallclock": at,
    }
    if request.method != "POST":
        return render_page_or_partial(request, "desk/new_ticket.html", "desk/_of_client.html", context)
    return render(request, "desk/new_ticket.html", context, status=status)
