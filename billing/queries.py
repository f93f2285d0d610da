"""Reads of billing, named by what comes back."""

from datetime import date
from decimal import Decimal

from django.db.models import Count, F, Sum

from billing import amounts
from billing.models import BalanceMovement, BillingProfile, Invoice, InvoiceLine, LegalEntity, TaxRate
from billing.models.invoice import CREDIT_NOTE, DRAFT, INVOICE
from common import money
from common.zones import zone


def default_entity(tenant_id) -> LegalEntity | None:
    """The legal entity that invoices unless another is named."""
    return LegalEntity.objects.filter(tenant_id=tenant_id, is_default=True).first()


def profile_of(client) -> BillingProfile | None:
    """How the client wants to be invoiced, where somebody said so."""
    return BillingProfile.objects.filter(tenant_id=client.tenant_id, client_id=client.pk).first()


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


def document(member, pk_rows):
    """One document with what its page reads of it."""
    return pk_rows.select_related("client", "entity", "contract", "corrects", "made_from", "pdf")


def kind_sign(kind) -> int:
    """Whether a document adds to what the client owes (1) or takes from it (-1); a proforma does neither (C-66)."""
    return {INVOICE: 1, CREDIT_NOTE: -1}.get(kind, 0)
