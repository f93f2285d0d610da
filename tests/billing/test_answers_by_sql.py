"""What raw SQL in a contact's session can do to quotes, questions and caps: an approver answers in the own name, and no more."""

from uuid import uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.tenancy import acting_as
from billing import actions
from tests.billing.quotes import approver_of, quoted_on_ticket
from tests.contracts.desk import retained
from tests.factories import make_client, make_contact

pytestmark = pytest.mark.django_db

ANSWER = "UPDATE billing_{} SET decided_at = now(), decided_by_id = %(who)s, {}"
QUOTE = ANSWER.format("quoteversion", "state = 'accepted'")
CONSENT = ANSWER.format("consentrequest", "state = 'approved', approved_amount = amount")
PASS_ON = "UPDATE billing_quoteversion SET passed_on_at = now(), passed_on_by_id = %(who)s"
CAP = (
    "INSERT INTO contracts_spendingcap (id, tenant_id, client_id, source_kind, currency, amount, used, created_at)"
    " VALUES (%(id)s, (select app_tenant()), (select app_client()), 'nte', 'GBP', 5000, 0, now())"
)


@pytest.fixture
def fox(boss):
    return make_client(boss, "Fox & Hound")


@pytest.fixture
def petra(boss, fox):
    return approver_of(boss, fox, "petra@fox.example")


@pytest.fixture
def waiting(boss, petra, entity, fox, nine_oclock):
    """A quote and a question that wait for petra."""
    contract = retained(boss, fox, overage="block")
    quoted_on_ticket(boss, make_contact(boss, fox, "ann@fox.example"), nine_oclock)
    with acting_as(boss):
        line = contract.lines.select_related("contract__client__tenant").get()
        actions.ask_consent(line=line, minutes=60, by=boss, at=nine_oclock)


def rows(member, statement, *, in_the_name_of=None):
    """How many rows a statement in the contact's session touches, undone afterwards; none where it is refused."""
    try:
        with transaction.atomic(), acting_as(member), connection.cursor() as cursor:
            cursor.execute(statement, {"who": (in_the_name_of or member).pk, "id": uuid4()})
            transaction.set_rollback(True)
            return cursor.rowcount
    except DatabaseError:
        return 0


@pytest.mark.parametrize("statement", [QUOTE, CONSENT, PASS_ON, CAP])
def test_who_approves_nothing_writes_nothing(boss, fox, petra, waiting, statement):
    manager = make_contact(boss, fox, "plain@fox.example", role="manager")

    assert (rows(petra, statement), rows(manager, statement)) == (1, 0)


@pytest.mark.parametrize("statement", [QUOTE, CONSENT, PASS_ON])
def test_nobody_answers_in_anothers_name(boss, petra, fox, waiting, statement):
    other = approver_of(boss, fox, "otto@fox.example")

    assert rows(petra, statement, in_the_name_of=other) == 0


@pytest.mark.parametrize(
    "change", ["amount = 1", "minutes = 60000", "currency = 'JPY'", "expires_at = '2099-01-01'", "holds_work = false"]
)
def test_what_was_asked_is_not_rewritten(petra, waiting, change):
    assert rows(petra, f"{CONSENT}, {change}") == 0
