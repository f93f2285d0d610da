"""An answer that cannot be carried out stays as it was given: a person is told once, and the worker pauses longer each time."""

from datetime import timedelta
from unittest import mock

import pytest
from django.urls import reverse

from accounts.models import LogEntry
from accounts.tenancy import SYSTEM, acting_as, acting_in
from billing import actions
from billing.actions import consent_work, obstacles, quote_work
from billing.errors import InvoiceRefused
from billing.models import Obstacle
from common import wallclock
from contracts import actions as contracts
from contracts.errors import ContractRefused
from contracts.terms import AdHoc
from notifications.delivery import mail_of_notice
from notifications.models import Notice
from tests.billing.conftest import make_entity
from tests.billing.quotes import HOUR, accept, approver_of, fresh, quoted, swept
from tests.contracts.desk import agreed, retained
from tests.doors import signed_in
from tests.factories import make_client, make_contact, make_ticket
from tests.http import words_of
from tests.tickets.work import log
from tickets.models import TimeEntry

SECONDS = timedelta(seconds=1)


def obstacle_of(boss):
    with acting_as(boss):
        return Obstacle.objects.select_related("version", "consent").get()


def told(boss):
    with acting_in(boss.tenant_id, SYSTEM):
        return list(Notice.objects.filter(template="answer_stalled").select_related("tenant", "recipient__person"))


def consents_swept(boss, at):
    with acting_in(boss.tenant_id, SYSTEM):
        actions.work_on_consents(tenant_id=boss.tenant_id, at=at)


@pytest.fixture
def prepaid(boss, kestrel, nine_oclock):
    """An accepted quote that is paid upfront, while nobody has entered the legal entity that would invoice."""
    petra = approver_of(boss, kestrel)
    version = quoted(boss, nine_oclock, billing="upfront", client=kestrel, tax_category="outside")
    return accept(version, petra, nine_oclock)


@pytest.fixture
def bought(boss, nine_oclock):
    """Hours that were bought for a contract, and not added yet."""
    client = make_client(boss, "Northwind")
    petra, contract = approver_of(boss, client, "petra@northwind.example"), retained(boss, client, overage="block")
    with acting_as(boss):
        line = contract.lines.select_related("contract__client__tenant").get()
        asked = actions.ask_consent(line=line, minutes=60, by=boss, at=nine_oclock)
    with acting_as(petra):
        return actions.top_up_consent(request=asked, minutes=60, by=petra, at=nine_oclock)


def test_a_refused_quote_waits_for_a_person_who_is_told_once(boss, prepaid, nine_oclock):
    for minutes in range(4):
        swept(boss.tenant_id, nine_oclock + timedelta(minutes=minutes))

    found = obstacle_of(boss)
    (notice,) = told(boss)
    mail = mail_of_notice(notice)
    with acting_as(boss):
        version = fresh(prepaid)
        kinds = list(LogEntry.objects.filter(kind="quote.stalled").values_list("kind", flat=True))
    assert (found.needs_person, found.tries, found.next_at) == (True, 1, None)
    assert (version.state, version.work_at, kinds) == ("accepted", None, ["quote.stalled"])
    assert notice.is_in_bell and notice.next_try_at is not None and notice.link.endswith(f"/manage/quotes/{version.quote_id}/")
    assert mail.subject == f"Quote {version.quote} of Kestrel Logistics could not be carried out"
    assert found.reason and found.reason in mail.body and "stays as it was given" in mail.body


