"""The tenant's logo: shown to everybody, changed by administrators."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.doors import door
from common import wallclock
from common.http import accepted, status_of
from files import actions
from files.forms import LogoForm
from files.queries import logo_of


@require_safe
def logo(request, tenant):
    """The logo; its address changes with it, so it may be kept for long."""
    picture = logo_of(tenant)
    if picture is None:
        raise Http404
    answer = HttpResponse(picture, content_type="image/png")
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    answer.headers["Cache-Control"] = "public, max-age=86400"
    return answer


@door("admin", may="settings.edit")
@require_POST
def logo_settings(request, tenant):
    """Take a new logo, or remove the one there is."""
    if "remove" in request.POST:
        actions.remove_logo(by=request.member, at=wallclock.now())
        messages.success(request, _("Logo removed."))
        return redirect("admin:settings", tenant)
    form = LogoForm(request.POST, request.FILES)

    def show(logo):
        return actions.show_logo(data=logo.read(), by=request.member, at=wallclock.now())

    if accepted(form, show):
        messages.success(request, _("Logo saved. It shows on every page of the workspace."))
        return redirect("admin:settings", tenant)
    context = {"panel": {"form": form, "tenant": request.member.tenant}}
    return render(request, "admin/logo.html", context, status=status_of(form))
