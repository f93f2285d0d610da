"""The order in which money is locked: the client first, then its documents, the groups of entries that they charge, and last of
all the number."""

from accounts.log import record
from accounts.models import Client
from billing.errors import InvoiceIsIssued
from billing.models import Invoice


def hold_client(client_id, tenant_id) -> Client:
    """The client's row, held until the transaction ends: one deed at a time about its money."""
    return Client.objects.select_for_update(of=("self",), no_key=True).get(tenant_id=tenant_id, pk=client_id)


def hold(invoice) -> Invoice:
    """The document read again and held, its client before it."""
    hold_client(invoice.client_id, invoice.tenant_id)
    rows = Invoice.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("client", "entity").get(tenant_id=invoice.tenant_id, pk=invoice.pk)


def hold_draft(invoice) -> Invoice:
    """`hold`, of a draft; refuses an issued document (C-63)."""
    held = hold(invoice)
    if not held.is_draft:
        raise InvoiceIsIssued.of(held)
    return held


def log(kind, invoice, by, at, **facts):
    """An entry about a document; amounts as texts."""
    plain = {name: value if isinstance(value, (int, list, bool)) else str(value) for name, value in facts.items()}
    record(tenant_id=invoice.tenant_id, kind=kind, subject=invoice, client_id=invoice.client_id, at=at, by=by, **plain)
