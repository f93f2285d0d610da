"""Who is told that an answer could not be carried out, and what a client reads meanwhile."""

from unittest import mock

import pytest
from django.urls import reverse

from accounts.tenancy import acting_as
from billing import actions
from billing.actions import consent_work
from contracts.errors import ContractRefused
from tests.billing.quotes import HOUR, accept, approver_of, quoted, swept
from tests.billing.test_obstacles import consents_swept
from tests.contracts.desk import retained
from tests.doors import signed_in
from tests.factories import make_client
from tests.http import words_of


@pytest.fixture
def bought(boss, nine_oclock):
    """Hours that were bought for a contract, and not added yet."""
    client = make_client(boss, "Northwind")
    petra, contract = approver_of(boss, client, "petra@northwind.example"), retained(boss, client, overage="block")
    with acting_as(boss):
        line = contract.lines.select_related("contract__client__tenant").get()
        asked = actions.ask_consent(line=line, minutes=60, by=boss, at=nine_oclock)
    with acting_as(petra):
        return actions.top_up_consent(request=asked, minutes=60, by=petra, at=nine_oclock)


def test_a_client_reads_that_hours_were_added_only_once_the_ledger_holds_them(boss, bought, nine_oclock):
    portal, page = signed_in(bought.decided_by), reverse("portal:consent", args=["acme", bought.pk])

    def shown():
        return words_of(portal.get(page))

    before = shown()
    with mock.patch.object(consent_work.contracts, "top_up", side_effect=ContractRefused("No open period.")):
        consents_swept(boss, nine_oclock + HOUR)
    stalled = shown()
    for words in (before, stalled):
        assert "Hours bought" in words and "We add the hours." in words and "The hours are added." not in words
    assert "No open period." not in stalled and "could not be carried out" not in stalled

    with acting_as(boss):
        actions.try_consent_again(request=bought, by=boss, at=nine_oclock + 2 * HOUR)

    assert "The hours are added." in shown() and "We add the hours." not in shown()


def test_a_client_reads_that_hours_were_settled_otherwise_once_the_desk_says_so(boss, bought, nine_oclock):
    portal, page = signed_in(bought.decided_by), reverse("portal:consent", args=["acme", bought.pk])
    with mock.patch.object(consent_work.contracts, "top_up", side_effect=ContractRefused("No open period.")):
        consents_swept(boss, nine_oclock + HOUR)

    with acting_as(boss):
        actions.set_consent_aside(request=bought, by=boss, at=nine_oclock + 2 * HOUR)

    shown = words_of(portal.get(page))
    assert "We settled this with you otherwise." in shown and "We add the hours." not in shown


def test_staff_tokens_read_why_an_answer_stalls_and_a_clients_do_not(call, boss, bought, nine_oclock):
    with mock.patch.object(consent_work.contracts, "top_up", side_effect=ContractRefused("No open period.")):
        consents_swept(boss, nine_oclock + HOUR)

    (listed,), (of_client,) = (call(who, "get", "api:consents").json()["results"] for who in (boss, bought.decided_by))
    read = call(boss, "get", "api:consent", bought.pk).json()

    assert {name: listed["stalled"][name] for name in ("reason", "needs_person", "tries", "next_try_at")} == {
        "reason": "No open period.", "needs_person": True, "tries": 1, "next_try_at": None,
    }  # fmt: skip
    assert read["stalled"] == listed["stalled"]
    assert "stalled" not in of_client and "stalled" not in call(bought.decided_by, "get", "api:consent", bought.pk).json()

    with acting_as(boss):
        actions.try_consent_again(request=bought, by=boss, at=nine_oclock + 2 * HOUR)
    assert "stalled" not in call(boss, "get", "api:consent", bought.pk).json()


def test_a_quote_says_to_staff_tokens_why_it_stalls(call, boss, kestrel, nine_oclock):
    petra = approver_of(boss, kestrel)
    version = accept(quoted(boss, nine_oclock, billing="upfront", client=kestrel, tax_category="outside"), petra, nine_oclock)
    swept(boss.tenant_id, nine_oclock)  # nobody has entered the legal entity that would invoice

    told, untold = ([call(who, "get", "api:quote", version.quote_id).json()] for who in (boss, petra))
    told += call(boss, "get", "api:quotes").json()["results"]
    untold += call(petra, "get", "api:quotes").json()["results"]

    assert [each["stalled"]["needs_person"] for each in told] == [True, True] and told[0]["stalled"]["reason"]
    assert not any("stalled" in each for each in untold) and len(untold) == 2
