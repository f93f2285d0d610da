"""What was drawn beside: taken back, held and placed, closed with its period, shown on pages, counted in the cover."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Level
from accounts.tenancy import acting_as
from contracts import actions as contracts
from contracts.models import LinePeriod, Movement, ThresholdCrossing
from contracts.queries import balance_of, cover_decision
from contracts.terms import Cover
from tests.contracts.buckets import buy_bucket
from tests.factories import make_contact, make_contract
from tests.http import sign_in, words_of
from tests.tickets.beside import MONDAY, RECEIVED, Two, bucket, retainer
from tests.tickets.work import log, london
from tickets import actions
from tickets.models import TimeEntry
from tickets.time_words import lines_of

pytestmark = pytest.mark.django_db
LATER = london("2026-06-12T18:00")


def test_what_is_taken_back_returns_to_the_grants_of_both(boss):
    two = Two(boss, [retainer(45)], [bucket(30)])
    entry = log(two.agent, f"{MONDAY}10:00", 90, ticket=two.ticket)

    with acting_as(boss):
        shorter = actions.correct_time(
            entry=entry, ended_at=entry.started_at + timedelta(minutes=60), why="Shorter", by=boss, at=LATER
        )
    assert shorter.parts == {"covered": 60}
    with acting_as(boss):
        assert balance_of(two.line(two.wide, "bucket")) == 15
        actions.withdraw_time(entry=shorter, by=boss, at=LATER)
        balances = [balance_of(two.line(two.hub, "retainer")), balance_of(two.line(two.wide, "bucket"))]
        sums = sum(Movement.objects.exclude(group="").values_list("work_minutes", flat=True))
        of_hub = Movement.objects.filter(contract=two.hub, grant__line__contract=two.wide)
    assert (balances, sums) == ([45, 30], 0)
    with acting_as(boss):
        assert not of_hub.exists()


def test_what_comes_back_after_the_others_period_is_closed_can_be_used_in_its_running_one(boss):
    two = Two(boss, [bucket(15)], [retainer(60)])
    entry = log(two.agent, f"{MONDAY}10:00", 60, ticket=two.ticket)

    with acting_as(boss):
        actions.withdraw_time(entry=entry, by=boss, at=london("2026-07-10T09:00"))
        back = Movement.objects.select_related("period").get(contract=two.wide, kind="reverse")
    assert (back.is_late, back.period.number, back.quantity) == (True, 6, 60)


def test_c35_a_top_up_of_the_wide_contract_places_what_is_held_on_the_products(boss):
    two = Two(boss, [retainer(30, overage="block")], [retainer(15, overage="block")])
    entry = log(two.agent, f"{MONDAY}10:00", 60, ticket=two.ticket)
    assert entry.parts == {"covered": 45, "held": 15}

    two.top_up(two.line(two.wide, "retainer"), 60, LATER)
    with acting_as(boss):
        (released,) = actions.release_held(client=two.client, contract=two.wide, by=boss, at=LATER)

    assert (released.pk, released.parts) == (entry.pk, {"covered": 60})
    assert two.moved()[-1] == ("Wide retainer", "draw", -15, 15)
    with acting_as(boss):
        assert balance_of(two.line(two.wide, "retainer")) == 45


def test_c35_what_is_held_on_the_topped_up_contract_itself_comes_first(boss):
    two = Two(boss, [retainer(15, overage="block")], [retainer(15, overage="block")])
    first = log(two.agent, f"{MONDAY}10:00", 60, ticket=two.ticket)
    second = log(two.agent, f"{MONDAY}12:00", 30, contract=two.wide, activity="preventive")

    two.top_up(two.line(two.wide, "retainer"), 30, LATER)
    with acting_as(boss):
        released = actions.release_held(client=two.client, contract=two.wide, by=boss, at=LATER)

    assert [entry.pk for entry in released] == [second.pk]
    with acting_as(boss):
        assert TimeEntry.objects.get(pk=first.pk).held_minutes == 30


def test_both_periods_close_with_what_each_has_left(boss):
    two = Two(boss, [retainer(30)], [retainer(120, rollover="capped", roll_percent=50)])
    log(two.agent, f"{MONDAY}10:00", 60, ticket=two.ticket)

    log(two.agent, "2026-07-06T10:00", 15, ticket=two.ticket)

    with acting_as(boss):
        rows = Movement.objects.filter(period__number=5, kind__in=("roll", "forfeit", "expire"), quantity__lt=0).order_by("pk")
        found = [(row.line.name, row.kind, row.quantity) for row in rows.select_related("line")]
        closed = LinePeriod.objects.filter(number=5, closed_at__isnull=False)
        assert set(closed.values_list("line__name", flat=True)) == {"Hub retainer", "Wide retainer"}
    of_wide = [("roll", -60), ("forfeit", -60), ("expire", -30)]  # half an hour was drawn of what had rolled from May
    assert found == [("Wide retainer", *what) for what in of_wide]


def test_c41_the_others_threshold_tells_what_is_left_there(boss):
    two = Two(boss, [bucket(15)], [retainer(60)])

    log(two.agent, f"{MONDAY}10:00", 75, ticket=two.ticket)

    with acting_as(boss):
        crossed = ThresholdCrossing.objects.filter(line__contract=two.wide).values_list("percent", flat=True)
        assert list(crossed) == [50, 75, 90, 100]


def test_before_saving_it_says_of_which_contract_the_hours_are_and_what_is_left_there(boss):
    two = Two(boss, [retainer(15)], [bucket(60)])
    begin = london(f"{MONDAY}10:00")

    with acting_as(two.agent):
        said = {"ticket": two.ticket, "started_at": begin, "ended_at": begin + timedelta(minutes=45)}
        preview = actions.preview_time(by=two.agent, at=LATER, **said)
        words = [sentence for _tone, sentence in lines_of(preview.entry, preview.left)]

    assert "15m covered by Hub retainer, 0m left after." in words
    assert "30m covered by Wide bucket of the contract Wide, 30m left after." in words
    assert two.moved() == []


def test_pages_say_of_which_contract_the_hours_were_and_under_which_the_work_was_done(boss):
    two = Two(boss, [retainer(15)], [bucket(60)])
    entry = log(two.agent, f"{MONDAY}10:00", 45, ticket=two.ticket)

    shown = words_of(sign_in(Browser(), two.agent).get(reverse("desk:time-entry", args=["acme", entry.pk])))
    assert "30m from Wide bucket of the contract Wide" in shown
    manager = make_contact(boss, two.client, "mona@northwind.example", role="manager")
    for browser, name in (
        (sign_in(Browser(), boss), "manage:contract-ledger"),
        (sign_in(Browser(), manager), "portal:contract-ledger"),
    ):
        assert "for work under Hub" in words_of(browser.get(reverse(name, args=["acme", two.wide.pk])))
        assert "for work under" not in words_of(browser.get(reverse(name, args=["acme", two.hub.pk])))


def test_c08_the_tenth_question_counts_the_hours_of_contracts_that_would_cover_it(boss):
    two = Two(boss, [retainer(30, overage="block")], [bucket(30)], cover=Cover(levels=(1, 2)))
    log(two.agent, f"{MONDAY}10:00", 30, ticket=two.ticket)

    def asked(**about):
        with acting_as(boss):
            said = {"client": two.client, "at": LATER, "product": two.product, "contract": two.hub, "accepted_at": RECEIVED}
            return cover_decision(**said, severity="minor", **about).verdict

    assert asked().verdict == "covered"
    with acting_as(boss):
        level = Level.objects.get(tenant_id=boss.tenant_id, number=3)
    assert (asked(level=level).verdict, asked(level=level).reason) == ("needs_review", "quantity")
    log(two.agent, f"{MONDAY}12:00", 30, ticket=two.ticket)
    assert (asked().verdict, asked().reason) == ("needs_review", "quantity")


def queries_of(two, start):
    """How often logging a quarter of an hour asks the database."""
    begin = london(start)
    with acting_as(two.agent), CaptureQueriesContext(connection) as asked:
        said = {"ticket": two.ticket, "started_at": begin, "ended_at": begin + timedelta(minutes=15)}
        actions.log_time(**said, by=two.agent, at=LATER)
    return len(asked)


def test_contracts_that_are_over_cost_no_query_and_one_that_is_not_needed_is_never_asked(boss):
    two = Two(boss, [retainer(600)], [], ends_on=date(2026, 3, 31))
    log(two.agent, f"{MONDAY}09:00", 15, ticket=two.ticket)
    alone = queries_of(two, f"{MONDAY}10:00")
    years = [make_contract(boss, two.client, starts_on=date(year, 1, 1), ends_on=date(year, 12, 31)) for year in (2024, 2025)]
    with acting_as(boss):
        for contract in years:
            buy_bucket(
                contract=contract, name="Old", minutes=60, price=Decimal(70), starts_on=contract.starts_on,
                expires_on=contract.ends_on, by=boss, at=RECEIVED,
            )  # fmt: skip
            contracts.keep_ledger(contract=contract, at=RECEIVED)
    assert queries_of(two, f"{MONDAY}11:00") == alone

    with acting_as(boss):
        wide = make_contract(boss, two.client, starts_on=date(2026, 4, 1))
        said = {"starts_on": date(2026, 4, 1), "expires_on": date(2026, 12, 31), "by": boss, "at": RECEIVED}
        buy_bucket(contract=wide, name="Beside", minutes=60, price=Decimal(70), **said)
    assert queries_of(two, f"{MONDAY}12:00") == alone + 3  # its terms, lines and grants, and not whether it would cover the work
