"""Cover on the pages: why, what it is about, what becomes of it, the client's plain words, and the check of what nobody filed."""

import pytest
from django.urls import reverse

from accounts.permissions import ACCOUNT_MANAGER, ENGINEER
from accounts.tenancy import acting_as
from contracts.terms import Cover, Terms
from notifications.models import Notice
from notifications.wording import worded
from tests.factories import make_client, make_contact, make_contract, make_environment, make_product, make_staff, make_ticket
from tests.http import queries_of, sign_in, words_of
from tickets.models import CoverDecision, Ticket

STANDARD = Terms(cover=Cover(activities=("corrective",), levels=(1, 2, 3), channels=("portal", "email")))


@pytest.fixture
def palisade(boss):
    found = make_client(boss, "Palisade Life")
    make_contract(boss, found, "Standard", terms=STANDARD)
    return found


@pytest.fixture
def olga(boss, palisade):
    return make_contact(boss, palisade, "olga@palisade.example")


@pytest.fixture
def ruth(boss):
    return make_staff(boss, "ruth@acme.example", roles=(ACCOUNT_MANAGER,), level=None)


@pytest.fixture
def called(boss, palisade, agent, olga, nine_oclock):
    """A ticket by phone, which Standard does not include."""
    return make_ticket(agent, client=palisade, requester=olga, at=nine_oclock, source="phone")


def page_of(door, ticket):
    return reverse(f"{door}:ticket", args=["acme", ticket.pk])


def test_the_engineer_reads_the_reason_and_the_ten_answers(client, agent, called):
    words = words_of(sign_in(client, agent).get(page_of("desk", called)))

    assert "Cover to be decided" in words
    assert "The contract does not include this channel: Phone." in words
    assert words.count('<th scope="row" class="regular">') == 10
    assert "Settle the cover…" not in words  # a lead's or an account manager's


def test_the_client_reads_it_in_plain_words_before_work_starts(client, boss, olga, called):
    words = words_of(sign_in(client, olga).get(page_of("portal", called)))

    assert "Your contract does not include this way of reaching us: Phone." in words
    assert "We check whether your contract covers this" in words
    with acting_as(olga):
        mail = worded(Notice.objects.get(recipient=olga, template="ticket_received"))
    assert "We check whether your contract covers this" in mail.body


def test_the_account_manager_settles_it_and_the_client_reads_that(client, boss, ruth, olga, called):
    page = sign_in(client, ruth)
    assert "Settle the cover…" in words_of(page.get(page_of("desk", called)))
    assert "What happens now?" in words_of(page.get(page_of("desk", called) + "?do=cover"))

    url = reverse("desk:ticket-cover", args=["acme", called.pk])
    assert "Choose what happens now." in words_of(page.post(url, {"reason": "Once."}))
    assert page.post(url, {"outcome": "goodwill", "reason": "Once."}).status_code == 302
    again = page.post(url, {"outcome": "goodwill", "reason": "Twice."})

    assert (again.status_code, "Nothing about the cover of this ticket waits" in words_of(again)) == (422, True)
    assert "settled the cover (Done as goodwill): Once." in words_of(page.get(page_of("desk", called)))
    client_reads = words_of(sign_in(client, olga).get(page_of("portal", called)))
    assert "We do this work at no charge." in client_reads and "Once." not in client_reads


def test_an_engineer_may_not_settle(client, boss, called):
    only = make_staff(boss, "only@acme.example", roles=(ENGINEER,))

    answer = sign_in(client, only).post(
        reverse("desk:ticket-cover", args=["acme", called.pk]), {"outcome": "goodwill", "reason": "x"}
    )

    assert answer.status_code == 403


def test_declining_by_the_page_tells_the_client(client, ruth, olga, called):
    url = reverse("desk:ticket-cover", args=["acme", called.pk])
    sign_in(client, ruth).post(url, {"outcome": "declined", "reason": "Phone support is not part of Standard."})

    words = words_of(sign_in(client, olga).get(page_of("portal", called)))

    assert "Phone support is not part of Standard." in words and "We do not do this work" in words


def test_what_a_ticket_is_about_is_said_in_a_dialog(client, boss, palisade, agent, called):
    hub = make_product(boss, "Dispatch Hub", palisade)
    lab = make_environment(boss, palisade, hub, "Lab", "test", has_custom_code=True)
    page, url = sign_in(client, agent), reverse("desk:ticket-subject", args=["acme", called.pk])

    assert "Dispatch Hub: Lab" in words_of(page.get(page_of("desk", called) + "?do=subject"))
    assert page.post(url, {"environment": lab.pk, "upgrade": "major"}).status_code == 302

    words = words_of(page.get(page_of("desk", called)))
    assert "Not covered" in words and "Upgrades of this kind are not included: Major version." in words
    assert "said what it is about: Dispatch Hub, Lab, Major version" in words


def test_a_contact_says_where_it_happens(client, boss, palisade, olga):
    hub = make_product(boss, "Dispatch Hub", palisade)
    lab = make_environment(boss, palisade, hub, "Lab", "test", has_custom_code=True)
    page = sign_in(client, olga)
    form = words_of(page.get(reverse("portal:open-ticket", args=["acme"])))
    assert "Dispatch Hub: Lab" in form
    with acting_as(boss):
        kind = Ticket._meta.get_field("type").related_model.objects.get(tenant=boss.tenant, code="incident")

    said = {"title": "Slow", "body": "Very", "severity": "minor", "type": kind.pk, "environment": lab.pk}
    answer = page.post(reverse("portal:open-ticket", args=["acme"]), said, follow=True)

    assert "Your contract does not cover custom code, and Lab runs some." in words_of(answer)
    with acting_as(boss):
        assert CoverDecision.objects.get().reason == "custom_code"


def test_the_check_shows_the_ten_answers_for_a_ticket_that_nobody_filed(client, boss, palisade, ruth):
    hub = make_product(boss, "Dispatch Hub", palisade)
    make_environment(boss, palisade, hub, "Live")
    page, url = sign_in(client, ruth), reverse("manage:cover-check", args=["acme"])

    assert "Choose the client first" in words_of(page.get(url))
    asked = {"client": palisade.pk, "product": hub.pk, "channel": "phone", "at": "2026-06-08T09:00"}
    words = words_of(page.get(url, asked))
    assert "Cover to be decided" in words and "step 8" in words and "Standard 2026" in words
    assert "The client reads:" in words
    assert "all ten" in words_of(page.get(url, asked | {"channel": "portal"}))
    before = words_of(page.get(url, asked | {"at": "2025-06-08T09:00"}))
    assert "The contract has not begun yet." in before
    with acting_as(boss):
        assert not CoverDecision.objects.exists()


def test_the_check_answers_nonsense_with_the_form(client, ruth, palisade):
    page, url = sign_in(client, ruth), reverse("manage:cover-check", args=["acme"])

    for asked in ({"client": "nobody"}, {"client": palisade.pk, "severity": "huge"}, {"client": palisade.pk, "at": "then"}):
        assert page.get(url, asked).status_code == 200


def test_the_check_takes_few_queries(client, boss, ruth, palisade):
    hub = make_product(boss, "Dispatch Hub", palisade)
    page, url = sign_in(client, ruth), reverse("manage:cover-check", args=["acme"])
    asked = f"{url}?client={palisade.pk}&product={hub.pk}&severity=minor"
    page.get(asked)
    few = queries_of(page, asked)
    for number in range(10):
        make_environment(boss, palisade, hub, f"Place {number}", "test")

    assert queries_of(page, asked) == few <= 20
