"""Contracts for programs: state, lines, hours left and movements, within the token's scopes."""

from datetime import date

import pytest
from django.urls import reverse

from accounts.tenancy import SYSTEM, acting_in
from common import wallclock
from contracts import actions
from tests.api.conftest import make_caller
from tests.contracts.courses import make_course, retainer
from tests.factories import make_contact, make_contract

READS = ["contracts:read"]


@pytest.fixture
def contract(boss, palisade, nine_oclock, monkeypatch):
    monkeypatch.setattr(wallclock, "now", lambda: nine_oclock)
    made = make_course(boss, retainer(), client=palisade, starts_on=date(2026, 1, 1), ends_on=date(2026, 12, 31))
    with acting_in(boss.tenant_id, SYSTEM):
        actions.keep_ledger(contract=made, at=nine_oclock)
    return made


def test_a_contract_is_read_with_state_lines_and_movements(boss, contract):
    caller = make_caller(boss, boss, scopes=READS)

    answer = caller.get(reverse("api:contract", args=[contract.pk])).json()

    assert (answer["state"], answer["currency"], answer["renewal_on"]) == ("active", "GBP", "2027-01-01")
    (line,) = answer["lines"]
    assert (line["kind"], line["left_minutes"], line["words"]) == ("retainer", 1200, "20h 00m a month for £1,600.00")
    assert {"grant", "forfeit"} == {movement["kind"] for movement in answer["movements"]}
    assert answer["movements"][0]["balance"] == 1200


def test_contacts_list_their_companys_contracts_without_drafts(boss, palisade, contract):
    make_contract(boss, palisade, "Premium", stage="draft")
    caller = make_caller(boss, make_contact(boss, palisade, "ada@palisade.example", role="manager"), scopes=READS)

    found = caller.get(reverse("api:contracts")).json()["results"]

    assert [each["id"] for each in found] == [str(contract.pk)]


def test_another_scope_reads_no_contract(boss, contract):
    caller = make_caller(boss, boss, scopes=["tickets:read"])

    assert caller.get(reverse("api:contract", args=[contract.pk])).status_code == 403
