"""The routes of invoices, as `tests/isolation/routes.py` wants them."""

from typing import Any


def a_line(objects):
    return {"description": "Matrix line", "quantity": "1", "unit": "hour", "unit_price": "80", "category": "standard"}


def an_entity(objects):
    series = {"invoice_series": "MA", "credit_series": "MB", "proforma_series": "MC", "currency": "EUR", "payment_days": "14"}
    named = {"name": "Matrix Ltd", "address": "1 Matrix Street", "tax_name": "VAT", "tax_category": "standard"}
    return series | named | {"arrears_tax_point": "issue", "time_zone": "Europe/Oslo"}


def a_draft(objects):
    return {"client": objects["client"].pk, "kind": "invoice", "currency": "EUR"}


def details(objects):
    return {"currency": "EUR", "language": "en", "payment_days": "30"}


def a_payment(objects):
    return {"amount": "1", "received_on": "2026-06-09", "method": "transfer"}


def a_rate(objects):
    return {"category": "reduced", "percent": "5", "valid_from": "2026-01-01"}


def on(kind, **more):
    return {"kinds": {"pk": kind}} | more


def nothing(objects):
    return {}


INVOICES: dict[str, dict[str, Any]] = {
    **{f"portal:{name}": {} for name in ("invoices", "statement")},
    **{f"{door}:{name}": on("issued invoice") for door in ("portal", "manage") for name in ("invoice", "invoice-pdf")},
    "manage:client-refund": on("client", form=lambda objects: {"currency": "EUR", "amount": "1"}),
    "manage:invoices": {},
    "manage:invoices-export": {},
    "manage:new-invoice": {"form": a_draft},
    "manage:invoice-details": on("draft invoice", form=details),
    "manage:new-invoice-line": on("draft invoice", form=a_line),
    "manage:invoice-deletion": on("draft invoice", form=nothing),
    "manage:invoice-issue": on("draft invoice", form=nothing),
    "manage:invoice-credit": on("issued invoice", form=lambda objects: {"reason": "Matrix", "line_0": "1"}),
    "manage:invoice-payment": on("issued invoice", form=a_payment),
    "manage:contract-invoice": on("contract", form=lambda objects: {"until": "2026-06-30"}, is_refused=True),
    "manage:proforma-invoice": on("proforma", form=nothing, gets=False),
    "manage:invoice-line": on("invoice line", form=a_line),
    "manage:invoice-line-deletion": on("invoice line", form=nothing, gets=False),
    "manage:payment-return": on("payment", form=nothing),
    "manage:client-statement": on("client"),
    "manage:client-billing": on("client", form=lambda objects: {"name": "Matrix Ltd", "language": "en"}),
    "manage:client-what-if": on("client"),
    "manage:contract-what-if": on("contract"),
    "manage:entities": {},
    "manage:new-entity": {"form": an_entity},
    "manage:entity": on("legal entity", form=an_entity),
    "manage:new-rate": on("legal entity", form=a_rate),
}
