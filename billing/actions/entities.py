"""Who invoices, at which tax, and how a client wants its documents."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.log import record
from billing.errors import InvoiceRefused
from billing.models import BillingProfile, Invoice, LegalEntity, TaxRate
from billing.models.invoice import DRAFT
from common import money

SERIES = ("invoice_series", "credit_series", "proforma_series")


@transaction.atomic
def save_entity(*, by, at, entity=None, **said):
    """Enter a legal entity, or change one; the first is the tenant's usual. Issued documents keep what it said then (C-63).

    Refuses an unknown currency and one series for two kinds of documents (C-65, C-66).
    """
    money.known(said.get("currency", entity.currency if entity else money.DEFAULT))
    kept = entity or LegalEntity(tenant_id=by.tenant_id, created_at=at)
    for name, value in said.items():
        setattr(kept, name, value)
    series = [getattr(kept, name) for name in SERIES]
    if len(set(series)) < len(series):
        raise InvoiceRefused(_("Invoices, credit notes and proformas need a series each."), field="credit_series")
    others = LegalEntity.objects.filter(tenant_id=by.tenant_id).exclude(pk=kept.pk)
    kept.is_default = kept.is_default or not others.filter(is_default=True).exists()
    if kept.is_default:
        others.update(is_default=False)
    kept.save()
    kind = "entity.changed" if entity else "entity.created"
    record(tenant_id=by.tenant_id, kind=kind, subject=kept, at=at, by=by, name=kept.name)
    return kept


@transaction.atomic
def set_rate(*, entity, category, percent, valid_from, by, at):
    """The percentage of a category from a day on (C-69). Refuses to change one that an issued document was taxed at."""
    if not 0 <= percent <= 100:
        raise InvoiceRefused(_("A rate is between 0 and 100 percent."), field="percent")
    found = TaxRate.objects.filter(tenant_id=by.tenant_id, entity=entity, category=category, valid_from=valid_from).first()
    taxed = Invoice.objects.filter(tenant_id=by.tenant_id, entity=entity, tax_point__gte=valid_from).exclude(state=DRAFT)
    if found and found.percent != percent and taxed.exists():
        raise InvoiceRefused(_("Documents are issued at this rate. Enter the new one from a later day on."), field="valid_from")
    rate, _is_new = TaxRate.objects.update_or_create(
        tenant_id=by.tenant_id, entity=entity, category=category, valid_from=valid_from, defaults={"percent": percent}
    )
    facts = {"category": category, "percent": str(percent), "valid_from": str(valid_from)}
    record(tenant_id=by.tenant_id, kind="entity.rate", subject=entity, at=at, by=by, **facts)
    return rate


@transaction.atomic
def save_profile(*, client, by, at, **said):
    """How a client is named and addressed on documents to come."""
    profile, _is_new = BillingProfile.objects.update_or_create(tenant_id=by.tenant_id, client=client, defaults=said)
    record(tenant_id=by.tenant_id, kind="client.billing", subject=client, client_id=client.pk, at=at, by=by, fields=sorted(said))
    return profile
