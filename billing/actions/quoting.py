"""Quotes are drafted, changed and thrown away (C-20)."""

from django.db import connection, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from accounts.log import record
from billing import amounts
from billing.actions.locking import hold_client
from billing.actions.quote_lines import Quoted, fill
from billing.errors import QuoteRefused
from billing.models import Quote, QuoteVersion
from billing.models.quotes import ACCEPTED, DRAFT
from billing.queries import default_entity, profile_of
from common import money
from contracts.queries import version_on
from contracts.spans import day_of
from contracts.terms import AdHoc, Terms

TERMS = (
    "title", "scope", "pricing", "billing", "starts_when", "contingency_percent", "valid_days", "not_to_exceed", "tax_category",
)  # fmt: skip


@transaction.atomic
def draft_quote(*, lines, client=None, ticket=None, contract=None, currency=None, by, at, pk=None, **terms):
    """A quote about a ticket, a contract or neither, with its first version as a draft; the client sees nothing yet.

    `terms` are those of TERMS; validity and billing come from the contract where nobody says otherwise. Returns the version.
    Refuses a `pk` that is there already (a form that was sent twice).
    """
    contract = contract or (ticket.contract if ticket else None)
    client = client or (ticket.client if ticket else contract and contract.client)
    if client is None or (contract and contract.client_id != client.pk) or (ticket and ticket.client_id != client.pk):
        raise QuoteRefused(_("A quote is for one client: the ticket’s and the contract’s."), field="contract")
    if contract and currency and currency != contract.currency:
        words = _("The contract is in %(currency)s, and so are its quotes.") % {"currency": contract.currency}
        raise QuoteRefused(words, field="currency")
    if ticket is not None and not ticket.is_open:
        raise QuoteRefused(_("This ticket is over; reopen it first, or quote without it."))
    hold_client(client.pk, client.tenant_id)
    if pk and Quote.objects.filter(tenant_id=client.tenant_id, pk=pk).exists():
        raise QuoteRefused(_("This quote was drafted already. You find it among the quotes."))
    quote = Quote(
        **({"pk": pk} if pk else {}),
        tenant_id=client.tenant_id,
        client=client,
        ticket=ticket,
        contract=contract,
        currency=money.known(currency or (contract.currency if contract else usual_currency(client))),
        time_zone=contract.time_zone if contract else client.time_zone,
        created_at=at,
        created_by=by,
    )
    quote.number = _next_number(client.tenant_id)
    quote.save(force_insert=True)
    version = _new_version(quote, 1, _usual(quote, at) | terms, at)
    fill(version, quote, lines, at)
    log_quote("quote.drafted", version, by, at)
    return version


@transaction.atomic
def change_quote(*, version, lines, by, at, **terms):
    """Other words, lines or terms on a draft. Refuses what was sent: that is changed by a new version."""
    version = held_draft(version)
    for name in TERMS:
        if name in terms:
            setattr(version, name, terms[name])
    fill(version, version.quote, lines, at)
    log_quote("quote.changed", version, by, at)
    return version


@transaction.atomic
def draft_next_version(*, quote, by, at):
    """A draft that begins as the newest version: a better offer, or a change order of an accepted one (C-21, C-24)."""
    quote = hold_quote(quote)
    last = quote.versions.order_by("number").last()
    if last.state == DRAFT:
        raise QuoteRefused(_("A new version of %(quote)s is drafted already.") % {"quote": quote})
    if quote.settled_at is not None:
        raise QuoteRefused(_("%(quote)s is settled. Write a new quote.") % {"quote": quote})
    version = _new_version(quote, last.number + 1, {name: getattr(last, name) for name in TERMS}, at)
    said = [
        Quoted(line.description, line.level, line.minutes, line.rate, line.band or "business", None if line.minutes else line.net)
        for line in last.lines.all()
    ]
    fill(version, quote, said, at)
    log_quote("quote.drafted", version, by, at)
    return version


@transaction.atomic
def delete_quote_draft(*, version, by, at):
    """Throw a draft away, and with it a quote of which nothing was ever sent."""
    version = held_draft(version)
    log_quote("quote.deleted", version, by, at)
    version.delete()
    if not version.quote.versions.exists():
        version.quote.delete()


def usual_currency(client) -> str:
    """The currency of a quote without a contract: the legal entity's."""
    entity = default_entity(client.tenant_id)
    return entity.currency if entity else money.DEFAULT


def hold_quote(quote) -> Quote:
    """The quote read again and held until the transaction ends; staff only."""
    rows = Quote.objects.select_for_update(of=("self",), no_key=True).select_related("client", "ticket", "contract")
    return rows.get(tenant_id=quote.tenant_id, pk=quote.pk)


def accepted_version(quote) -> QuoteVersion | None:
    """The newest version that the client accepted."""
    return quote.versions.filter(state=ACCEPTED).order_by("number").last()


def held_draft(version) -> QuoteVersion:
    """The draft under the lock of its quote; QuoteRefused once it was sent."""
    quote = hold_quote(version.quote)
    version = QuoteVersion.objects.get(tenant_id=version.tenant_id, pk=version.pk)
    version.quote = quote
    if version.state != DRAFT:
        raise QuoteRefused(_("This version was sent and stays as it is. Write a new version of the quote."))
    return version


def _usual(quote, at) -> dict:
    """What the contract says of quotes: how long they are valid, and when ad-hoc work is billed."""
    if quote.contract is None:
        return {}
    terms: Terms = version_on(quote.contract, day_of(at, quote.time_zone)).agreed
    said = {"valid_days": terms.quote_days}
    ad_hoc = next((line for line in terms.lines.values() if isinstance(line, AdHoc)), None)
    return said | ({"billing": ad_hoc.billing, "starts_when": ad_hoc.starts_when} if ad_hoc else {})


def _new_version(quote, number, terms, at) -> QuoteVersion:
    said = {name: value for name, value in terms.items() if name in TERMS and value is not None}
    if "tax_category" not in said:
        profile, entity = profile_of(quote.client), default_entity(quote.tenant_id)
        said["tax_category"] = (profile and profile.tax_category) or (entity.tax_category if entity else amounts.STANDARD)
    return QuoteVersion(tenant_id=quote.tenant_id, quote=quote, client_id=quote.client_id, number=number, created_at=at, **said)


def _next_number(tenant_id):
    """One at a time per tenant; a number whose draft was deleted last may come again, since nobody was sent it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"quote:{tenant_id}"])
    return (Quote.objects.filter(tenant_id=tenant_id).aggregate(last=Max("number"))["last"] or 0) + 1


def log_quote(kind, version, by, at, *, is_public=False):
    """Write down what happened to a version; the client reads of it where it `is_public`."""
    quote = version.quote
    facts = {"number": str(quote), "version": version.number, "net": str(version.net), "currency": quote.currency}
    record(
        tenant_id=quote.tenant_id,
        kind=kind,
        subject=quote,
        client_id=quote.client_id,
        visibility="public" if is_public else "internal",
        at=at,
        by=by,
        **facts,
    )
