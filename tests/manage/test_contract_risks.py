"""Contracts at risk: why each is on the list, missed targets among it; and the last day for notice where there is one."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from msgspec.structs import replace

from accounts.tenancy import SYSTEM, acting_as, acting_in
from common import wallclock
from contracts.queries import course_of
from contracts.terms import Renewal, Terms
from tests.contracts.desk import Desk, retained
from tests.factories import make_client, make_contact, make_contract, make_ticket
from tests.http import queries_of, words_of
from tickets import actions as tickets
from tickets.models import Clock

AUTOMATIC = replace(Terms(), renewal=Renewal(kind="automatic", notice=90))


@pytest.fixture
def now(monkeypatch, nine_oclock):
    at = [nine_oclock + timedelta(days=10)]
    monkeypatch.setattr(wallclock, "now", lambda: at[0])
    return at


def at_risk(page):
    answer = page.get(reverse("manage:contracts", args=["acme"]) + "?state=risk")
    return {each.client.name: [str(words) for words in each.risks] for each in answer.context["page"].object_list}


def missed(boss, name, at):
    """A client whose ticket nobody answered in time."""
    client = make_client(boss, name)
    make_contract(boss, client)
    make_ticket(make_contact(boss, client, f"ann@{name.lower()}.example"), at=at, severity="critical")
    with acting_in(boss.tenant_id, SYSTEM):
        tickets.record_due_clocks(tenant_id=boss.tenant_id, at=at + timedelta(days=9))
    return client


def test_the_list_names_missed_targets_empty_pots_and_near_notice(page, boss, nine_oclock, now):
    missed(boss, "Fox", nine_oclock)
    hawk = make_client(boss, "Hawk")
    desk = Desk(boss, retained(boss, hawk))
    desk.log("2026-06-17T10:00", 19 * 60)
    make_contract(boss, make_client(boss, "Owl"), ends_on=date(2026, 9, 30), terms=AUTOMATIC)  # notice until 3 July
    make_contract(boss, make_client(boss, "Wren"), ends_on=date(2026, 9, 30))  # ends with its last day: no notice is near

    assert at_risk(page) == {
        "Fox": ["Targets missed in the last 30 days"],
        "Hawk": ["Hours nearly used up"],
        "Owl": ["Last day for notice is near"],
    }
    shown = words_of(page.get(reverse("manage:contracts", args=["acme"]) + "?state=risk"))
    assert "Targets missed in the last 30 days" in shown

    now[0] = nine_oclock + timedelta(days=60)
    assert "Fox" not in at_risk(page)


def test_excused_breaches_put_nobody_at_risk(page, boss, nine_oclock, now):
    missed(boss, "Fox", nine_oclock)
    with acting_as(boss):
        for clock in Clock.objects.filter(breached_at__isnull=False):
            clock.flags = [*clock.flags, "by_reclassification"]
            clock.save(update_fields=["flags"])

    assert at_risk(page) == {}


def test_the_list_takes_as_many_queries_for_many(page, boss, nine_oclock, now):
    missed(boss, "Fox", nine_oclock)
    url = reverse("manage:contracts", args=["acme"]) + "?state=risk"
    page.get(url)
    few = queries_of(page, url)
    for number in range(5):
        missed(boss, f"Fox{number}", nine_oclock)

    assert queries_of(page, url) == few <= 22


@pytest.mark.parametrize(("kind", "notice_on"), [("automatic", date(2026, 10, 3)), ("express", None), ("none", None)])
def test_only_what_renews_by_itself_has_a_last_day_for_notice(page, boss, palisade, nine_oclock, kind, notice_on):
    terms = replace(Terms(), renewal=Renewal(kind=kind, notice=90))
    contract = make_contract(boss, palisade, ends_on=date(2026, 12, 31), terms=terms)

    with acting_as(boss):
        assert course_of(contract, nine_oclock).notice_on == notice_on
    shown = words_of(page.get(reverse("manage:contract", args=["acme", contract.pk])))
    assert ("last day for notice" in shown) == (notice_on is not None)
    assert "last day of the term" in shown
