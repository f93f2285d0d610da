"""Answers of clients that could not be carried out: tried again, or set aside, by who has mended the cause."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.doors import door
from billing import actions
from billing.quote_queries import obstacle_of_quote
from billing.views.consent import desk_page, found_consent
from billing.views.quotes import found_quote, quote_page
from common import wallclock
from common.errors import DomainError


@door("manage", may="quote.settle")
@require_POST
def quote_carrying_out(request, tenant, pk):
    """Carry out an accepted quote that could not be."""
    found = found_quote(request, pk)
    standing = obstacle_of_quote(request.member, found)
    if standing is not None:
        version = standing.version
        version.quote = found
        try:
            actions.try_quote_again(version=version, by=request.member, at=wallclock.now())
        except DomainError as refusal:
            return quote_page(request, found_quote(request, pk), refused=str(refusal), status=422)
    messages.success(request, _("Done. What the client accepted is carried out."))
    return redirect("manage:quote", tenant, found.pk)


@door("manage", may="quote.settle")
@require_POST
def consent_carrying_out(request, tenant, pk):
    """Carry out an answer that could not be."""
    found = found_consent(request, pk)
    try:
        actions.try_consent_again(request=found, by=request.member, at=wallclock.now())
    except DomainError as refusal:
        return desk_page(request, found_consent(request, pk), refused=str(refusal), status=422)
    messages.success(request, _("Done. What the client answered is carried out."))
    return redirect("manage:consent", tenant, found.pk)


@door("manage", may="quote.settle")
@require_POST
def consent_setting_aside(request, tenant, pk):
    """Nothing more is to be carried out."""
    found = found_consent(request, pk)
    actions.set_consent_aside(request=found, by=request.member, at=wallclock.now())
    messages.success(request, _("Set aside. The answer stays as it was given."))
    return redirect("manage:consent", tenant, found.pk)
