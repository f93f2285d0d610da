"""A right or a limit that is taken away while the answer is under way counts no more, though the request has read it (C-22)."""

from decimal import Decimal as D

import pytest
from django.urls import reverse

from accounts import actions as accounts
from accounts.models import Membership
from accounts.spending import AboveSpendingLimit
from accounts.tenancy import STAFF, acting_as, acting_in
from billing import actions
from billing.errors import NoApprover
from billing.models import ConsentRequest, QuoteVersion
from contracts import actions as contracts
from contracts.errors import ContractRefused
from contracts.models import OFFERED, Contract
from tests.billing.quotes import approver_of, fresh, quoted
from tests.contracts.courses import day, make_course, noon, retainer, tick_to
from tests.contracts.desk import Desk, retained
from tests.doors import signed_in
from tests.factories import make_client, make_contract

pytestmark = pytest.mark.django_db


@pytest.fixture
def petra(boss, kestrel, entity):
    """As her request has read her."""
    return approver_of(boss, kestrel)


def taken_away(boss, member, at, *, is_approver=False, limit=None):
    """By somebody else, meanwhile."""
    with acting_as(boss):
        stored = Membership.objects.get(pk=member.pk)
        said = {"name": stored.name, "contact_role": stored.contact_role, "is_approver": is_approver, "spending_limit": limit}
        accounts.change_contact(member=stored, **said, spending_currency="GBP" if limit else "", by=boss, at=at)


def test_a_quote_is_not_accepted(boss, petra, kestrel, nine_oclock):
    version = quoted(boss, nine_oclock, client=kestrel)
    taken_away(boss, petra, nine_oclock)

    with acting_as(petra):
        for deed, more in ((actions.accept_quote, {}), (actions.decline_quote, {"reason": "No"}), (actions.pass_quote_on, {})):
            with pytest.raises(NoApprover, match="Only somebody who approves"):
                deed(version=fresh(version), by=petra, at=nine_oclock, **more)
        assert QuoteVersion.objects.get(pk=version.pk).state == "sent"


def test_a_quote_above_a_limit_that_was_lowered_is_not_accepted(boss, petra, kestrel, nine_oclock):
    version = quoted(boss, nine_oclock, client=kestrel)
    taken_away(boss, petra, nine_oclock, is_approver=True, limit=D(100))

    with acting_as(petra), pytest.raises(AboveSpendingLimit, match=r"above your limit of £100\.00"):
        actions.accept_quote(version=fresh(version), by=petra, at=nine_oclock)


def test_nobody_answers_who_left_meanwhile(boss, petra, kestrel, nine_oclock):
    version = quoted(boss, nine_oclock, client=kestrel)
    with acting_as(boss):
        accounts.end_membership(member=Membership.objects.get(pk=petra.pk), by=boss, at=nine_oclock)

    with acting_as(petra), pytest.raises(NoApprover):
        actions.accept_quote(version=fresh(version), by=petra, at=nine_oclock)


def test_hours_are_neither_approved_nor_bought(boss, entity, nine_oclock):
    northwind = make_client(boss, "Northwind")
    petra, desk = approver_of(boss, northwind, "petra@northwind.example"), Desk(boss, retained(boss, northwind))
    line = desk.line()
    with acting_as(boss):
        contracts.keep_ledger(contract=desk.contract, at=nine_oclock)
        request = actions.ask_consent(line=line, minutes=60, by=boss, at=nine_oclock)
    taken_away(boss, petra, nine_oclock)

    with acting_as(petra):
        for deed, more in ((actions.approve_consent, {}), (actions.top_up_consent, {"minutes": 60})):
            with pytest.raises(NoApprover):
                deed(request=request, by=petra, at=nine_oclock, **more)
        assert ConsentRequest.objects.get().state == "asked"


def test_an_offer_and_a_renewal_are_not_accepted(boss, petra, kestrel, nine_oclock):
    offer = make_contract(boss, kestrel, starts_on=day("2026-07-01"), ends_on=None, stage=OFFERED)
    distant = make_client(boss, "Far")
    contract = make_course(boss, retainer(), starts_on=day("2026-01-01"), ends_on=day("2026-12-31"), client=distant)
    tick_to(contract, day("2026-01-01"))
    far = approver_of(boss, distant, "far@far.example")
    with acting_as(boss):
        contracts.offer_renewal(contract=contract, by=boss, at=noon(day("2026-06-01")))
    for who in (petra, far):
        taken_away(boss, who, nine_oclock)

    with acting_in(boss.tenant_id, STAFF, member=petra.pk, person=petra.person_id), pytest.raises(ContractRefused):
        contracts.accept_contract(contract=offer, by=petra, at=nine_oclock)
    with acting_in(boss.tenant_id, STAFF, member=far.pk, person=far.person_id), pytest.raises(ContractRefused):
        contracts.renew_contract(contract=contract, by=far, at=noon(day("2026-06-02")))
    with acting_as(boss):
        assert Contract.objects.get(pk=offer.pk).stage == OFFERED


def test_the_page_says_so_in_a_sentence(boss, petra, kestrel, nine_oclock, monkeypatch):
    version = quoted(boss, nine_oclock, client=kestrel)
    page, accept = signed_in(petra), actions.accept_quote

    def meanwhile(**said):
        with acting_as(boss):
            Membership.objects.filter(pk=petra.pk).update(is_approver=False)
        return accept(**said)

    monkeypatch.setattr(actions, "accept_quote", meanwhile)
    monkeypatch.setattr("common.wallclock.now", lambda: nine_oclock)
    answer = page.post(reverse("portal:quote-acceptance", args=["acme", version.quote_id]), {"sha256": version.content_sha256})

    assert answer.status_code == 422
    assert "Only somebody who approves for Kestrel" in answer.content.decode()
