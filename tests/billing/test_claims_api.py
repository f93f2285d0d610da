"""Service credits that are claimed by programs: which months can be, and the claim itself (C-72)."""

from datetime import date

import pytest

from accounts.tenancy import acting_as
from billing.models import CreditClaim
from contracts.terms import Credits, Terms
from tests import factories
from tests.billing.test_claims import JUNE, RESPONSE, at, claim
from tests.billing.test_credit_walk import promised

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "system"])
IN_TIME = "2026-07-02T09:00:00"
BUDGET = {"api:claimable-credits": 10, "api:credit-claims": 7}


@pytest.fixture
def boss(transactional_db):
    return factories.founded("acme")


@pytest.fixture
def contract(boss):
    return promised(boss, zone="Europe/London", response=RESPONSE, is_automatic=False)


@pytest.fixture
def mo(boss, contract):
    return factories.make_contact(boss, contract.client, "mo@kestrel.example", role="manager")


def body(contract, month="2026-06-01", **more):
    return {"contract": str(contract.pk), "month": month} | more


def test_a_month_is_listed_claimed_and_listed_as_claimed(call, boss, contract, mo):
    with at(IN_TIME):
        (before,) = call(mo, "get", "api:claimable-credits").json()
        made = call(mo, "post", "api:credit-claims", data=body(contract, "2026-06-17", note="Nobody answered."))
        after = call(mo, "get", "api:claimable-credits").json()
        of_client, of_staff = (call(who, "get", "api:credit-claims").json()["results"] for who in (mo, boss))

    assert (before["contract"], before["month"], before["until"]) == (str(contract.pk), "2026-06-01", "2026-07-30")
    assert before["client"]["name"] == "Kestrel"
    assert (made.status_code, after) == (201, [])
    assert of_client == of_staff == [made.json()]
    said = {name: made.json()[name] for name in ("month", "note", "claimed_by", "answered_at", "amount", "reason")}
    assert said == {
        "month": "2026-06-01", "note": "Nobody answered.",
        "claimed_by": mo.name, "answered_at": None, "amount": None, "reason": "",
    }  # fmt: skip
    with acting_as(boss):
        assert (CreditClaim.objects.get().month, CreditClaim.objects.get().claimed_by_id) == (JUNE, mo.pk)


def test_what_was_answered_is_read_with_its_amount(call, boss, contract, mo):
    made = claim(mo, contract)
    with acting_as(boss):
        CreditClaim.objects.filter(pk=made.pk).update(answered_at=made.claimed_at, amount=0, reason="Your own line was down.")

    (answered,) = call(mo, "get", "api:credit-claims").json()["results"]

    assert (answered["amount"], answered["currency"]) == ("0.00", contract.currency)
    assert answered["reason"] == "Your own line was down."


def test_a_key_that_comes_twice_claims_once(call, boss, contract, mo):
    with at(IN_TIME):
        first = call(mo, "post", "api:credit-claims", data=body(contract), key="june")
        again = call.again("post", "api:credit-claims", data=body(contract))
        other = call.again("post", "api:credit-claims", data=body(contract, note="Another"))
        without = call(mo, "post", "api:credit-claims", data=body(contract))

    assert (first.status_code, again.status_code, again["Idempotent-Replayed"]) == (201, 201, "true")
    assert again.json() == first.json()
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert (without.status_code, without.json()["code"]) == (409, "credit_refused")
    assert "June 2026 was claimed already" in without.json()["detail"]


@pytest.mark.parametrize(
    ("moment", "month", "words"),
    [
        (IN_TIME, "2026-07-01", "not over yet"),
        (IN_TIME, "9999-12-31", "not over yet"),
        (IN_TIME, "0001-01-01", "did not hold"),
        ("2026-07-31T00:30:00", "2026-06-01", "could be claimed until 30 July 2026"),
    ],
)
def test_what_the_portal_refuses_is_a_problem_in_its_words(call, boss, contract, mo, moment, month, words):
    with at(moment):
        answer = call(mo, "post", "api:credit-claims", data=body(contract, month))

    assert (answer.status_code, answer.json()["code"]) == (409, "credit_refused")
    assert words in answer.json()["detail"]


@pytest.mark.parametrize(
    ("wrong", "pointer"), [({"month": "June"}, "/month"), ({"contract": "x"}, "/contract"), ({"note": "x" * 501}, "/note")]
)
def test_what_means_nothing_is_told_by_its_field(call, boss, contract, mo, wrong, pointer):
    answer = call(mo, "post", "api:credit-claims", data=body(contract) | wrong)

    assert (answer.status_code, [error["pointer"] for error in answer.json()["errors"]]) == (400, [pointer])


def test_who_may_not_claim_cannot_by_the_api(call, boss, contract, mo):
    user = factories.make_contact(boss, contract.client, "user@kestrel.example")
    stranger = factories.make_contact(boss, factories.make_client(boss, "Palisade"), "s@palisade.example", role="manager")
    claim(mo, contract)

    with at(IN_TIME):
        refused = [call(who, "post", "api:credit-claims", data=body(contract)).status_code for who in (user, boss, stranger)]
        reads_only = call(mo, "post", "api:credit-claims", data=body(contract), scopes=("invoices:read",))
        unread = [call(user, "get", f"api:{name}").status_code for name in ("credit-claims", "claimable-credits")]
        found = [call(stranger, "get", f"api:{name}").json() for name in ("claimable-credits", "credit-claims")]

    assert (refused, unread, found) == ([403, 403, 400], [403, 403], [[], {"next": None, "previous": None, "results": []}])
    assert (reads_only.status_code, reads_only.json()["code"]) == (403, "insufficient_scope")


def test_the_lists_are_narrowed_and_cost_the_same_however_long(call, boss, contract, mo, django_assert_num_queries):
    terms = Terms(credits=Credits(response=RESPONSE, is_automatic=False))

    def another(place):
        of = {"starts_on": date(2026, 6, 1), "terms": terms, "products": [factories.make_product(boss, f"Atlas {place}")]}
        return factories.make_contract(boss, contract.client, kind="ad_hoc", **of)

    claim(mo, another(0))
    with at(IN_TIME):
        narrowed = [
            [each["contract"] for each in call(boss, "get", "api:claimable-credits", data={"contract": one}).json()]
            for one in (str(contract.pk), str(another(1).pk))
        ]
        lists, before = ("api:claimable-credits", "api:credit-claims"), []
        for name in lists:
            call(boss, "get", name)
            with django_assert_num_queries(BUDGET[name]):
                before.append(call.again("get", name).json())
        for place in (2, 3):
            another(place)
            claim(mo, another(place + 2))
        for name in lists:
            with django_assert_num_queries(BUDGET[name]):
                before.append(call.again("get", name).json())

    assert [len(found) for found in narrowed] == [1, 1]
    assert (len(before[0]), len(before[2])) == (2, 4)
    assert (len(before[1]["results"]), len(before[3]["results"])) == (1, 3)
