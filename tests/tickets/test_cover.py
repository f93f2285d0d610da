"""The cover of tickets through the verbs: decided when filed, when something changes and when time is logged; then settled."""

from datetime import date, timedelta

import pytest

from accounts.models import Level
from accounts.tenancy import acting_as
from contracts.terms import Cover, Terms
from slas.models import TicketType
from tests.factories import make_client, make_contact, make_contract, make_environment, make_product, make_ticket, make_version
from tickets import actions
from tickets.errors import TicketRefused
from tickets.models import Clock, CoverDecision
from tickets.queries import covers_by_severity

STANDARD = Terms(cover=Cover(activities=("corrective", "emergency"), levels=(1, 2, 3), channels=("portal", "email", "chat")))


@pytest.fixture
def client(boss):
    """A client under a Standard contract whose terms say what is covered."""
    found = make_client(boss, "Palisade Life")
    make_contract(boss, found, "Standard", terms=STANDARD)
    return found


@pytest.fixture
def olga(boss, client):
    return make_contact(boss, client, "olga@palisade.example")


def decisions(boss, ticket):
    with acting_as(boss):
        rows = CoverDecision.objects.filter(ticket=ticket).order_by("decided_at", "id")
        return [(row.occasion, row.verdict, row.step, row.outcome) for row in rows]


def tier_of(boss, ticket):
    with acting_as(boss):
        ticket.refresh_from_db()
        return ticket.tier_version.tier.name


def metrics_of(boss, ticket):
    with acting_as(boss):
        return set(Clock.objects.filter(ticket=ticket).exclude(state="cancelled").values_list("metric", flat=True))


def test_a_contacts_ticket_is_decided_as_it_is_filed(boss, olga, nine_oclock):
    ticket = make_ticket(olga, at=nine_oclock)

    assert decisions(boss, ticket) == [("filed", "covered", 0, "")]
    with acting_as(boss):
        row = CoverDecision.objects.select_related("contract_version").get(ticket=ticket)
    assert (row.by_id, row.contract_version.number, row.decided_at) == (olga.pk, 1, nine_oclock)
    assert [step["result"] for step in row.facts["steps"]][:2] == ["passed", "passed"]


def test_c_13_a_call_under_standard_is_kept_and_promised_best_effort_until_decided(boss, client, agent, nine_oclock):
    """EX-C39 through the actions: the phone is no channel of Standard and has no price."""
    ticket = make_ticket(agent, client=client, at=nine_oclock, source="phone")

    assert decisions(boss, ticket) == [("filed", "needs_review", 8, "")]
    with acting_as(boss):
        assert ticket.contract.name == "Standard 2026"
    assert tier_of(boss, ticket) == "Best effort"

    with acting_as(boss):
        actions.record_outcome(ticket=ticket, outcome="accepted", reason="Logged as portal.", by=boss, at=nine_oclock)
    assert decisions(boss, ticket) == [("filed", "needs_review", 8, "accepted")]
    assert tier_of(boss, ticket) == "Standard"
    with acting_as(boss):
        resolution = Clock.objects.get(ticket=ticket, metric="resolution")
    assert resolution.started_at == nine_oclock  # from receipt (`decisions.md` 12)


def test_promises_begin_at_receipt_also_when_cover_is_decided_later(boss, client, agent, nine_oclock):
    ticket = make_ticket(agent, client=client, at=nine_oclock, source="phone")
    later = nine_oclock + timedelta(hours=2)

    with acting_as(boss):
        actions.record_outcome(ticket=ticket, outcome="goodwill", reason="A good client.", by=boss, at=later)
        resolution = Clock.objects.get(ticket=ticket, metric="resolution")

    assert resolution.started_at == nine_oclock
    covered = make_ticket(agent, client=client, at=nine_oclock, source="email")
    with acting_as(boss):
        assert resolution.due_at == Clock.objects.get(ticket=covered, metric="resolution").due_at


def test_without_any_contract_a_ticket_is_not_covered_and_keeps_best_effort(boss, nine_oclock):
    somebody = make_contact(boss, make_client(boss, "Nobody"), "no@body.example")

    ticket = make_ticket(somebody, at=nine_oclock)

    assert decisions(boss, ticket) == [("filed", "not_covered", 1, "")]
    assert tier_of(boss, ticket) == "Best effort"


def test_it_is_decided_again_when_type_or_environment_change_and_only_then_stored(boss, client, agent, olga, nine_oclock):
    hub = make_product(boss, "Dispatch Hub", client)
    live = make_environment(boss, client, hub, "Live", version=make_version(boss, hub, "8.4", ends_on=date(2026, 12, 31)))
    lab = make_environment(boss, client, hub, "Lab", "test", has_custom_code=True)
    ticket = make_ticket(olga, at=nine_oclock, product=hub)
    assert decisions(boss, ticket) == [("filed", "needs_review", 6, "")]  # live or lab?

    with acting_as(boss):
        ticket = actions.change_subject(ticket=ticket, product=hub, environment=live, by=agent, at=nine_oclock)
        assert ticket.tier_version.tier.name == "Standard"
        actions.change_severity(ticket=ticket, severity="major", by=agent, at=nine_oclock)  # says nothing new
        wish = TicketType.objects.get(tenant=boss.tenant, code="improvement")
        actions.change_type(ticket=ticket, type=wish, by=agent, at=nine_oclock)
        actions.change_subject(ticket=ticket, environment=lab, by=agent, at=nine_oclock)

    assert [row[1:3] for row in decisions(boss, ticket)] == [
        ("needs_review", 6),
        ("covered", 0),
        ("not_covered", 5),
    ]
    assert tier_of(boss, ticket) == "Standard"  # what was promised is not taken back


