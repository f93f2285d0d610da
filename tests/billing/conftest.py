"""Acme invoices Kestrel from a seat in London, in pounds, at 20 percent."""

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from accounts import actions as accounts
from accounts.models import SCOPES
from accounts.tenancy import acting_as
from billing import actions
from billing.actions import Charge
from common import wallclock
from tests import factories
from tests.doors import signed_in


def make_entity(boss, at, **more):
    """The legal entity of a tenant with its standard rate."""
    with acting_as(boss):
        said = {
            "name": "Acme Support Ltd",
            "address": "12 Wharf Street\nLeeds LS2 7EQ",
            "tax_id": "GB 318 2047 55",
            "bank": "Sort code 00-00-00, account 00000000",
            "currency": "GBP",
        }
        entity = actions.save_entity(**(said | more), by=boss, at=at)
        actions.set_rate(entity=entity, category="standard", percent=Decimal(20), valid_from=date(2011, 1, 4), by=boss, at=at)
        return entity


def hours(quantity, price, words="Work", **more):
    """A charge of hours."""
    return Charge(description=words, quantity=Decimal(quantity), unit="hour", unit_price=Decimal(price), **more)


def item(price, words="Item", **more):
    """A charge of one thing."""
    return Charge(description=words, quantity=Decimal(1), unit_price=Decimal(price), **more)


EX_C2 = (
    hours("1.5", "45", "Level 1 support"),
    hours("2.25", "75", "Level 2 support, at the contract's rate"),
    hours("0.5", "110", "Level 3 support"),
)


@pytest.fixture
def entity(boss, nine_oclock):
    return make_entity(boss, nine_oclock)


@pytest.fixture
def finance(boss, entity):
    """A colleague who does the books; the legal entity is entered."""
    return factories.make_staff(boss, "finance@acme.example", roles=("finance",), level=None)


@pytest.fixture
def books(finance):
    """Acting as the finance colleague."""
    with acting_as(finance):
        yield finance


@pytest.fixture
def drafted(books, kestrel, nine_oclock):
    """A maker of drafts for Kestrel."""

    def draft(*charges, client=None, **more):
        return actions.start_draft(client=client or kestrel, charges=charges, by=books, at=nine_oclock, **more)

    return draft


@pytest.fixture
def issued(drafted, books, nine_oclock):
    """A maker of issued invoices for Kestrel."""

    def issue(*charges, at=None, **more):
        return actions.issue_invoice(invoice=drafted(*charges, **more), by=books, at=at or nine_oclock)

    return issue


@pytest.fixture
def page(finance):
    return signed_in(finance)


@pytest.fixture
def maker(finance, kestrel, nine_oclock):
    """Makes invoices without leaving a context open."""

    def make(*charges, is_issued=True, client=None, **more):
        with acting_as(finance):
            draft = actions.start_draft(client=client or kestrel, charges=charges, by=finance, at=nine_oclock, **more)
            return actions.issue_invoice(invoice=draft, by=finance, at=nine_oclock) if is_issued else draft

    return make


@pytest.fixture
def call(client):
    """Calls the API as a member, with any scopes."""

    def call(member, method, name, *args, data=None, key=None, scopes=tuple(SCOPES)):
        boss = factories.founded("acme")
        with acting_as(boss):
            secret = accounts.create_token(member=member, name="Books", scopes=list(scopes), days=1, by=boss, at=wallclock.now())[
                1
            ]
        call.headers = {"Authorization": f"Bearer {secret}"} | ({"Idempotency-Key": key} if key else {})
        return again(method, name, *args, data=data)

    def again(method, name, *args, data=None):
        send = getattr(client, method)
        return send(reverse(name, args=args), data, content_type="application/json", headers=call.headers)

    call.again = again
    return call
