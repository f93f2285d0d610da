"""Pots of all the client's contracts in one order: what is drawn beside the contract that is worked under, and what is not."""

from datetime import date

import pytest

from accounts.tenancy import acting_as
from contracts import actions as contracts
from contracts.models import Movement
from contracts.queries import uninvoiced_work
from contracts.terms import AdHoc, Cover, Terms
from tests.factories import make_environment, make_ticket, make_version
from tests.tickets.beside import MONDAY, RECEIVED, Two, bucket, package, retainer
from tests.tickets.work import log, london

pytestmark = pytest.mark.django_db
LATER = london("2026-06-12T18:00")


def test_the_rest_of_a_dry_retainer_comes_from_the_wide_bucket_to_the_minute_and_then_is_overage(boss):
    two = Two(boss, [retainer(45)], [bucket(30)])

    entry = log(two.agent, f"{MONDAY}10:00", 90, ticket=two.ticket)

    assert two.moved() == [
        ("Hub retainer", "draw", -45, 45),
        ("Wide bucket", "draw", -30, 30),
        ("Hub retainer", "overage", 0, 15),
    ]
    assert entry.parts == {"covered": 75, "overage": 15}
    with acting_as(boss):
        until = date(2026, 12, 31)
        assert [charge.minutes for charge in uninvoiced_work(two.hub, until, with_open_periods=True)] == [15]
        assert uninvoiced_work(two.wide, until, with_open_periods=True) == []
        (beside,) = Movement.objects.filter(contract=two.wide).exclude(group="")
    assert beside.facts == {"under": str(two.hub.pk), "under_name": "Hub"}


def test_c10_all_pots_stand_in_one_order_by_kind_the_own_first_and_buckets_by_their_expiry(boss):
    two = Two(boss, [retainer(15), bucket(15)], [package(15), retainer(15), bucket(15, "2026-09-30")])

    log(two.agent, f"{MONDAY}10:00", 90, ticket=two.ticket)

    assert [line for line, *_ in two.moved()] == [
        *["Wide package", "Hub retainer", "Wide retainer", "Wide bucket", "Hub bucket", "Hub retainer"]
    ]


def test_the_order_is_that_of_the_contract_that_is_worked_under(boss):
    order = ("bucket", "retainer", "package", "per_ticket", "fte", "ad_hoc")
    two = Two(boss, [retainer(30)], [package(30), bucket(30)], terms=Terms(pot_order=order))

    log(two.agent, f"{MONDAY}10:00", 90, ticket=two.ticket)

    assert [line for line, *_ in two.moved()] == ["Wide bucket", "Hub retainer", "Wide package"]


def test_the_policy_of_another_contract_is_never_asked(boss):
    two = Two(boss, [("ad_hoc", AdHoc())], [retainer(30, overage="absorb")])

    entry = log(two.agent, f"{MONDAY}10:00", 60, ticket=two.ticket)

    assert two.moved() == [("Wide retainer", "draw", -30, 30), ("Hub ad_hoc", "hold", 0, 30)]
    assert entry.held_minutes == 30


@pytest.mark.parametrize(
    ("cover", "start"),
    [
        (Cover(activities=("preventive",)), "10:00"),
        (Cover(levels=(3, 4)), "10:00"),
        (Cover(channels=("phone",)), "10:00"),
        (Cover(environments=("production",)), "10:00"),  # nobody said which
        (Cover(hours_kind="8/5"), "19:00"),
    ],
)
def test_c08_nothing_is_drawn_from_a_contract_that_would_not_cover_the_work(boss, cover, start):
    two = Two(boss, [retainer(30)], [bucket(300)], cover=cover)

    log(two.agent, f"{MONDAY}{start}", 60, ticket=two.ticket)

    assert two.moved(two.wide) == []
    assert [(kind, worked) for _line, kind, _quantity, worked in two.moved()] == [("draw", 30), ("overage", 30)]


def test_c08_the_hours_of_a_product_are_not_for_another_one_nor_for_work_on_none(boss):
    two = Two(boss, [retainer(300)], [retainer(15)])
    other = make_ticket(two.contact, at=RECEIVED, title="About nothing that has a name")

    log(two.agent, f"{MONDAY}10:00", 30, ticket=other)
    log(two.agent, f"{MONDAY}11:00", 30, contract=two.wide, activity="preventive")

    assert two.moved(two.hub) == []