def test_the_page_says_why_and_who_mended_it_tries_again(boss, prepaid, nine_oclock, monkeypatch):
    swept(boss.tenant_id, nine_oclock)
    monkeypatch.setattr(wallclock, "now", lambda: nine_oclock + HOUR)
    desk, reason = signed_in(boss), obstacle_of(boss).reason
    page, again = (reverse(f"manage:{name}", args=["acme", prepaid.quote_id]) for name in ("quote", "quote-carrying-out"))
    listed = reverse("manage:quotes", args=["acme"]) + "?state=stalled"

    assert reason in words_of(desk.get(page)) and "Try again" in words_of(desk.get(page))
    assert "Needs a person" in words_of(desk.get(listed)) and str(prepaid.quote) in words_of(desk.get(listed))
    refused = desk.post(again)
    assert refused.status_code == 422 and reason in words_of(refused)
    make_entity(boss, nine_oclock)
    assert desk.post(again).status_code == 302

    done = words_of(desk.get(page))
    assert "could not be carried out" not in done and str(prepaid.quote) not in words_of(desk.get(listed)).split("<tbody")[-1:][0]
    with acting_as(boss):
        version = fresh(prepaid)
        assert version.quote.prepayment is not None and version.work_at == nine_oclock + HOUR + quote_work.LOOK_AGAIN
    found = obstacle_of(boss)
    assert (found.ended_at, found.ended_by_id, found.tries) == (nine_oclock + HOUR, boss.pk, 2)
    assert len(told(boss)) == 1


def test_drafting_by_hand_ends_what_kept_the_worker_from_it(boss, prepaid, nine_oclock):
    swept(boss.tenant_id, nine_oclock)
    make_entity(boss, nine_oclock)

    with acting_as(boss):
        actions.draft_prepayment(quote=fresh(prepaid).quote, by=boss, at=nine_oclock + HOUR)

        assert fresh(prepaid).work_at == nine_oclock + HOUR
    assert obstacle_of(boss).ended_at == nine_oclock + HOUR


def test_time_that_was_released_stays_so_when_nothing_can_be_invoiced(boss, agent, nine_oclock):
    client = make_client(boss, "Northwind")
    petra = approver_of(boss, client, "petra@northwind.example")
    agreed(boss, client, ("ad_hoc", AdHoc()))
    ticket = make_ticket(make_contact(boss, client, "nora@northwind.example"), at=nine_oclock)
    entry = log(agent, nine_oclock, 60, ticket=ticket, level=3)
    accept(quoted(boss, nine_oclock, ticket=ticket, tax_category="outside"), petra, nine_oclock + 2 * HOUR)

    with mock.patch.object(quote_work, "_charge", side_effect=InvoiceRefused("Enter the legal entity.")):
        swept(boss.tenant_id, nine_oclock + 3 * HOUR)

    with acting_as(boss):
        assert TimeEntry.objects.get(pk=entry.pk).status == "counted"
    assert obstacle_of(boss).reason == "Enter the legal entity."


def test_refused_hours_are_added_once_when_somebody_tries_again(boss, bought, nine_oclock, monkeypatch):
    at = nine_oclock + HOUR
    with mock.patch.object(consent_work.contracts, "top_up", side_effect=ContractRefused("No open period.")):
        for minutes in range(3):
            consents_swept(boss, at + timedelta(minutes=minutes))
    desk = signed_in(boss)
    monkeypatch.setattr(wallclock, "now", lambda: at + HOUR)
    page, again = (reverse(f"manage:{name}", args=["acme", bought.pk]) for name in ("consent", "consent-carrying-out"))
    shown = words_of(desk.get(page))
    assert "No open period." in shown and "Hours bought" in shown and "Done by hand" in shown
    assert len(told(boss)) == 1

    assert [desk.post(again).status_code for _twice in range(2)] == [302, 302]

    consents_swept(boss, at + 2 * HOUR)
    with acting_as(boss):
        bought.refresh_from_db()
        topped = bought.line.movements.filter(kind="top_up").count()
    assert (bought.work_at, topped, obstacle_of(boss).ended_by_id) == (None, 1, boss.pk)
    assert "No open period." not in words_of(desk.get(page))


def test_what_was_agreed_otherwise_is_set_aside(boss, bought, nine_oclock):
    with mock.patch.object(consent_work.contracts, "top_up", side_effect=ContractRefused("No open period.")):
        consents_swept(boss, nine_oclock + HOUR)

    assert signed_in(boss).post(reverse("manage:consent-setting-aside", args=["acme", bought.pk])).status_code == 302

    consents_swept(boss, nine_oclock + 2 * HOUR)
    with acting_as(boss):
        bought.refresh_from_db()
        assert (bought.state, bought.work_at) == ("topped_up", None)
        assert not bought.line.movements.filter(kind="top_up").exists()
    assert obstacle_of(boss).ended_at is not None


