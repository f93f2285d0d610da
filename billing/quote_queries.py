"""Reads of quotes, named by what comes back."""

from django.db.models import Exists, OuterRef, Q, Subquery, Sum

from billing.actions.quote_lines import priced_line, tax_percent
from billing.models import ConsentRequest, Obstacle, Quote, QuoteVersion
from billing.models.consent import TOPPED_UP
from billing.models.quotes import ACCEPTED, DECLINED, SENT, SUPERSEDED
from billing.quoting import totals_of
from common.errors import DomainError
from contracts.models import Movement, SpendingCap
from contracts.models.ledger import TOP_UP


def quotes_found(member, said, at):
    """Quotes that the member may see, the newest first, each with its `newest` version's state, title and net; in one query.

    `is_stalled` where an acceptance could not be carried out, for staff.
    """
    newest = QuoteVersion.objects.visible_to(member).filter(quote=OuterRef("pk")).order_by("-number")
    rows = (
        Quote.objects.visible_to(member)
        .select_related("client", "ticket")
        .annotate(**{name: Subquery(newest.values(name)[:1]) for name in ("state", "title", "net", "expires_at")})
        .annotate(is_stalled=Exists(Obstacle.objects.visible_to(member).standing().filter(version__quote=OuterRef("pk"))))
    )
    if words := said.get("q"):
        rows = rows.filter(Q(client__name__icontains=words) | Q(title__icontains=words))
    state = said.get("state")
    if state == "sent":
        rows = rows.filter(state=SENT, expires_at__gt=at)
    elif state == "over":
        rows = rows.filter(Q(state__in=[DECLINED, SUPERSEDED]) | Q(state=SENT, expires_at__lte=at))
    elif state == "stalled":
        rows = rows.filter(is_stalled=True)
    elif state:
        rows = rows.filter(state=state)
    return rows.order_by("-number")


def with_shown_states(quotes, at):
    """What `quotes_found` found, each with `shown_state`: where its newest version stands at an instant (C-21)."""
    for quote in quotes:
        quote.shown_state = QuoteVersion(state=quote.state, expires_at=quote.expires_at).state_at(at)
    return quotes


def quotes_with_all(member):
    """Quotes with what their page reads."""
    people = ("client__tenant", "ticket", "contract", "created_by", "prepayment", "settlement")
    return Quote.objects.visible_to(member).select_related(*people)


def versions_of(member, quote):
    """The versions of a quote that the member may see, the newest first, with lines and people."""
    rows = QuoteVersion.objects.visible_to(member).filter(quote=quote).select_related("sent_by", "decided_by", "passed_on_by")
    return list(rows.prefetch_related("lines").order_by("-number"))


def versions_to_decide(member, at):
    """Offers that wait for the contact's company, soonest over first; `is_change` where an earlier version was accepted."""
    rows = QuoteVersion.objects.visible_to(member).open(at).select_related("quote__client", "quote__ticket", "quote__contract")
    accepted = QuoteVersion.objects.visible_to(member).filter(quote=OuterRef("quote"), state=ACCEPTED)
    rows = rows.annotate(is_change=Exists(accepted))
    return rows.prefetch_related("lines").order_by("expires_at", "id")


def consents_to_answer(member, at):
    """Questions beyond the hours that wait for the contact's company, soonest over first."""
    return ConsentRequest.objects.visible_to(member).open(at).select_related("line", "ticket").order_by("expires_at", "id")


def consents_of(member):
    """Questions beyond the hours that the member may see, the newest first; `is_stalled`: the answer could not be carried out."""
    stalled = Obstacle.objects.visible_to(member).standing().filter(consent=OuterRef("pk"))
    return ConsentRequest.objects.visible_to(member).annotate(is_stalled=Exists(stalled))


def obstacle_of_quote(member, quote):
    """What keeps the quote's acceptance from being carried out, with its version; none if nothing does."""
    return Obstacle.objects.visible_to(member).standing().filter(version__quote=quote).select_related("version__sent_by").first()


def obstacle_of_consent(member, consent):
    """What keeps the answer from being carried out; none if nothing does."""
    return Obstacle.objects.visible_to(member).standing().filter(consent=consent).first()


def with_stalled(member, rows):
    """Quotes, or questions about hours, as a list; where the answer could not be carried out, staff find why in `stalled`."""
    rows = list(rows)
    standing = Obstacle.objects.visible_to(member).standing().select_related("version")
    of = standing.filter(Q(version__quote__in=[row.pk for row in rows]) | Q(consent__in=[row.pk for row in rows]))
    known = {each.consent_id or each.version.quote_id: each for each in of}
    for row in rows:
        if row.pk in known:
            row.stalled = known[row.pk]
    return rows


def waits_for_hours(member, consent) -> bool:
    """Whether hours were bought by the answer that the ledger does not hold yet, whatever keeps them from it (C-42)."""
    if consent.state != TOPPED_UP or consent.set_aside_at is not None:
        return False
    rows = Movement.objects.visible_to(member).filter(line_id=consent.line_id, kind=TOP_UP)
    return not rows.filter(source_kind="consent", source_id=consent.pk).exists()


def spending_of(member, quote):
    """What may be spent under the quote, its change orders included, and what was: (amount, used); none before work may begin."""
    rows = SpendingCap.objects.visible_to(member).filter(source_kind="quote", source_id=quote.pk)
    sums = rows.aggregate(amount=Sum("amount"), used=Sum("used"))
    return None if sums["amount"] is None else (sums["amount"], sums["used"])


def is_running(versions):
    """Whether one of them was accepted."""
    return any(version.state == ACCEPTED for version in versions)


def preview(*, client, contract, currency, terms, lines, at):
    """What a quote would come to that nobody has written yet: (lines priced, or a sentence for each that cannot be; totals)."""
    zone = contract.time_zone if contract else client.time_zone
    quote = Quote(tenant_id=client.tenant_id, client=client, contract=contract, currency=currency, time_zone=zone)
    version = QuoteVersion(tenant_id=client.tenant_id, quote=quote, tax_category=terms["tax_category"])
    priced = []
    for place, said in enumerate(lines, 1):
        try:
            priced.append((priced_line(version, quote, place, said, at), ""))
        except DomainError as refusal:
            priced.append((None, str(refusal)))
    nets = [line.net for line, _refusal in priced if line is not None]
    percent = tax_percent(version, quote, at)
    return priced, totals_of(nets, terms["contingency_percent"], version.tax_category, percent, currency)


__all__ = [
    "consents_of",
    "consents_to_answer",
    "is_running",
    "obstacle_of_consent",
    "obstacle_of_quote",
    "preview",
    "quotes_found",
    "quotes_with_all",
    "spending_of",
    "versions_of",
    "versions_to_decide",
    "waits_for_hours",
    "with_shown_states",
    "with_stalled",
]
