"""The routes of quotes, consent and credits, as `tests/isolation/routes.py` wants them."""

from typing import Any


def a_quote(objects):
    said = {"title": "Quote of the matrix", "pricing": "fixed", "billing": "on_completion", "starts_when": "paid"}
    return said | {"valid_days": "30", "tax_category": "standard", "line_0-price": "100", "line_0-description": "Work"}


def a_question(objects):
    return {"line": objects["line"].pk, "hours": "2", "amount": "100", "days": "7"}


def a_month(objects):
    return {"contract": objects["hours contract"].pk, "month": "2026-05-01", "availability": "99"}


def a_claim(objects):
    return {"month": "2026-05-01", "note": "Nobody answered"}


QUOTES: dict[str, dict[str, Any]] = {
    "desk:ticket-quote": {"kinds": {"pk": "ticket"}, "form": a_quote},
    "desk:ticket-emergency": {"kinds": {"pk": "ticket"}, "form": lambda objects: {"reason": "All is down"}, "is_refused": True},
    "manage:quotes": {},
    "manage:quote": {"kinds": {"pk": "offered quote"}},
    "manage:quote-draft": {"kinds": {"pk": "drafted quote"}, "form": a_quote},
    "manage:quote-draft-deletion": {"kinds": {"pk": "drafted quote"}, "form": lambda objects: {}, "gets": False},
    "manage:quote-sending": {"kinds": {"pk": "drafted quote"}, "form": lambda objects: {}, "gets": False},
    "manage:quote-next-version": {"kinds": {"pk": "offered quote"}, "form": lambda objects: {}, "gets": False},
    "manage:quote-settlement": {"kinds": {"pk": "accepted quote"}, "form": lambda objects: {}, "gets": False},
    "manage:quote-carrying-out": {"kinds": {"pk": "accepted quote"}, "form": lambda objects: {}, "gets": False},
    "manage:contract-quote": {"kinds": {"pk": "contract"}, "form": a_quote},
    "portal:quotes": {},
    "portal:quote": {"kinds": {"pk": "offered quote"}},
    "portal:quote-acceptance": {"kinds": {"pk": "offered quote"}, "form": lambda objects: {"order_reference": "PO-1"}},
    "portal:quote-refusal": {"kinds": {"pk": "offered quote"}, "form": lambda objects: {"reason": "Not now"}},
    "portal:quote-passing-on": {"kinds": {"pk": "offered quote"}, "form": lambda objects: {}, "gets": False},
    "desk:ticket-consent": {"kinds": {"pk": "hours ticket"}, "form": a_question},
    "manage:contract-consent": {"kinds": {"pk": "hours contract"}, "form": a_question, "is_refused": True},
    "manage:consent": {"kinds": {"pk": "consent"}},
    "manage:consent-withdrawal": {"kinds": {"pk": "consent"}, "form": lambda objects: {}, "gets": False},
    "manage:consent-carrying-out": {"kinds": {"pk": "consent"}, "form": lambda objects: {}, "gets": False},
    "manage:consent-setting-aside": {"kinds": {"pk": "consent"}, "form": lambda objects: {}, "gets": False},
    "portal:consent": {"kinds": {"pk": "consent"}},
    "portal:consent-approval": {"kinds": {"pk": "consent"}, "form": lambda objects: {"amount": "10"}, "gets": False},
    "portal:consent-top-up": {"kinds": {"pk": "consent"}, "form": lambda objects: {"hours": "1"}, "gets": False},
    "portal:consent-refusal": {"kinds": {"pk": "consent"}, "form": lambda objects: {"reason": "No"}, "gets": False},
    "manage:credits": {},
    "manage:new-credit": {"form": a_month},
    "manage:credit-approval": {"kinds": {"pk": "credit"}, "form": lambda objects: {}, "gets": False},
    "manage:credit-rejection": {"kinds": {"pk": "credit"}, "form": lambda objects: {"reason": "No"}},
    "portal:credits": {},
    "portal:credit-claim": {"kinds": {"pk": "hours contract"}, "form": a_claim},
}
