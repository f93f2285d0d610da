"""Service credits that a client claims, walked through: in time, once, worked out by the worker, decided, answered (C-72)."""

from datetime import UTC, date, datetime
from decimal import Decimal as D
from unittest import mock

import pytest
from django.urls import reverse

from accounts.tenancy import SYSTEM, acting_as, acting_in
from billing import actions, tasks
from billing.errors import CreditRefused
from billing.models import CreditClaim, CreditProposal
from common import wallclock
from contracts.terms import Credits, Terms
from notifications.delivery import mail_of_notice
from notifications.models import Notice
from tests import factories
from tests.billing.test_credit_walk import RESPONSE, promised
from tests.doors import signed_in
from tests.http import queries_of, words_of

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "system"])
JUNE = date(2026, 6, 1)


def at(moment):
    moment = datetime.fromisoformat(moment).replace(tzinfo=UTC)
    return mock.patch.object(wallclock, "now", lambda: moment)


def instant(moment):
    return datetime.fromisoformat(moment).replace(tzinfo=UTC)


@pytest.fixture
def boss(transactional_db):
    return factories.founded("acme")


@pytest.fixture
def contract(boss):
    """A retainer of 3,000.00 a month whose credits are claimed within 30 days; one of two answers came too late in June."""
    return promised(boss, zone="Europe/London", response=RESPONSE, is_automatic=False)


@pytest.fixture
def mo(boss, contract):
    return factories.make_contact(boss, contract.client, "mo@kestrel.example", role="manager")


def claim(member, contract, moment="2026-07-02T09:00:00", month=JUNE, **more):
    with acting_as(member):
        fresh = type(contract).objects.select_related("client__tenant").get(pk=contract.pk)
        return actions.claim_credit(contract=fresh, month=month, **more, by=member, at=instant(moment))


def told(boss, template):
    with acting_in(boss.tenant_id, SYSTEM):
        rows = Notice.objects.filter(template=template).select_related("tenant", "recipient__person", "recipient__client")
        return [(notice.recipient.name, mail_of_notice(notice)) for notice in rows]


def test_c72_a_credit_is_claimed_on_the_page_worked_out_and_approved(boss, contract, mo):
    ruth = factories.make_staff(boss, "ruth@acme.example", roles=("account_manager",), level=None)
    listed, form = (
        reverse(f"portal:{name}", args=["acme", *more]) for name, *more in [("credits",), ("credit-claim", contract.pk)]
    )
    with at("2026-07-30T22:59:00"):  # the last day of thirty, in London
        portal = signed_in(mo)
        assert "You can claim" in words_of(portal.get(listed)) and "until 30 Jul 2026" in words_of(portal.get(listed))
        assert "June 2026" in words_of(portal.get(form + "?month=2026-06-01"))
        assert portal.post(form, {"month": "2026-06-01", "note": "Nobody answered for a day."}).status_code == 302
        shown = words_of(portal.get(listed))
        assert "We work it out" in shown and "You can claim" not in shown
    ((who, mail),) = [each for each in told(boss, "credit_claimed") if each[0] == ruth.name]
    assert mail.subject == "Kestrel claims a service credit for June 2026"
    assert "Nobody answered for a day." in mail.body

    with at("2026-08-02T10:00:00"):  # what was claimed in time is worked out later too
        desk = signed_in(ruth)
        credits = reverse("manage:credits", args=["acme"])
        assert "Claimed by clients" in words_of(desk.get(credits))
        tasks.sweep_month_credits()
        tasks.sweep_month_credits()
        shown = words_of(desk.get(credits))
        assert "Claimed by clients" not in shown and "£300.00" in shown and "Claimed by Mo. Nobody answered for a day." in shown
        with acting_as(ruth):
            proposal = CreditProposal.objects.get()
        assert desk.post(reverse("manage:credit-approval", args=["acme", proposal.pk])).status_code == 302
        shown = words_of(signed_in(mo).get(listed))
        assert "£300.00" in shown and "We work it out" not in shown
    ((_who, answer),) = told(boss, "credit_claim_answered")
    assert answer.subject == "Your service credit for June 2026: £300.00"


