"""Several tiers in one contract: of its ordered conditions the first that fits a ticket decides at intake (D-22, C-12)."""

from datetime import timedelta

import pytest

from accounts.tenancy import acting_as
from contracts import actions as contracts
from contracts.errors import ContractRefused
from contracts.models import Contract
from slas import actions as slas
from slas.contents import content_of, from_content
from slas.models import TicketType, Tier
from tests.factories import make_client, make_contact, make_contract, make_product, make_ticket
from tickets.queries import covers_by_severity
from tickets.queries.retargets import frozen_contracts


@pytest.fixture
def contract(boss, kestrel):
    with acting_as(boss):
        return Contract.objects.get(client=kestrel)


def means(boss, contract, *conditions, at=None):
    """Put conditions on the contract, tiers and types called by name."""
    with acting_as(boss):
        known = {tier.name: tier for tier in Tier.objects.filter(tenant_id=boss.tenant_id)}
        rows = [{**said, "tier": known[said["tier"]]} for said in conditions]
        contracts.order_conditions(contract=contract, conditions=rows, by=boss, at=at or contract.created_at)


def tier_of(boss, ticket):
    with acting_as(boss):
        return ticket.tier_version.tier.name


def test_the_first_condition_that_fits_decides_and_the_contracts_tier_is_the_last(boss, ann, agent, contract, nine_oclock):
    with acting_as(boss):
        defect = TicketType.objects.get(tenant_id=boss.tenant_id, code="defect")
    means(
        boss,
        contract,
        {"severity": "critical", "source": "phone", "tier": "Enterprise"},
        {"severity": "critical", "tier": "Premium"},
        {"ticket_type": defect, "tier": "Basic"},
    )
    by_staff = {"client": ann.client, "requester": ann, "at": nine_oclock}

    assert tier_of(boss, make_ticket(agent, severity="critical", source="phone", **by_staff)) == "Enterprise"
    assert tier_of(boss, make_ticket(agent, severity="critical", type="defect", source="email", **by_staff)) == "Premium"
    assert tier_of(boss, make_ticket(ann, at=nine_oclock, severity="critical")) == "Premium"
    assert tier_of(boss, make_ticket(ann, at=nine_oclock, type="defect")) == "Basic"
    assert tier_of(boss, make_ticket(ann, at=nine_oclock)) == "Standard"


def test_the_order_is_what_counts(boss, ann, contract, nine_oclock):
    with acting_as(boss):
        defect = TicketType.objects.get(tenant_id=boss.tenant_id, code="defect")
    by_type, by_severity = {"ticket_type": defect, "tier": "Basic"}, {"severity": "critical", "tier": "Premium"}

    means(boss, contract, by_type, by_severity)
    first = make_ticket(ann, at=nine_oclock, severity="critical", type="defect")
    means(boss, contract, by_severity, by_type)
    second = make_ticket(ann, at=nine_oclock, severity="critical", type="defect")

    assert (tier_of(boss, first), tier_of(boss, second)) == ("Basic", "Premium")


def test_a_condition_may_be_about_a_product(boss, ann, kestrel, contract, nine_oclock):
    portal, core = make_product(boss, "Portal", kestrel), make_product(boss, "Core", kestrel)
    means(boss, contract, {"product": core, "tier": "Enterprise"})

    assert tier_of(boss, make_ticket(ann, at=nine_oclock, product=core)) == "Enterprise"
    assert tier_of(boss, make_ticket(ann, at=nine_oclock, product=portal)) == "Standard"
    assert tier_of(boss, make_ticket(ann, at=nine_oclock)) == "Standard"


def test_what_is_shown_before_sending_is_what_is_then_pinned(boss, ann, kestrel, contract, nine_oclock):
    means(boss, contract, {"severity": "critical", "tier": "Enterprise"})
    with acting_as(boss):
        covers = covers_by_severity(kestrel, None, nine_oclock, source="portal")

    for severity, cover in covers.items():
        assert make_ticket(ann, at=nine_oclock, severity=severity).tier_version_id == cover.version.pk


def test_a_ticket_keeps_its_tier_when_severity_or_conditions_change(boss, ann, agent, contract, nine_oclock):
    from tickets import actions

    ticket = make_ticket(ann, at=nine_oclock, severity="minor")
    means(boss, contract, {"severity": "critical", "tier": "Enterprise"})
    with acting_as(agent):
        actions.change_severity(ticket=ticket, severity="critical", by=agent, at=nine_oclock + timedelta(minutes=5))

    assert tier_of(boss, ticket) == "Standard"


def test_frozen_terms_pin_the_tiers_of_conditions_too(boss, nine_oclock):
    client = make_client(boss, "Palisade Assurance")
    contact = make_contact(boss, client, "olga@palisade-assurance.example")
    frozen = make_contract(boss, client, "Standard", is_frozen=True)
    means(boss, frozen, {"severity": "critical", "tier": "Premium"})
    with acting_as(boss):
        premium = Tier.objects.get(tenant_id=boss.tenant_id, name="Premium")
        content = from_content(content_of(premium.versions.get(number=1)), boss.tenant_id)
        slas.publish_tier(tier=premium, **content, by=boss, at=nine_oclock)
    means(boss, frozen, {"severity": "critical", "tier": "Premium"}, {"severity": "major", "tier": "Basic"}, at=nine_oclock)

    ticket = make_ticket(contact, at=nine_oclock + timedelta(hours=1), severity="critical")

    with acting_as(boss):
        assert ticket.tier_version.number == 1
        assert frozen_contracts(boss.tenant_id, premium.pk) == [frozen.pk]


@pytest.mark.parametrize(
    "hidden",
    [
        [{"tier": "Premium"}, {"severity": "minor", "tier": "Basic"}],
        [{"severity": "minor", "tier": "Premium"}, {"severity": "minor", "source": "phone", "tier": "Basic"}],
        [{"severity": "minor", "tier": "Premium"}, {"severity": "minor", "tier": "Premium"}],
    ],
)
def test_a_condition_that_is_never_reached_is_refused(boss, contract, hidden):
    with pytest.raises(ContractRefused, match="Line 2 is never reached: line 1 fits all its tickets"):
        means(boss, contract, *hidden)
    with acting_as(boss):
        assert not contract.conditions.exists()
