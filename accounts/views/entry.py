"""Where people come in: their workspaces, their profile, an invitation."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import actions
from accounts.actions.invitations import check_open, person_exists
from accounts.forms.people import NewPersonForm, ProfileForm
from accounts.models import Invitation, Membership
from accounts.permissions import may
from accounts.queries import logo_url
from accounts.tokens import secret_hash
from common import wallclock
from common.errors import DomainError
from common.http import status_of

# The first page of each kind of member that they may see.
HOMES = (("queue.view", "desk:queue"), ("client.view", "manage:clients"), ("staff.manage", "admin:staff"))


@login_required
@require_safe
def workspaces(request):
    """The memberships of the person; straight in when there is only one."""
    held = Membership.objects.in_force().filter(person_id=request.user.pk).select_related("tenant", "client")
    memberships = sorted(held, key=lambda member: (member.tenant.name, str(member.client or "")))
    for member in memberships:
        member.url = home_of(member)
    if len(memberships) == 1 and "choose" not in request.GET:
        return redirect(memberships[0].url)
    return render(request, "accounts/workspaces.html", {"memberships": memberships})


def home_of(member):
    """The page that a membership opens on; a contact of several clients says which by `as`."""
    if member.client_id:
        return reverse("portal:home", args=[member.tenant.slug]) + f"?as={member.pk}"
    return next(reverse(name, args=[member.tenant.slug]) for permission, name in HOMES if may(member, permission))


@login_required
def profile(request):
    """Name, zone, language and theme."""
    form = ProfileForm(request.POST or None, instance=request.user, languages=settings.LANGUAGES)
    if request.method == "POST" and form.is_valid():
        actions.change_profile(person=request.user, **form.cleaned_data)
        messages.success(request, _("Profile saved."))
        return redirect("account_profile")
    return render(request, "accounts/profile.html", {"form": form}, status=status_of(form))


@login_required
@require_POST
def theme(request):
    """Remember the theme that the toggle shows, and go back to the page that it stands on."""
    chosen = request.POST.get("theme")
    if chosen not in ("system", "light", "dark"):
        return HttpResponse(status=400)
    actions.choose_theme(person=request.user, theme=chosen)
    back = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return redirect(back if is_ours else "account_profile")


def invitation(request, tenant, token):
    """Accept an invitation: as the person signed in, or as somebody new."""
    offer = Invitation.objects.filter(tenant__slug=tenant, token_hash=secret_hash(token)).select_related("tenant").first()
    if offer is None:
        raise Http404
    at = wallclock.now()
    context = {"offer": offer, "has_account": False, "signed_in_as": request.user if request.user.is_authenticated else None}
    context["logo_url"] = logo_url(offer.tenant)
    try:
        check_open(offer, at)
        context["has_account"] = person_exists(offer.email)
        is_new = not (context["signed_in_as"] or context["has_account"])
        new = NewPersonForm(request.POST or None, email=offer.email, initial={"name": offer.name}) if is_new else None
        context["form"] = new
        if request.method == "POST" and (context["signed_in_as"] or (new and new.is_valid())):
            return _accept(request, offer, context["signed_in_as"], new, at)
    except DomainError as refusal:
        context["refusal"] = str(refusal)
    return render(
        request, "accounts/invitation.html", context, status=410 if "refusal" in context else status_of(context["form"])
    )


def _accept(request, offer, person, form, at):
    if person is not None:
        actions.accept_invitation(offer=offer, person=person, at=at)
        return redirect("account_workspaces")
    actions.accept_invitation(offer=offer, at=at, **form.cleaned_data)
    messages.success(request, _("Welcome. Sign in with the password that you have just chosen."))
    return redirect("account_login")
