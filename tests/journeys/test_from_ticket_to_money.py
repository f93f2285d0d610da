"""What a client was not promised: quoted, agreed to, worked and invoiced, and hours that run out; all of it through pages."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from accounts.permissions import ACCOUNT_MANAGER
from accounts.tenancy import acting_as
from common import wallclock
from contracts import actions as contracts
from contracts.bands import BANDS
from contracts.terms import AdHoc, Cover, Hours, Retainer, Terms, TimeRules
from tests.billing.conftest import make_entity
from tests.browser import chromium
from tests.factories import EARLY, founded, make_client, make_contact, make_contract, make_staff, make_ticket
from tests.journeys.hours_that_run_out import ALLOWANCE, TITLE, hours_that_run_out
from tests.journeys.quoted_work import quoted_work
from tests.journeys.visiting import Visitor
from tests.rigs.stack import running_desk

ARGON2 = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
# No evening and no weekend costs more: the figures hold on whatever day this runs.
ANY_DAY = TimeRules(minimums={}, multipliers=dict.fromkeys(BANDS, Decimal(1)))


@pytest.mark.browser
@pytest.mark.django_db(transaction=True, databases=["default", "system"])
def test_work_is_quoted_held_and_invoiced_and_more_hours_are_asked_for(tmp_path, settings, monkeypatch):
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # the browser's driver runs a loop in this thread
    settings.PASSWORD_HASHERS = ARGON2  # the desk runs on the settings of production
    boss, yesterday = founded("acme"), wallclock.now().date() - timedelta(days=1)
    make_entity(boss, EARLY)
    manager = make_staff(boss, "mia@acme.example", roles=(ACCOUNT_MANAGER,), level=None)
    engineer = make_staff(boss, "duty@acme.example", level=2)
    ann, petra = _company_with_narrow_cover(boss)
    rita = _company_with_few_hours(boss, yesterday)

    with running_desk(tmp_path) as desk, chromium() as browser:
        engineer, manager = (Visitor(browser, desk, one).sign_in() for one in (engineer, manager))
        ann, petra = (Visitor(browser, desk, one).sign_in() for one in (ann, petra))
        quoted_work(ann, petra, engineer, manager, yesterday)
        hours_that_run_out(Visitor(browser, desk, rita), engineer, manager, yesterday)


def _company_with_narrow_cover(boss):
    """Northwind's contract covers what is broken, and no improvements; work beyond it costs 87.35 an hour."""
    northwind = make_client(boss, "Northwind Freight")
    terms = Terms(cover=Cover(activities=("corrective", "emergency")), time=ANY_DAY)
    lines = [{"kind": "ad_hoc", "name": "By the hour", "terms": AdHoc()}]
    contract = make_contract(boss, northwind, kind="ad_hoc", starts_on=date(2026, 1, 1), terms=terms, lines=lines)
    with acting_as(boss):
        contracts.set_rate(level=2, amount=Decimal("87.35"), currency="GBP", contract=contract, by=boss, at=EARLY)
    return (
        make_contact(boss, northwind, "ann@northwind.example"),
        make_contact(boss, northwind, "petra@northwind.example", role="manager", is_approver=True),
    )


def _company_with_few_hours(boss, yesterday):
    """Fennel & Rye's retainer blocks what is beyond its four hours; a ticket of theirs is open since this morning."""
    fennel = make_client(boss, "Fennel & Rye")
    hours = Hours(allowance_minutes=ALLOWANCE * 60, overage="block", overage_rate=Decimal(95))
    lines = [{"kind": "retainer", "name": "Support hours", "terms": Retainer(hours=hours, fee=Decimal(320))}]
    begin = yesterday - timedelta(days=9)
    make_contract(boss, fennel, kind="retainer", starts_on=begin, terms=Terms(time=ANY_DAY), lines=lines)
    rita = make_contact(boss, fennel, "rita@fennel.example", role="manager", is_approver=True)
    make_ticket(rita, at=wallclock.now(), severity="major", title=TITLE)
    return rita