def test_work_without_a_ticket_draws_what_is_for_all_of_the_clients_products(boss):
    two = Two(boss, [retainer(15)], [bucket(300)])

    log(two.agent, f"{MONDAY}10:00", 30, contract=two.hub, activity="preventive")

    assert two.moved() == [("Hub retainer", "draw", -15, 15), ("Wide bucket", "draw", -15, 15)]


def test_c11_what_the_own_contract_does_not_cover_draws_no_other_either(boss):
    two = Two(boss, [retainer(30)], [bucket(300)], terms=Terms(cover=Cover(levels=(1,))))

    entry = log(two.agent, f"{MONDAY}10:00", 30, ticket=two.ticket, level=2)

    assert (entry.decision.verdict, two.moved(two.wide)) == ("not_covered", [])
    assert entry.held_minutes == 30


def test_c08_the_version_and_the_environment_are_asked_of_the_other_contract_too(boss):
    two = Two(boss, [retainer(15)], [bucket(300)], terms=Terms(cover=Cover(has_extended_support=True)))
    ended = make_version(boss, two.product, "8.1", ends_on=date(2026, 5, 31))
    live = make_environment(boss, two.client, two.product, "Live", version=ended)
    ticket = make_ticket(two.contact, at=RECEIVED, product=two.product, environment=live, title="On the old version")

    log(two.agent, f"{MONDAY}10:00", 30, ticket=ticket)

    assert [kind for _line, kind, *_ in two.moved()] == ["draw", "overage"]


def test_c58_after_its_end_it_is_drawn_for_tickets_from_before_and_for_no_other_work(boss):
    two = Two(boss, [retainer(15)], [bucket(300)], ends_on=date(2026, 6, 30))
    new = make_ticket(two.contact, at=london("2026-07-02T08:00"), product=two.product, title="Later")

    log(two.agent, "2026-07-03T10:00", 30, ticket=new)
    log(two.agent, "2026-07-03T11:00", 30, contract=two.hub, activity="preventive")
    assert two.moved(two.wide) == []
    log(two.agent, "2026-07-03T12:00", 30, ticket=two.ticket)
    assert two.moved(two.wide) == [("Wide bucket", "draw", -30, 30)]
    log(two.agent, "2026-08-03T12:00", 30, ticket=two.ticket)
    assert two.moved(two.wide) == [("Wide bucket", "draw", -30, 30)]


def test_c05_the_day_is_that_of_the_contract_whose_pot_it_is(boss):
    two = Two(boss, [retainer(15)], [retainer(60)], zone="America/New_York")
    ticket = make_ticket(two.contact, at=london("2026-06-30T08:00"), product=two.product)

    log(two.agent, "2026-07-01T01:00", 60, ticket=ticket)  # the last evening of June there

    with acting_as(boss):
        own, *_, beside = Movement.objects.exclude(group="").exclude(kind="overage").select_related("period").order_by("pk")
    assert (own.work_on, own.period.starts_on) == (date(2026, 7, 1), date(2026, 7, 1))
    assert (beside.work_on, beside.period.starts_on) == (date(2026, 6, 30), date(2026, 6, 1))


def test_c62_nothing_is_drawn_from_a_contract_while_it_is_suspended(boss):
    two = Two(boss, [retainer(15)], [bucket(300)])
    with acting_as(boss):
        said = {"contract": two.wide, "from_on": date(2026, 6, 16), "reason": "A dispute", "by": boss, "at": RECEIVED}
        contracts.suspend_contract(**said)

    log(two.agent, "2026-06-16T10:00", 30, ticket=two.ticket)
    log(two.agent, "2026-06-15T10:00", 30, ticket=two.ticket)

    assert two.moved(two.wide) == [("Wide bucket", "draw", -30, 30)]


def test_work_on_a_ticket_under_another_contract_is_covered_as_that_contract_says(boss):
    repairs = Cover(activities=("corrective",))
    two = Two(boss, [retainer(60)], [retainer(60)], cover=repairs)

    under_its_own = log(two.agent, f"{MONDAY}10:00", 15, ticket=two.ticket, activity="perfective")
    under_another = log(two.agent, f"{MONDAY}11:00", 15, ticket=two.ticket, contract=two.wide, activity="perfective")

    assert (under_its_own.is_covered, under_its_own.parts) == (True, {"covered": 15})
    assert (under_another.is_covered, under_another.status) == (False, "held")
    assert under_another.decision.contract == two.wide
