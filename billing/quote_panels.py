"""What quotes show on the pages of tickets, contracts and the portal's first page."""

from django.utils.translation import gettext_lazy as _

from billing.models import ConsentRequest, QuoteVersion
from billing.quote_queries import quotes_found, versions_to_decide
from common import wallclock
from common.panels import Panel, register
from contracts.queries import version_on
from contracts.spans import day_of

EMERGENCY = "critical"


def _of_ticket(request, ticket):
    at = wallclock.now()
    quotes = list(quotes_found(request.member, {}, at).filter(ticket=ticket))
    for quote in quotes:
        quote.shown_state = QuoteVersion(state=quote.state, expires_at=quote.expires_at).state_at(at)
    asked = list(ConsentRequest.objects.visible_to(request.member).filter(ticket=ticket))
    for consent in asked:
        consent.shown_state = consent.state_at(at)
    return {"ticket": ticket, "quotes": quotes, "asked": asked, "is_emergency": _may_be_preauthorised(ticket, at)}


def _may_be_preauthorised(ticket, at):
    if ticket.severity != EMERGENCY or ticket.contract is None:
        return False
    return version_on(ticket.contract, day_of(at, ticket.contract.time_zone)).agreed.preauthorised > 0


def _to_approve(request, client):
    at = wallclock.now()
    asked = (
        ConsentRequest.objects.visible_to(request.member).open(at).select_related("line", "ticket").order_by("expires_at", "id")
    )
    return {"waiting": list(versions_to_decide(request.member, at)[:3]), "asked": list(asked[:3])}


def register_panels():
    register(Panel("ticket.side", _("Quotes"), "quote.view", _of_ticket, "billing/_quotes_of_ticket.html", order=40))
    register(Panel("portal.home", _("Quotes"), "portal.quote.view", _to_approve, "billing/_quotes_to_approve.html", order=5))
