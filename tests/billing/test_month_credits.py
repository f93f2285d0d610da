"""Service credits of a month: from clocks to the next invoice (C-72, K-01, K-11)."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from msgspec.structs import replace

from accounts.tenancy import SYSTEM, acting_as, acting_in
from billing import actions
from billing.errors import CreditRefused
from billing.models import CreditProposal
from contracts.models import Charge
from contracts.terms import Credits, Hours, Retainer, Terms
from tests.factories import make_contact, make_contract, make_ticket
from tickets import actions as tickets
from tickets.models import Clock

JULY = datetime(2026, 7, 1, 8, 0, tzinfo=UTC)
RESPONSE = ((Decimal(95), Decimal(0)), (Decimal(90), Decimal(5)), (Decimal(0), Decimal(10)))
AVAILABILITY = ((Decimal("99.9"), Decimal(0)), (Decimal(0), Decimal(10)))


def agreed(boss, client, **credits):
    with acting_as(boss):
        from contracts import actions as contracts

        contracts.change_contract_end(contract=client.contracts.get(), ends_on=date(2026, 1, 31), by=boss, at=JULY)
    terms = replace(Terms(), credits=Credits(**credits))
    line = Retainer(hours=Hours(allowance_minutes=1200), fee=Decimal(3000))
    lines = [{"kind": "retainer", "name": "Hours", "terms": line}]
    return make_contract(boss, client, kind="retainer", starts_on=date(2026, 2, 1), lines=lines, terms=terms)


def propose(boss, contract, at=JULY, **more):
    with acting_as(boss):
        return actions.propose_credit(contract=contract, month=date(2026, 6, 1), by=boss, at=at, **more)


def test_ex_c35_what_was_missed_becomes_a_charge_below_nothing(boss, kestrel, agent, nine_oclock):
    contract = agreed(boss, kestrel, availability=AVAILABILITY, response=RESPONSE)
    ann = make_contact(boss, kestrel, "ann2@kestrel.example")
    kept, missed = (make_ticket(ann, at=nine_oclock) for _each in range(2))
    with acting_as(agent):
        tickets.reply(ticket=kept, body="Seen.", by=agent, at=nine_oclock + timedelta(minutes=5))
    with acting_in(boss.tenant_id, SYSTEM):
        tickets.record_due_clocks(tenant_id=boss.tenant_id, at=nine_oclock + timedelta(days=10))
        assert Clock.objects.filter(ticket=missed, metric="first_response", breached_at__isnull=False).exists()

    proposal = propose(boss, contract, availability=Decimal("99.5"))

    assert (proposal.response_met, proposal.response_due, proposal.fee) == (1, 2, Decimal(3000))
    assert [(part["cause"], part["amount"]) for part in proposal.parts] == [("availability", "300.00"), ("response", "300.00")]
    assert (proposal.sum, proposal.cap, proposal.amount) == (Decimal(600), Decimal(450), Decimal(450))
    with acting_as(ann):
        assert not CreditProposal.objects.exists()
    with acting_as(boss):
        actions.approve_credit(proposal=proposal, by=boss, at=JULY)
        charge = Charge.objects.get(kind="service_credit")
        assert (charge.amount, charge.source_id, charge.due_on) == (Decimal(-450), proposal.pk, date(2026, 7, 1))
        with pytest.raises(CreditRefused, match="decided already"):
            actions.approve_credit(proposal=proposal, by=boss, at=JULY)
    with pytest.raises(CreditRefused, match="decided already"):
        propose(boss, contract)
    with acting_as(ann):
        assert CreditProposal.objects.get().amount == Decimal(450)


def test_reckoned_again_before_the_decision_it_stays_one_row(boss, kestrel):
    contract = agreed(boss, kestrel, availability=AVAILABILITY, cap_percent=Decimal(12))

    first, second = propose(boss, contract, availability=Decimal(100)), propose(boss, contract, availability=Decimal(99))

    assert (first.pk, first.amount, second.amount) == (second.pk, Decimal(0), Decimal(300))
    with acting_as(boss):
        with pytest.raises(CreditRefused, match="Say why"):
            actions.reject_credit(proposal=second, reason="", by=boss, at=JULY)
        assert actions.reject_credit(proposal=second, reason="Their own line", by=boss, at=JULY).state == "rejected"
        assert not Charge.objects.filter(kind="service_credit").exists()


def test_a_month_that_runs_and_an_agreement_without_credits_are_refused(boss, kestrel):
    contract = agreed(boss, kestrel, availability=AVAILABILITY)
    with pytest.raises(CreditRefused, match="not over yet"):
        propose(boss, contract, at=datetime(2026, 6, 30, 22, 59, tzinfo=UTC))
    with pytest.raises(CreditRefused, match="between 0 and 100"):
        propose(boss, contract, availability=Decimal(101))
    with acting_as(boss):
        plain = kestrel.contracts.order_by("starts_on").first()
    with pytest.raises(CreditRefused, match="promises no service credits"):
        propose(boss, plain)