def test_c_50_custom_code_and_a_major_upgrade_are_not_assumed(boss, client, agent, olga, nine_oclock):
    hub = make_product(boss, "Dispatch Hub", client)
    lab = make_environment(boss, client, hub, "Lab", "test", has_custom_code=True)

    custom = make_ticket(olga, at=nine_oclock, environment=lab)
    ticket = make_ticket(olga, at=nine_oclock)
    with acting_as(boss):
        actions.change_subject(ticket=ticket, upgrade="major", by=agent, at=nine_oclock)
        custom.refresh_from_db()

    assert custom.product_id == hub.pk  # its environment brings it
    assert decisions(boss, custom) == [("filed", "not_covered", 6, "")]
    assert decisions(boss, ticket)[-1] == ("changed", "not_covered", 5, "")


def test_another_contract_decides_anew(boss, client, agent, nine_oclock):
    ticket = make_ticket(agent, client=client, at=nine_oclock, source="phone")
    hub = make_product(boss, "Dispatch Hub", client)
    wide = make_contract(boss, client, "Premium", products=[hub])

    with acting_as(boss):
        actions.change_subject(ticket=ticket, product=hub, by=agent, at=nine_oclock)
        ticket.refresh_from_db()

    assert ticket.contract_id == wide.pk
    assert decisions(boss, ticket)[-1] == ("changed", "covered", 0, "")
    assert tier_of(boss, ticket) == "Premium"


def test_time_is_asked_with_its_level_and_stored_once(boss, client, agent, olga, nine_oclock):
    ticket = make_ticket(olga, at=nine_oclock)
    with acting_as(boss):
        second = Level.objects.get(tenant=boss.tenant, number=2)
        fine = actions.decide_cover(ticket=ticket, at=nine_oclock, level=second, worked_at=nine_oclock, by=agent)
        deep = [actions.decide_cover(ticket=ticket, at=nine_oclock, level=4, by=agent) for _again in range(3)]
        other = actions.decide_cover(ticket=ticket, at=nine_oclock, activity="perfective", by=agent)

    assert (fine.occasion, fine.verdict) == ("filed", "covered")
    assert {row.pk for row in deep} == {deep[0].pk}
    assert (deep[0].occasion, deep[0].verdict, deep[0].step) == ("time", "not_covered", 7)
    assert (other.verdict, other.step) == ("not_covered", 5)


def test_an_environment_of_another_client_or_product_is_refused(boss, client, agent, olga, kestrel, nine_oclock):
    hub, scan = make_product(boss, "Dispatch Hub", client), make_product(boss, "Depot Scan", kestrel)
    live, foreign = make_environment(boss, client, hub, "Live"), make_environment(boss, kestrel, scan, "Theirs")
    ticket = make_ticket(olga, at=nine_oclock)

    with acting_as(boss):
        for about in ({"environment": foreign}, {"environment": live, "product": scan}):
            with pytest.raises(TicketRefused):
                actions.change_subject(ticket=ticket, by=agent, at=nine_oclock, **about)


def test_contracts_whose_terms_say_nothing_promise_as_before(boss, kestrel, ann, agent, nine_oclock):
    """Agreements from before there were terms: every step passes, the tier's clocks run."""
    for filed in (make_ticket(ann, at=nine_oclock), make_ticket(agent, client=kestrel, at=nine_oclock, source="phone")):
        assert decisions(boss, filed) == [("filed", "covered", 0, "")]
        assert tier_of(boss, filed) == "Standard"
        assert "resolution" in metrics_of(boss, filed)


def test_what_the_portal_promises_before_sending_is_what_the_ticket_then_gets(boss, client, olga, nine_oclock):
    """An uncovered kind of work shows best effort beforehand, a covered one the tier."""
    with acting_as(boss):
        kinds = {kind.code: kind for kind in TicketType.objects.filter(tenant=boss.tenant)}
        offers = {code: covers_by_severity(client, None, nine_oclock, type=kind, source="portal") for code, kind in kinds.items()}
        tiers = {code: {cover.version.tier.name for cover in offers[code].values()} for code in ("incident", "improvement")}

    assert tiers == {"incident": {"Standard"}, "improvement": {"Best effort"}}
    for code, names in tiers.items():
        assert {tier_of(boss, make_ticket(olga, at=nine_oclock, type=code))} == names
