"""Clients: the list, a page for each, what staff note about them."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import actions
from accounts.doors import door
from accounts.forms.clients import ClientDetailsForm, ClientForm, ClientSearch, NoteForm
from accounts.models import Client, ClientNote
from accounts.permissions import may
from accounts.queries import clients_found, contacts_of, open_invitations
from common import wallclock
from common.http import accepted, form_page, status_of
from common.panels import panels_for

PER_PAGE = 50
NOTES_SHOWN = 50


@door("manage", may="client.view")
@require_safe
def clients(request, tenant):
    """The clients, searched and paged; higher apps add columns (slot `clients.column`), each in one query for the page."""
    search = ClientSearch(request.GET)
    search.is_valid()
    words, state = search.cleaned_data.get("q", "").strip(), search.cleaned_data.get("state", "")
    page = Paginator(clients_found(request.member, words, state), PER_PAGE).get_page(request.GET.get("page"))
    page.object_list = list(page.object_list)
    columns = _panels("clients.column", request, page.object_list)
    for one in page.object_list:
        one.cells = [(column, column["context"]["cells"].get(one.pk)) for column in columns]
    context = {"page": page, "columns": columns, "search": search, "words": words, "state": state}
    return render(request, "manage/clients.html", context)


@door("manage", may="client.edit")
def new_client(request, tenant):
    """A new client company."""
    form = ClientForm(request.POST or None, initial={"time_zone": request.member.tenant.time_zone})

    def create(**said):
        return actions.create_client(**said, by=request.member, at=wallclock.now())

    if request.method == "POST" and accepted(form, create):
        messages.success(request, _("Client created. Put it on a contract next, and invite its contacts."))
        return redirect("manage:client", tenant, form.outcome.pk)
    return form_page(request, form, here=_("New client"), trail=[_to_clients(tenant)], submit=_("Create client"))


@door("manage", may="client.view")
@require_safe
def client(request, tenant, pk):
    """One client: contacts, invitations, notes, and what higher apps show (slots `client.main`, `client.side`)."""
    return _client_page(request, _found(request, pk), NoteForm())


@door("manage", may="client.edit")
def client_details(request, tenant, pk):
    """Name, zone, what contacts see, and whether the client is active."""
    found = _found(request, pk)
    form = ClientDetailsForm(request.POST or None, initial=vars(found))

    def edit(**said):
        return actions.edit_client(client=found, **said, by=request.member, at=wallclock.now())

    if request.method == "POST" and accepted(form, edit):
        messages.success(request, _("Client saved."))
        return redirect("manage:client", tenant, found.pk)
    trail = [_to_clients(tenant), (found.name, reverse("manage:client", args=[tenant, pk]))]
    return form_page(request, form, here=_("Details"), trail=trail, submit=_("Save client"))


@door("manage", may="client.note")
@require_POST
def client_notes(request, tenant, pk):
    """Add a private note."""
    found = _found(request, pk)
    form = NoteForm(request.POST)

    def write(body):
        return actions.write_client_note(client=found, body=body, by=request.member, at=wallclock.now())

    if accepted(form, write):
        messages.success(request, _("Note saved. Only staff can read it."))
        return redirect(reverse("manage:client", args=[tenant, found.pk]) + "#notes")
    return _client_page(request, found, form)


def _client_page(request, found, note_form):
    context = {
        "client": found,
        "contacts": contacts_of(found, request.member),
        "invitations": open_invitations(request.member, wallclock.now()).filter(client=found),
        "notes": ClientNote.objects.visible_to(request.member).filter(client=found).select_related("by")[:NOTES_SHOWN],
        "note_form": note_form,
        "main_panels": _panels("client.main", request, found),
        "side_panels": _panels("client.side", request, found),
    }
    return render(request, "manage/client.html", context, status=status_of(note_form))


def _panels(slot, request, subject):
    return panels_for(slot, request, subject, lambda permission: may(request.member, permission))


def _found(request, pk):
    return get_object_or_404(Client.objects.visible_to(request.member), pk=pk)


def _to_clients(tenant):
    return (_("Clients"), reverse("manage:clients", args=[tenant]))
