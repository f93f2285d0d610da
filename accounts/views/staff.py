"""Colleagues: listed, invited, changed, ended."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import actions
from accounts.doors import door
from accounts.forms.staff import ColleagueForm, ColleagueInvitationForm
from accounts.models import Invitation, Level, Membership
from accounts.permissions import ADMINISTRATOR, STAFF_ROLES
from accounts.queries import open_invitations, staff_of
from accounts.views.contacts import withdraw
from common import wallclock
from common.errors import DomainError
from common.http import accepted, form_page, status_of


@door("admin", may="staff.manage")
@require_safe
def staff(request, tenant):
    """The colleagues, and who is invited."""
    colleagues = list(staff_of(request.member))
    offers = list(open_invitations(request.member, wallclock.now()).filter(client=None))
    for one in [*colleagues, *offers]:
        one.role_names = [name for code, name in STAFF_ROLES.items() if code in one.roles]
    return render(request, "admin/staff.html", {"colleagues": colleagues, "invitations": offers})


@door("admin", may="staff.manage")
def invite_colleague(request, tenant):
    """Invite somebody to the staff."""
    form = ColleagueInvitationForm(request.POST or None, levels=Level.objects.visible_to(request.member))

    def invite(**said):
        return actions.invite(**said, by=request.member, at=wallclock.now())

    if request.method == "POST" and accepted(form, invite):
        messages.success(request, _("Invitation sent to %(email)s. It works for seven days.") % {"email": form.outcome.email})
        return redirect("admin:staff", tenant)
    lead = _("They get a mail with a link that works once, for seven days.")
    here = _("Invite a colleague")
    return form_page(request, form, here=here, trail=[_to_staff(tenant)], submit=_("Send invitation"), lead=lead)


@door("admin", may="staff.manage")
def colleague(request, tenant, pk):
    """Name, roles and level of a colleague."""
    found = _found(request, pk)
    said = {"name": found.name, "roles": found.roles, "level": str(found.level_id or "")}
    form = ColleagueForm(request.POST or None, levels=Level.objects.visible_to(request.member), initial=said)

    def change(**said):
        return actions.change_staff(member=found, **said, by=request.member, at=wallclock.now())

    if request.method == "POST" and accepted(form, change):
        messages.success(request, _("%(name)s saved.") % {"name": found.name})
        lost_it = found == request.member and ADMINISTRATOR not in found.roles
        return redirect("account_workspaces") if lost_it else redirect("admin:staff", tenant)
    return render(request, "admin/colleague.html", {"colleague": found, "form": form}, status=status_of(form))


@door("admin", may="staff.manage")
def colleague_departure(request, tenant, pk):
    """Ask, then end the membership: access, tokens and open assignments with it."""
    found = _found(request, pk)
    if request.method == "POST":
        try:
            actions.end_membership(member=found, by=request.member, at=wallclock.now())
            messages.success(request, _("%(name)s has no access any more.") % {"name": found.name})
            return redirect("account_workspaces") if found == request.member else redirect("admin:staff", tenant)
        except DomainError as refusal:
            messages.error(request, str(refusal))
            return redirect("admin:colleague", tenant, found.pk)
    lead = _("Access ends at once, API tokens stop working, and open tickets return to the queue. What they wrote stays.")
    trail = [_to_staff(tenant), (found.name, reverse("admin:colleague", args=[tenant, pk]))]
    here = _("End access of %(name)s") % {"name": found.name}
    return form_page(request, None, here=here, trail=trail, submit=_("End access"), lead=lead, danger=True)


@door("admin", may="staff.manage")
@require_POST
def colleague_invitation_withdrawal(request, tenant, pk):
    """Withdraw an invitation to the staff."""
    withdraw(request, get_object_or_404(Invitation.objects.visible_to(request.member).filter(client=None), pk=pk))
    return redirect("admin:staff", tenant)


def _found(request, pk):
    rows = Membership.objects.visible_to(request.member).in_force().staff().select_related("person", "level")
    return get_object_or_404(rows, pk=pk)


def _to_staff(tenant):
    return (_("Staff"), reverse("admin:staff", args=[tenant]))
