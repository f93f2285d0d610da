"""Reads of billing, named by what comes back."""

from copy import copy
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Count, F, Q, Sum

from billing import amounts
from billing.contents import buyer_of, content_of, seller_of
from billing.models import BalanceMovement, BillingProfile, Invoice, InvoiceLine, LegalEntity, LineSource, TaxRate
from billing.models.invoice import CREDIT_NOTE, DRAFT, INVOICE, OPEN_STATES
from billing.pdf import page_of
from common import money
from common.zones import zone
from contracts.models import ACCEPTED, FEE, PRORATION, Charge, Contract, ContractVersion


def default_entity(tenant_id) -> LegalEntity | None:
    """The legal entity that invoices unless another is named."""
    return LegalEntity.objects.filter(tenant_id=tenant_id, is_default=True).first()


def likely_currency(tenant) -> str:
    """What another legal entity of the tenant would invoice in: as the usual one does, else what most of its contracts are in,
    else the currency of the country at its seat."""
    entity = default_entity(tenant.pk)
    if entity is not None:
        return entity.currency
    rows = Contract.objects.filter(tenant_id=tenant.pk, stage=ACCEPTED).values_list("currency").annotate(many=Count("pk"))
    most = rows.order_by("-many", "currency").first()
    return (most[0] if most else None) or money.of_zone(tenant.time_zone) or money.DEFAULT


def contracts_with_credits(tenant_id) -> list[Contract]:
    """Accepted contracts of which some version says anything of service credits (C-72)."""
    said = ContractVersion.objects.filter(tenant_id=tenant_id, terms__has_key="credits").values("contract")
    rows = Contract.objects.filter(tenant_id=tenant_id, stage=ACCEPTED, pk__in=said)
    return list(rows.select_related("client__tenant", "tenant").order_by("pk"))


def profile_of(client) -> BillingProfile | None:
    """How the client wants to be invoiced, where somebody said so."""
    return BillingProfile.objects.filter(tenant_id=client.tenant_id, client_id=client.pk).first()


def language_of(client) -> str:
    """The language in which documents for the client are worded."""
    profile = profile_of(client)
    return profile.language if profile else "en"


def local_day(entity, at) -> date:
    """The date at the entity's seat."""
    return at.astimezone(zone(entity.time_zone)).date()


def percent_on(entity, category, day: date) -> Decimal | None:
    """The percentage of a tax category valid on a day; none where a rate is needed and nobody entered one (C-69)."""
    if category not in amounts.TAXED:
        return money.ZERO
    rows = TaxRate.objects.filter(tenant_id=entity.tenant_id, entity=entity, category=category, valid_from__lte=day)
    return rows.order_by("-valid_from").values_list("percent", flat=True).first()


def as_amounts(lines):
    """Lines as `amounts.totals_of` wants them."""
    return [(line.category, line.percent, line.net) for line in lines]


def credited_by_line(invoice) -> dict:
    """What issued credit notes took back of each line of an invoice, net (C-65)."""
    rows = InvoiceLine.objects.filter(tenant_id=invoice.tenant_id, credits__invoice=invoice).exclude(invoice__state=DRAFT)
    return {row["credits"]: row["sum"] for row in rows.values("credits").annotate(sum=Sum("net"))}


def credited_by_group(invoice) -> dict[amounts.GroupKey, tuple[Decimal, Decimal]]:
    """Net and tax that issued credit notes took back of each tax group of an invoice."""
    found: dict = {}
    for content in invoice.credit_notes.exclude(state=DRAFT).values_list("content", flat=True):
        for key, (net, tax) in groups_of(content).items():
            before = found.get(key, (money.ZERO, money.ZERO))
            found[key] = (before[0] + net, before[1] + tax)
    return found


def groups_of(content) -> dict[amounts.GroupKey, tuple[Decimal, Decimal]]:
    """Net and tax by tax group, as an issued document says."""
    return {
        (group["category"], Decimal(group["percent"])): (Decimal(group["net"]), Decimal(group["tax"]))
        for group in content["groups"]
    }


def balance_of(client, currency) -> Decimal:
    """What stands to the client's credit in a currency (C-73)."""
    rows = BalanceMovement.objects.filter(tenant_id=client.tenant_id, client_id=client.pk, currency=currency)
    return rows.aggregate(sum=Sum("amount"))["sum"] or money.ZERO


