"""What quotes show on the pages of tickets, contracts and the portal's first page."""

from django.utils.translation import gettext_lazy as _

from billing.actions.preauthorising import EMERGENCY
from billing.quote_queries import consents_of, consents_to_answer, quotes_found, versions_to_decide, with_shown_states
from common import wallclock
from common.panels import Panel, register
from contracts.allowances import hours_of
from contracts.queries import version_on
from contracts.spans import day_of

SHOWN, MOST_ON_HOME = 5, 3


def _of_ticket(request, ticket):
    at = wallclock.now()
    found = quotes_found(request.member, {}, at).filter(ticket=ticket)
    quotes = with_shown_states(list(found.select_related("ticket", "client", "prepayment", "settlement")), at)
    asked = list(consents_of(request.member).filter(ticket=ticket))
    for consent in asked:
        consent.shown_state = consent.state_at(at)
    invoices = {made.pk: made for quote in quotes for made in (quote.prepayment, quote.settlement) if made is not None}
    return {
        "ticket": ticket,
        "quotes": quotes,
        "asked": asked,
        "invoices": invoices.values(),
        "is_emergency": _may_be_preauthorised(ticket, at),
    }


def _may_be_preauthorised(ticket, at):
    if ticket.severity != EMERGENCY or ticket.contract is None:
        return False
    return version_on(ticket.contract, day_of(at, ticket.contract.time_zone)).agreed.preauthorised > 0


def _of_contract(request, contract):
    """What is offered and asked about the contract, the newest first, and whether it has hours that can run out."""
    at = wallclock.now()
    quotes = with_shown_states(list(quotes_found(request.member, {}, at).filter(contract=contract)[:SHOWN]), at)
    asked = list(consents_of(request.member).filter(contract=contract).select_related("ticket")[:SHOWN])
    for consent in asked:
        consent.shown_state = consent.state_at(at)
    agreed = version_on(contract, day_of(at, contract.time_zone)).agreed
    has_hours = any(hours_of(terms) is not None for terms in agreed.lines.values())
    return {"contract": contract, "quotes": quotes, "asked": asked, "has_hours": has_hours}


def _to_approve(request, client):
    at = wallclock.now()
    asked = consents_to_answer(request.member, at)[:MOST_ON_HOME]
    return {"waiting": list(versions_to_decide(request.member, at)[:MOST_ON_HOME]), "asked": list(asked)}


def _of_portal_contract(request, contract):
    """The offers and questions under one contract that the contact's company has to answer."""
    at = wallclock.now()
    waiting = versions_to_decide(request.member, at).filter(quote__contract=contract)
    return {"waiting": list(waiting), "asked": list(consents_to_answer(request.member, at).filter(contract=contract))}


def _of_portal_ticket(request, ticket):
    """The offers and questions about one ticket that the contact's company has to answer."""
    at = wallclock.now()
    waiting = versions_to_decide(request.member, at).filter(quote__ticket=ticket)
    return {"waiting": list(waiting), "asked": list(consents_to_answer(request.member, at).filter(ticket=ticket))}


def register_panels():
    register(Panel("ticket.side", _("Quotes and consent"), "quote.view", _of_ticket, "billing/_quotes_of_ticket.html", order=40))
    register(
        Panel("contract.side", _("Quotes and consent"), "quote.view", _of_contract, "billing/_quotes_of_contract.html", order=55)
    )
    for slot, query in (("portal.home.head", _to_approve), ("portal.contract.head", _of_portal_contract)):
        register(Panel(slot, _("Quotes"), "portal.quote.view", query, "billing/_quotes_to_approve.html", order=5))
    register(
        Panel("portal.ticket.head", _("Quotes"), "portal.quote.view", _of_portal_ticket, "billing/_quotes_of_portal_ticket.html")
    )