def test_a_rejected_claim_says_why_to_whoever_claimed(boss, contract, mo):
    claim(mo, contract)
    with at("2026-07-03T10:00:00"):
        tasks.sweep_month_credits()
        with acting_as(boss):
            proposal = CreditProposal.objects.get()
            actions.reject_credit(proposal=proposal, reason="Your own line was down.", by=boss, at=wallclock.now())
        shown = words_of(signed_in(mo).get(reverse("portal:credits", args=["acme"])))

    assert "Nothing is credited" in shown and "Your own line was down." in shown
    ((who, mail),) = told(boss, "credit_claim_answered")
    assert (who, mail.subject) == (mo.name, "No service credit for June 2026")
    assert "Your own line was down." in mail.body


@pytest.mark.parametrize(
    ("moment", "month", "words"),
    [
        ("2026-06-30T22:59:00", JUNE, "not over yet"),
        ("2026-07-31T00:30:00", JUNE, "could be claimed until 30 July 2026"),
        ("2026-07-02T09:00:00", date(2026, 5, 1), "did not hold"),
    ],
)
def test_outside_its_time_nothing_can_be_claimed(boss, contract, mo, moment, month, words):
    with pytest.raises(CreditRefused, match=words):
        claim(mo, contract, moment, month)


def test_a_month_is_claimed_once_whoever_comes_second(boss, contract, mo):
    petra = factories.make_contact(boss, contract.client, "petra@kestrel.example", is_approver=True)
    claim(mo, contract)

    with pytest.raises(CreditRefused, match="June 2026 was claimed already"):
        claim(petra, contract)
    with acting_as(boss):
        assert CreditClaim.objects.count() == 1


def test_credits_that_come_by_themselves_are_not_claimed(boss):
    contract = promised(boss, zone="Europe/London", response=RESPONSE)
    mo = factories.make_contact(boss, contract.client, "mo@kestrel.example", role="manager")

    with pytest.raises(CreditRefused, match="come by themselves"):
        claim(mo, contract)


def test_who_may_not_claim_sees_no_button_and_is_refused(boss, contract):
    user = factories.make_contact(boss, contract.client, "user@kestrel.example")
    other = factories.make_client(boss, "Palisade")
    stranger = factories.make_contact(boss, other, "stranger@palisade.example", role="manager")
    url = reverse("portal:credit-claim", args=["acme", contract.pk])

    with at("2026-07-02T09:00:00"):
        assert signed_in(user).post(url, {"month": "2026-06-01"}).status_code == 403
        assert signed_in(stranger).post(url, {"month": "2026-06-01"}).status_code == 404
    with acting_as(user), pytest.raises(CreditRefused, match="Only managers and approvers"):
        actions.claim_credit(contract=contract, month=JUNE, by=user, at=instant("2026-07-02T09:00:00"))


def test_what_was_decided_before_it_was_claimed_answers_the_claim(boss, contract, mo):
    with acting_as(boss):
        proposal = actions.propose_credit(contract=contract, month=JUNE, by=boss, at=instant("2026-07-01T09:00:00"))
        actions.reject_credit(proposal=proposal, reason="Their own line", by=boss, at=instant("2026-07-01T09:00:00"))
    claim(mo, contract)

    with at("2026-07-02T10:00:00"):
        tasks.sweep_month_credits()

    with acting_as(boss):
        answered = CreditClaim.objects.get()
    assert (answered.amount, answered.reason) == (D(0), "Their own line")


def test_the_queries_of_the_page_do_not_grow_with_contracts(boss, contract, mo):
    url = reverse("portal:credits", args=["acme"])
    with at("2026-07-02T09:00:00"):
        page = signed_in(mo)
        before = queries_of(page, url)
        terms = Terms(credits=Credits(response=RESPONSE, is_automatic=False))
        for place in range(3):
            of = {"starts_on": JUNE, "terms": terms, "products": [factories.make_product(boss, f"Atlas {place}")]}
            factories.make_contract(boss, contract.client, kind="ad_hoc", **of)
        assert queries_of(page, url) == before
        assert words_of(page.get(url)).count("?month=2026-06-01") == 4
