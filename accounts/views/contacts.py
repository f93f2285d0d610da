"""Contacts of clients: invited, changed, moved, ended."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import actions
from accounts.doors import door
from accounts.forms.clients import ContactForm, ContactInvitationForm, MoveForm
from accounts.models import Client, Invitation, Membership
from accounts.queries import open_invitations
from common import wallclock
from common.errors import DomainError
from common.http import accepted, form_page, status_of

PER_PAGE = 50


@door("manage", may="contact.manage")
def invite_contact(request, tenant, pk):
    """Invite somebody as a contact of the client."""
    client = get_object_or_404(Client.objects.visible_to(request.member), pk=pk)
    form = ContactInvitationForm(request.POST or None, client=client)

    def invite(**said):
        return actions.invite(client=client, **said, by=request.member, at=wallclock.now())

    if request.method == "POST" and accepted(form, invite):
        messages.success(request, _("Invitation sent to %(email)s. It works for seven days.") % {"email": form.outcome.email})
        return redirect("manage:client", tenant, client.pk)
    lead = _("They get a mail with a link that works once, for seven days.")
    here = _("Invite a contact")
    return form_page(request, form, here=here, trail=_trail(tenant, client), submit=_("Send invitation"), lead=lead)


@door("manage", may="contact.manage")
def contact(request, tenant, pk):
    """One contact: name, role, approval; ways to move and to end."""
    found = _found(request, pk)
    form = ContactForm(request.POST or None, initial=vars(found), client=found.client)

    def change(**said):
        return actions.change_contact(member=found, **said, by=request.member, at=wallclock.now())

    if request.method == "POST" and accepted(form, change):
        messages.success(request, _("Contact saved."))
        return redirect("manage:client", tenant, found.client_id)
    return _contact_page(request, found, form, MoveForm(clients=_others(request, found)))


@door("manage", may="contact.manage")
@require_POST
def contact_move(request, tenant, pk):
    """The contact leaves this client for another; tickets stay where they were filed."""
    found = _found(request, pk)
    form = MoveForm(request.POST, clients=_others(request, found))

    def move(to):
        return actions.move_contact(member=found, to=to, by=request.member, at=wallclock.now())

    if accepted(form, move):
        words = _("%(name)s is now a contact of %(client)s.") % {"name": found.name, "client": form.outcome.client}
        messages.success(request, words)
        return redirect("manage:client", tenant, form.outcome.client_id)
    return _contact_page(request, found, ContactForm(initial=vars(found), client=found.client), form)


@door("manage", may="contact.manage")
def contact_departure(request, tenant, pk):
    """Ask, then end the membership."""
    found = _found(request, pk)
    if request.method == "POST":
        actions.end_membership(member=found, by=request.member, at=wallclock.now())
        messages.success(request, _("%(name)s has no access any more.") % {"name": found.name})
        return redirect("manage:client", tenant, found.client_id)
    lead = _("Access to the portal of %(client)s ends at once. Tickets and messages stay.") % {"client": found.client}
    trail = [*_trail(tenant, found.client), (found.name, reverse("manage:contact", args=[tenant, pk]))]
    here = _("End access of %(name)s") % {"name": found.name}
    return form_page(request, None, here=here, trail=trail, submit=_("End access"), lead=lead, danger=True)


@door("manage", may="contact.manage")
@require_safe
def invitations(request, tenant):
    """Invitations to contacts that are open."""
    rows = open_invitations(request.member, wallclock.now()).exclude(client=None)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "manage/invitations.html", {"page": page})


@door("manage", may="contact.manage")
@require_POST
def invitation_withdrawal(request, tenant, pk):
    """Withdraw an invitation to a contact; the link stops working."""
    offer = get_object_or_404(Invitation.objects.visible_to(request.member).exclude(client=None), pk=pk)
    withdraw(request, offer)
    if request.POST.get("next") == "client":
        return redirect("manage:client", tenant, offer.client_id)
    return redirect("manage:invitations", tenant)


def withdraw(request, offer):
    """Withdraw, and say so or say why not."""
    try:
        actions.withdraw_invitation(offer=offer, by=request.member, at=wallclock.now())
        messages.success(request, _("Invitation to %(email)s withdrawn.") % {"email": offer.email})
    except DomainError as refusal:
        messages.error(request, str(refusal))


def _contact_page(request, found, form, move_form):
    context = {"contact": found, "form": form, "move_form": move_form}
    return render(request, "manage/contact.html", context, status=status_of(form, move_form))


def _found(request, pk):
    rows = Membership.objects.visible_to(request.member).in_force().contacts().select_related("client", "person")
    return get_object_or_404(rows, pk=pk)


def _others(request, contact):
    return Client.objects.visible_to(request.member).active().exclude(pk=contact.client_id)


def _trail(tenant, client):
    return [
        (_("Clients"), reverse("manage:clients", args=[tenant])),
        (client.name, reverse("manage:client", args=[tenant, client.pk])),
    ]
