"""The routes of quotes, consent and credits, as `tests/isolation/routes.py` wants them."""

from typing import Any


def a_quote(objects):
    said = {"title": "Quote of the matrix", "pricing": "fixed", "billing": "on_completion", "starts_when": "paid"}
    return said | {"valid_days": "30", "tax_category": "standard", "line_0-price": "100", "line_0-description": "Work"}


QUOTES: dict[str, dict[str, Any]] = {
    "desk:ticket-quote": {"kinds": {"pk": "ticket"}, "form": a_quote},
    "desk:ticket-emergency": {"kinds": {"pk": "ticket"}, "form": lambda objects: {"reason": "All is down"}},
    "manage:quotes": {},
    "manage:quote": {"kinds": {"pk": "offered quote"}},
    "manage:quote-draft": {"kinds": {"pk": "drafted quote"}, "form": a_quote},
    "manage:quote-draft-deletion": {"kinds": {"pk": "drafted quote"}, "form": lambda objects: {}, "gets": False},
    "manage:quote-sending": {"kinds": {"pk": "drafted quote"}, "form": lambda objects: {}, "gets": False},
    "manage:quote-next-version": {"kinds": {"pk": "offered quote"}, "form": lambda objects: {}, "gets": False},
    "manage:quote-settlement": {"kinds": {"pk": "accepted quote"}, "form": lambda objects: {}, "gets": False},
    "manage:contract-quote": {"kinds": {"pk": "contract"}, "form": a_quote},
    "portal:quotes": {},
    "portal:quote": {"kinds": {"pk": "offered quote"}},
    "portal:quote-acceptance": {"kinds": {"pk": "offered quote"}, "form": lambda objects: {"order_reference": "PO-1"}},
    "portal:quote-refusal": {"kinds": {"pk": "offered quote"}, "form": lambda objects: {"reason": "Not now"}},
    "portal:quote-passing-on": {"kinds": {"pk": "offered quote"}, "form": lambda objects: {}, "gets": False},
}