def balances_of(client) -> list[tuple[str, Decimal]]:
    """Every currency in which something stands to the client's credit."""
    rows = BalanceMovement.objects.filter(tenant_id=client.tenant_id, client_id=client.pk)
    sums = rows.values("currency").annotate(sum=Sum("amount")).order_by("currency")
    return [(row["currency"], row["sum"]) for row in sums if row["sum"]]


def open_invoices(client, currency):
    """Tax invoices of the client in the currency that wait for money, the oldest first."""
    rows = Invoice.objects.open().filter(tenant_id=client.tenant_id, client_id=client.pk, currency=currency)
    return rows.order_by("issued_on", "sequence", "id")


def invoices_found(member, said):
    """The documents that a search of the list wants, the newest first."""
    rows = Invoice.objects.visible_to(member).select_related("client")
    if words := said.get("q"):
        rows = rows.filter(client__name__icontains=words) | rows.filter(number__icontains=words)
    for field in ("state", "kind", "currency", "client"):
        if said.get(field):
            rows = rows.filter(**{field: said[field]})
    if said.get("since"):
        rows = rows.filter(issued_on__gte=said["since"])
    if said.get("until"):
        rows = rows.filter(issued_on__lte=said["until"])
    return rows.defer("content").order_by("-created_at", "-id")


def sums_by_state(rows):
    """For each state and currency among invoices: how many, their total, and what is open."""
    found = rows.filter(kind=INVOICE).order_by().values("state", "currency")
    open_sum = Sum(F("total") - F("paid") - F("settled"))
    return list(found.annotate(count=Count("pk"), sum=Sum("total"), open=open_sum).order_by("currency", "state"))


def document_of(member):
    """Documents with what their page reads of them."""
    rows = Invoice.objects.visible_to(member).select_related("client", "corrects", "made_from", "pdf")
    return rows if member.client_id else rows.select_related("entity", "contract")  # contacts are behind a wall from entities


def paper_of(invoice, at) -> dict:
    """What the pages of a document print: of an issued one its frozen content, of a draft what it would say today."""
    return page_of(invoice.content or _preview(invoice, at))


def _preview(invoice, at):
    today = local_day(invoice.entity, at)
    like = copy(invoice)
    like.issued_on = like.tax_point = today
    like.due_on = None if invoice.kind == CREDIT_NOTE else today + timedelta(days=invoice.payment_days)
    lines = list(invoice.lines.all())
    totals = amounts.totals_of(as_amounts(lines), invoice.currency)
    buyer = buyer_of(invoice.client, profile_of(invoice.client))
    return content_of(like, seller=seller_of(invoice.entity), buyer=buyer, lines=lines, totals=totals)


def fee_lines(charges) -> dict:
    """For charges that take part of a fee back, by their id: the issued, live line of the latest fee, or change of it, that was
    charged for their first day; those without one are left out."""
    found = {}
    for charge in charges:
        for paid in _paid_before(charge) if charge.from_on else ():
            of_fee = LineSource.objects.filter(tenant_id=charge.tenant_id, kind="charge", source=paid, is_live=True)
            live = of_fee.filter(line__invoice__kind=INVOICE).exclude(line__invoice__state=DRAFT)
            if source := live.select_related("line").first():
                found[charge.pk] = source.line
                break
    return found


def _paid_before(charge):
    """Ids of what was charged for a charge's first day on its line before it, the latest first."""
    rows = Charge.objects.filter(tenant_id=charge.tenant_id, line_id=charge.line_id, amount__gt=0, kind__in=(FEE, PRORATION))
    rows = rows.filter(from_on__lte=charge.from_on, until_on__gte=charge.from_on, created_at__lte=charge.created_at)
    same = Q(source_kind=charge.source_kind, source_id=charge.source_id, source_id__isnull=False)
    return rows.exclude(same).order_by("-created_at", "-kind").values_list("pk", flat=True)


def currencies_of(client) -> list[str]:
    """The currencies in which the client was ever invoiced."""
    rows = Invoice.objects.filter(tenant_id=client.tenant_id, client_id=client.pk).exclude(state=DRAFT)
    return sorted(set(rows.order_by().values_list("currency", flat=True)))


def kind_sign(kind) -> int:
    """Whether a document adds to what the client owes (1) or takes from it (-1); a proforma does neither (C-66)."""
    return {INVOICE: 1, CREDIT_NOTE: -1}.get(kind, 0)


def open_sums(rows):
    """What is open among documents, by currency."""
    found = rows.filter(kind=INVOICE, state__in=OPEN_STATES).order_by().values("currency")
    return list(found.annotate(open=Sum(F("total") - F("paid") - F("settled")), count=Count("pk")).order_by("currency"))
