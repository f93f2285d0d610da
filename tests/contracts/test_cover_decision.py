"""The cover decision as it is gathered from contracts, environments and calendars."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from accounts.models import Level
from accounts.tenancy import acting_as
from contracts import actions
from contracts.cover import COVERED, NEEDS_REVIEW, NOT_COVERED, WITH_CHARGE
from contracts.models import Suspension
from contracts.queries import cover_decision
from contracts.terms import AdHoc, Cover, LevelPrice, PerTicket, Terms
from tests.contracts.desk import Desk, agreed, retained
from tests.factories import make_client, make_contract, make_environment, make_product, make_version

STANDARD = Terms(
    cover=Cover(activities=("corrective", "emergency"), levels=(1, 2, 3), channels=("portal", "email", "chat"), hours_kind="8/5")
)
MONDAY = datetime(2026, 6, 8, 8, 0, tzinfo=UTC)  # 09:00 in London


@pytest.fixture
def palisade(boss):
    """A client on Standard terms since January."""
    client = make_client(boss, "Palisade Life")
    make_contract(boss, client, "Standard", terms=STANDARD)
    return client


def asked(boss, client, at=MONDAY, **about):
    about.setdefault("severity", "minor")
    with acting_as(boss):
        return cover_decision(client=client, at=at, **about)


def test_ex_c39_a_call_on_a_covered_product_and_on_a_version_past_its_end(boss, palisade):
    hub = make_product(boss, "Dispatch Hub", palisade)
    live = make_environment(boss, palisade, hub, "Live", version=make_version(boss, hub, "8.4", ends_on=date(2026, 12, 31)))

    called = asked(boss, palisade, product=hub, environment=live, channel="phone", activity="corrective")
    assert (called.verdict.verdict, called.verdict.step, called.verdict.reason) == (NEEDS_REVIEW, 8, "channel")
    assert asked(boss, palisade, product=hub, environment=live, channel="portal").verdict.verdict == COVERED

    later = datetime(2027, 1, 1, 9, 0, tzinfo=UTC)
    past = asked(boss, palisade, at=later, product=hub, environment=live, channel="phone")
    assert (past.verdict.verdict, past.verdict.step, past.verdict.reason) == (NOT_COVERED, 3, "version_ended")


def test_the_last_supported_day_is_the_contracts_day(boss, palisade):
    hub = make_product(boss, "Dispatch Hub", palisade)
    make_environment(boss, palisade, hub, "Live", version=make_version(boss, hub, "8.4", ends_on=date(2026, 6, 30)))

    inside, outside = datetime(2026, 6, 30, 22, 59, tzinfo=UTC), datetime(2026, 6, 30, 23, 0, tzinfo=UTC)  # midnight in London
    assert asked(boss, palisade, at=inside, product=hub).verdict.verdict == COVERED
    assert asked(boss, palisade, at=outside, product=hub).verdict.step == 3


def test_without_a_contract_with_one_to_come_and_with_one_that_is_over(boss):
    client = make_client(boss, "Nobody yet")
    assert asked(boss, client).verdict.reason == "contract_none"

    make_contract(boss, client, starts_on=date(2026, 7, 1), ends_on=date(2026, 12, 31))
    assert asked(boss, client).verdict.reason == "contract_coming"
    assert asked(boss, client, at=datetime(2027, 1, 1, 0, 0, tzinfo=UTC)).verdict.reason == "contract_run_off"
    assert asked(boss, client, at=datetime(2026, 7, 1, 0, 0, tzinfo=UTC)).verdict.verdict == COVERED


def test_a_contract_for_some_products_covers_those(boss):
    client = make_client(boss, "Palisade Life")
    hub, scan = make_product(boss, "Dispatch Hub", client), make_product(boss, "Depot Scan")
    make_contract(boss, client, products=[hub])

    assert asked(boss, client, product=hub).verdict.verdict == COVERED
    assert (asked(boss, client, product=scan).verdict.verdict, asked(boss, client, product=scan).verdict.step) == (NOT_COVERED, 2)
    assert asked(boss, client).verdict.reason == "product_not_named"


def test_c_62_during_a_suspension_somebody_decides(boss, palisade):
    contract = palisade.contracts.get
    with acting_as(boss):
        found = contract()
        Suspension.objects.create(
            tenant=boss.tenant,
            contract=found,
            client=palisade,
            from_at=MONDAY,
            until_at=MONDAY + timedelta(days=2),
            warned_at=MONDAY,
        )

    assert asked(boss, palisade).verdict.reason == "contract_suspended"
    assert asked(boss, palisade, at=MONDAY + timedelta(days=2)).verdict.verdict == COVERED
    assert asked(boss, palisade, severity="critical").verdict.reason == "contract_suspended"
    with acting_as(boss):
        Suspension.objects.update(lets_critical_through=True)
    assert asked(boss, palisade, severity="critical").verdict.verdict == COVERED
    assert asked(boss, palisade).verdict.reason == "contract_suspended"


def test_hours_are_asked_of_work_and_of_calls(boss, palisade):
    night = datetime(2026, 6, 8, 22, 0, tzinfo=UTC)

    assert asked(boss, palisade, at=night, channel="portal").verdict.verdict == COVERED  # filed at night, worked by day
    assert asked(boss, palisade, at=night, channel="chat").verdict.step == 9
    assert asked(boss, palisade, at=MONDAY, channel="portal", worked_at=night).verdict.reason == "hours"


def test_a_level_is_asked_of_work(boss, palisade):
    with acting_as(boss):
        deepest = Level.objects.get(tenant=boss.tenant, number=4)

    assert asked(boss, palisade, channel="portal").verdict.verdict == COVERED
    assert asked(boss, palisade, channel="portal", level=deepest).verdict.step == 7


def test_c_12_a_ticket_keeps_the_terms_of_the_day_it_was_accepted(boss, palisade):
    with acting_as(boss):
        contract = palisade.contracts.get()
        wider = Terms(cover=Cover(channels=("portal", "phone")))
        actions.agree(contract=contract, terms=wider, effective_on=date(2026, 7, 1), by=boss, at=MONDAY)
    july = datetime(2026, 7, 1, 8, 0, tzinfo=UTC)

    before = asked(boss, palisade, at=july, contract=contract, accepted_at=MONDAY, channel="phone")
    after = asked(boss, palisade, at=july, contract=contract, accepted_at=july, channel="phone")

    assert (before.verdict.step, before.version.number) == (8, 1)
    assert (after.verdict.verdict, after.version.number) == (COVERED, 2)


def test_c_58_what_was_accepted_before_the_end_is_worked_on_in_the_run_off(boss):
    client = make_client(boss, "Palisade Life")
    contract = make_contract(boss, client, ends_on=date(2026, 6, 30))
    at = {"contract": contract, "accepted_at": MONDAY}

    assert asked(boss, client, at=datetime(2026, 7, 30, 22, 59, tzinfo=UTC), **at).verdict.verdict == COVERED
    assert asked(boss, client, at=datetime(2026, 7, 30, 23, 0, tzinfo=UTC), **at).verdict.reason == "contract_over"


def test_an_ad_hoc_agreement_covers_at_a_charge(boss):
    client = make_client(boss, "Now and then")
    line = {"kind": "ad_hoc", "name": "By the hour", "terms": AdHoc()}
    make_contract(boss, client, kind="ad_hoc", lines=[line])

    verdict = asked(boss, client).verdict

    assert (verdict.verdict, verdict.step) == (WITH_CHARGE, 10)


def test_a_price_in_the_terms_turns_review_into_a_charge(boss):
    client = make_client(boss, "Palisade Life")
    make_contract(boss, client, terms=Terms(cover=Cover(channels=("portal",), priced={"channel:phone": Decimal("12.50")})))

    verdict = asked(boss, client, channel="phone").verdict

    assert (verdict.verdict, verdict.charges) == (WITH_CHARGE, {"channel": Decimal("12.50")})


def test_the_environments_of_the_product_count_until_one_is_named(boss, palisade):
    hub = make_product(boss, "Dispatch Hub", palisade)
    live = make_environment(boss, palisade, hub, "Live")
    lab = make_environment(boss, palisade, hub, "Lab", "test", has_custom_code=True)

    assert asked(boss, palisade, product=hub).verdict.reason == "which_environment"
    assert asked(boss, palisade, product=hub, environment=live).verdict.verdict == COVERED
    assert asked(boss, palisade, product=hub, environment=lab).verdict.reason == "custom_code"  # C-50


@pytest.mark.parametrize(
    ("overage", "verdict"), [("bill", WITH_CHARGE), ("borrow", WITH_CHARGE), ("block", NEEDS_REVIEW), ("absorb", COVERED)]
)
def test_when_the_hours_are_used_up_the_line_says_what_follows(boss, overage, verdict):
    client = make_client(boss, "Palisade Life")
    desk = Desk(boss, retained(boss, client, overage=overage))
    at = datetime(2026, 6, 8, 8, 0, tzinfo=UTC)
    desk.keep("2026-06-08T09:00")

    assert asked(boss, client, at=at).verdict.verdict == COVERED
    desk.log("2026-06-08T09:00", 1200)

    after = asked(boss, client, at=at).verdict
    assert (after.verdict, after.step) == (verdict, 0 if verdict == COVERED else 10)
    assert asked(boss, client, at=at, worked_at=datetime(2026, 6, 30, 8, 0, tzinfo=UTC)).verdict.verdict == verdict


def test_tickets_that_were_agreed_are_counted_too(boss):
    client = make_client(boss, "Palisade Life")
    price = LevelPrice(included=0, price=Decimal(14), extra_price=Decimal(20))
    desk = Desk(boss, agreed(boss, client, ("per_ticket", PerTicket(levels={1: price}))))
    desk.keep("2026-06-08T09:00")

    verdict = asked(boss, client, at=datetime(2026, 6, 8, 8, 0, tzinfo=UTC)).verdict

    assert (verdict.verdict, verdict.step) == (WITH_CHARGE, 10)


def test_a_new_ticket_in_the_run_off_is_not_covered(boss):
    client = make_client(boss, "Palisade Life")
    make_contract(boss, client, ends_on=date(2026, 6, 30))

    inside, after = datetime(2026, 7, 30, 22, 59, tzinfo=UTC), datetime(2026, 7, 30, 23, 0, tzinfo=UTC)
    assert asked(boss, client, at=inside).verdict.reason == "contract_run_off"
    assert asked(boss, client, at=after).verdict.reason == "contract_over"
