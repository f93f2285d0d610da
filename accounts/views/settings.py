"""What is set for the whole tenant: settings, names of levels, API tokens."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import actions
from accounts.doors import door
from accounts.forms.staff import LevelsForm, SettingsForm, TokenForm
from accounts.models import SCOPES, ApiToken, Level
from accounts.permissions import may
from accounts.queries import people_of, tokens_of
from common import wallclock
from common.http import accepted, form_page, status_of
from common.panels import panels_for

USUAL_DAYS = 90


@door("admin", may="settings.edit")
def settings(request, tenant):
    """Name, zone, sender of mails, second factor; higher apps add to it (slot `settings.side`)."""
    known = request.member.tenant
    form = SettingsForm(request.POST or None, initial=vars(known))

    def change(**said):
        return actions.change_settings(**said, by=request.member, at=wallclock.now())

    if request.method == "POST" and accepted(form, change):
        messages.success(request, _("Settings saved."))
        return redirect("admin:settings", tenant)
    panels = panels_for("settings.side", request, known, lambda permission: may(request.member, permission))
    return render(request, "admin/settings.html", {"form": form, "side_panels": panels}, status=status_of(form))


@door("admin", may="settings.edit")
def levels(request, tenant):
    """What the levels are called."""
    form = LevelsForm(request.POST or None, levels=Level.objects.visible_to(request.member))

    def rename(names):
        for level, name in names.items():
            if level.name != name:
                actions.rename_level(level=level, name=name, by=request.member, at=wallclock.now())

    if request.method == "POST" and accepted(form, rename):
        messages.success(request, _("Levels saved."))
        return redirect("admin:levels", tenant)
    lead = _("Tickets climb from L1 to L4. Clients read these names, never the numbers.")
    trail = [(_("Settings"), reverse("admin:settings", args=[tenant]))]
    return form_page(request, form, here=_("Levels"), trail=trail, submit=_("Save levels"), lead=lead)


@door("admin", may="token.manage")
@require_safe
def tokens(request, tenant):
    """The API tokens of the tenant."""
    at = wallclock.now()
    rows = list(tokens_of(request.member))
    for token in rows:
        token.state = "revoked" if token.revoked_at else "expired" if token.expires_at <= at else "working"
        token.scope_names = [SCOPES[scope] for scope in token.scopes if scope in SCOPES]
    return render(request, "admin/tokens.html", {"tokens": rows})


@door("admin", may="token.manage")
def new_token(request, tenant):
    """Make a token; its secret is in this one answer and nowhere else."""
    form = TokenForm(request.POST or None, members=people_of(request.member), initial={"days": USUAL_DAYS})

    def create(**said):
        return actions.create_token(**said, by=request.member, at=wallclock.now())

    if request.method == "POST" and accepted(form, create):
        token, secret = form.outcome
        answer = render(request, "admin/token.html", {"token": token, "secret": secret})
        answer.headers["Cache-Control"] = "no-store, private"
        return answer
    trail = [(_("API tokens"), reverse("admin:tokens", args=[tenant]))]
    return form_page(request, form, here=_("New token"), trail=trail, submit=_("Create token"))


@door("admin", may="token.manage")
@require_POST
def token_revocation(request, tenant, pk):
    """The token stops working at once."""
    token = get_object_or_404(ApiToken.objects.visible_to(request.member), pk=pk)
    actions.revoke_token(token=token, by=request.member, at=wallclock.now())
    messages.success(request, _("Token “%(name)s” revoked. Programs that use it are refused from now on.") % {"name": token.name})
    return redirect("admin:tokens", tenant)