def test_something_unforeseen_is_tried_again_with_growing_pauses(boss, bought, nine_oclock):
    at, pauses = nine_oclock + HOUR, []
    with mock.patch.object(consent_work.contracts, "top_up", side_effect=KeyError("line")):
        for _try in range(6):
            consents_swept(boss, at)
            consents_swept(boss, at + 5 * SECONDS)  # not due: nothing happens
            found = obstacle_of(boss)
            pauses.append((found.next_at - at) // SECONDS)
            at = found.next_at
    (notice,) = told(boss)
    assert (pauses, found.tries, found.needs_person) == ([30, 60, 120, 240, 480, 960], 6, False)
    assert "unforeseen happened 5 times" in mail_of_notice(notice).body

    consents_swept(boss, at)

    with acting_as(boss):
        bought.refresh_from_db()
        assert bought.work_at is None and bought.line.movements.filter(kind="top_up").count() == 1
    assert obstacle_of(boss).ended_at == at


def test_pauses_end_at_six_hours():
    assert obstacles.pause_after(11) == obstacles.pause_after(5000) == timedelta(hours=6)


def test_who_may_not_settle_reads_it_and_has_no_button(boss, agent, bought, nine_oclock):
    with mock.patch.object(consent_work.contracts, "top_up", side_effect=ContractRefused("No open period.")):
        consents_swept(boss, nine_oclock + HOUR)

    shown = words_of(signed_in(agent).get(reverse("manage:consent", args=["acme", bought.pk])))

    assert "No open period." in shown and "An account manager mends" in shown and "Try again" not in shown


def test_the_slower_of_two_workers_writes_nothing(boss, bought, nine_oclock):
    at = nine_oclock + HOUR
    with acting_in(boss.tenant_id, SYSTEM):
        first, second = (obstacles.put_off(answer=bought, at=at, reason="No open period.") for _twice in range(2))

    assert (first.tries, second) == (1, None)


def test_a_later_obstacle_of_the_same_answer_is_told_of_again(boss, prepaid, nine_oclock):
    swept(boss.tenant_id, nine_oclock)
    make_entity(boss, nine_oclock)
    with acting_as(boss):
        actions.try_quote_again(version=fresh(prepaid), by=boss, at=nine_oclock + HOUR)
    with mock.patch.object(quote_work, "_may_begin", side_effect=ContractRefused("The contract has ended.")):
        swept(boss.tenant_id, nine_oclock + 2 * HOUR)

    assert len(told(boss)) == 2


def test_a_newer_version_that_is_carried_out_ends_what_kept_the_older_one(boss, kestrel, prepaid, nine_oclock):
    swept(boss.tenant_id, nine_oclock)
    with acting_as(boss):
        petra = prepaid.decided_by
        newer = actions.draft_next_version(quote=fresh(prepaid).quote, by=boss, at=nine_oclock + HOUR)
        actions.send_quote(version=newer, by=boss, at=nine_oclock + HOUR)
    accept(newer, petra, nine_oclock + 2 * HOUR)
    make_entity(boss, nine_oclock)

    swept(boss.tenant_id, nine_oclock + 2 * HOUR)

    with acting_as(boss):
        assert fresh(newer).quote.prepayment is not None
    assert obstacle_of(boss).ended_at == nine_oclock + 2 * HOUR


def test_an_answer_that_nothing_keeps_back_is_left_to_the_worker(boss, bought, nine_oclock):
    with acting_as(boss), mock.patch.object(contracts, "top_up") as added:
        actions.try_consent_again(request=bought, by=boss, at=nine_oclock + HOUR)
        bought.refresh_from_db()
    assert (added.called, bought.work_at) == (False, nine_oclock)
