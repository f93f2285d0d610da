"""What a document says, put together once at issue: plain JSON from which alone its pages are drawn (C-63, C-67)."""

import hashlib
import json
from decimal import Decimal

from common.money import rounded

FORM = 1  # of the JSON; a later form must still be drawn by the code that knows it


def content_of(invoice, *, seller, buyer, lines, totals) -> dict:
    """The document as JSON of texts: amounts at the currency's digits, dates in ISO; `lines` and `totals` as they are issued."""
    currency, corrected = invoice.currency, invoice.corrects
    return {
        "form": FORM,
        "kind": invoice.kind,
        "number": invoice.number,
        "currency": currency,
        "language": invoice.language,
        "issued_on": str(invoice.issued_on),
        "tax_point": str(invoice.tax_point),
        "due_on": str(invoice.due_on) if invoice.due_on else "",
        "period": [str(invoice.period_from), str(invoice.period_until or "")] if invoice.period_from else [],
        "order_reference": invoice.order_reference,
        "note": invoice.note,
        "corrects": {"number": corrected.number, "issued_on": str(corrected.issued_on)} if corrected else {},
        "reason": invoice.reason,
        "made_from": invoice.made_from.number if invoice.made_from else "",
        "seller": seller,
        "buyer": buyer,
        "lines": [_line(line, currency) for line in lines],
        "groups": [
            {
                "category": group.category,
                "percent": _plain(group.percent),
                "net": _money(group.net, currency),
                "tax": _money(group.tax, currency),
            }
            for group in totals.groups
        ],
        "net": _money(totals.net, currency),
        "tax": _money(totals.tax, currency),
        "total": _money(totals.total, currency),
    }


def seller_of(entity) -> dict:
    """The legal entity as documents name it."""
    fields = ("name", "address", "tax_name", "tax_id", "bank", "email", "footer")
    return {field: getattr(entity, field) for field in fields}


def buyer_of(client, profile) -> dict:
    """The client as documents name it."""
    if profile is None:
        return {"name": client.name, "address": "", "tax_id": ""}
    return {"name": profile.name or client.name, "address": profile.address, "tax_id": profile.tax_id}


def sha256_of(content: dict) -> str:
    """The digest of a content: the same for the same values, however the store orders or spaces them (P-9)."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _line(line, currency):
    return {
        "description": line.description,
        "detail": line.detail,
        "tickets": list(line.tickets),
        "quantity": _plain(line.quantity),
        "unit": line.unit,
        "unit_price": _plain(line.unit_price),
        "discount_percent": _plain(line.discount_percent),
        "category": line.category,
        "percent": _plain(line.percent),
        "net": _money(line.net, currency),
    }


def _money(amount, currency):
    return str(rounded(amount, currency))


def _plain(number: Decimal) -> str:
    """Without needless zeros and never with an exponent: 2.5, 20, 0."""
    text = f"{Decimal(number):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
