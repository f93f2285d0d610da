"""Contacts: invited, changed, moved, ended."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse

from accounts.models import Invitation, Letter, Membership
from accounts.tenancy import acting_as, identity
from common import wallclock
from tests.factories import make_contact
from tests.http import queries_of, sign_in, words_of

ROLE = {"name": "Ann", "contact_role": "user"}


def invite(page, client, **said):
    url = reverse("manage:invite-contact", args=["acme", client.pk])
    return page.post(url, {"email": "new@kestrel.example", "name": "Nora New", "contact_role": "manager"} | said)


def test_an_invitation_goes_out_as_a_mail(page, boss, kestrel):
    answer = invite(page, kestrel, is_approver="on", spending_limit="500.00")

    assert answer.url == reverse("manage:client", args=["acme", kestrel.pk])
    with acting_as(boss):
        offer = Invitation.objects.get(email="new@kestrel.example")
    with identity():
        letter = Letter.objects.get(to="new@kestrel.example")
    assert (offer.client_id, offer.contact_role, offer.is_approver) == (kestrel.pk, "manager", True)
    assert (offer.spending_limit, offer.spending_currency) == (Decimal(500), "GBP")  # of the country at the client's seat
    assert "/acme/invitation/" in letter.body
    assert offer.token_hash not in letter.body


@pytest.mark.parametrize(
    "said, words",
    [
        ({"email": "no address"}, "valid email"),
        ({"spending_limit": "500"}, "Only somebody who may approve"),
        ({"spending_limit": "-1", "is_approver": "on"}, "greater than or equal to 0"),
        ({"spending_limit": "99.50", "spending_currency": "JPY", "is_approver": "on"}, "in the digits of the currency"),
        ({"contact_role": "king"}, "not one of the available choices"),
        ({"email": "ann@kestrel.example"}, "is a member already"),
    ],
)
def test_a_bad_invitation_is_refused_and_kept(page, kestrel, ann, said, words):
    answer = invite(page, kestrel, **said)

    assert words in words_of(answer)
    assert 'value="Nora New"' in words_of(answer)


def test_a_second_invitation_is_refused_until_the_first_is_withdrawn(page, boss, kestrel):
    invite(page, kestrel)
    second = invite(page, kestrel)
    with acting_as(boss):
        offer = Invitation.objects.get(email="new@kestrel.example")
    back = page.post(reverse("manage:invitation-withdrawal", args=["acme", offer.pk]), {"next": "client"})
    third = invite(page, kestrel)

    assert "is open already" in words_of(second)
    assert back.url == reverse("manage:client", args=["acme", kestrel.pk])
    assert third.status_code == 302


def test_withdrawing_twice_says_that_it_was_withdrawn(page, boss, kestrel):
    invite(page, kestrel)
    with acting_as(boss):
        offer = Invitation.objects.get(email="new@kestrel.example")
    url = reverse("manage:invitation-withdrawal", args=["acme", offer.pk])
    page.post(url)

    answer = page.post(url, follow=True)

    assert "was withdrawn" in words_of(answer)


def test_open_invitations_are_listed_in_as_many_queries_for_thirty_as_for_three(page, boss, kestrel, monkeypatch):
    url = reverse("manage:invitations", args=["acme"])
    for number in range(3):
        invite(page, kestrel, email=f"n{number}@kestrel.example")
    page.get(url)
    with_three = queries_of(page, url)
    for number in range(3, 30):
        invite(page, kestrel, email=f"n{number}@kestrel.example")

    assert queries_of(page, url) == with_three <= 12
    assert len(page.get(url).context["page"].object_list) == 30
    later = wallclock.now() + timedelta(days=8)
    monkeypatch.setattr(wallclock, "now", lambda: later)
    assert "No open invitation" in words_of(page.get(url))


def test_a_contact_is_changed(page, boss, ann):
    url = reverse("manage:contact", args=["acme", ann.pk])

    answer = page.post(
        url, ROLE | {"contact_role": "manager", "is_approver": "on", "spending_limit": "99.50", "spending_currency": "EUR"}
    )

    assert answer.status_code == 302
    with acting_as(boss):
        ann.refresh_from_db()
    assert (ann.contact_role, ann.is_approver, ann.spending_limit) == ("manager", True, Decimal("99.50"))
    assert ann.spending_currency == "EUR"
    assert "Approves up to €99.50" in words_of(page.get(answer.url))


def test_a_contact_moves_to_another_client(page, client, boss, ann, palisade):
    answer = page.post(reverse("manage:contact-move", args=["acme", ann.pk]), {"to": palisade.pk})

    assert answer.url == reverse("manage:client", args=["acme", palisade.pk])
    with acting_as(boss):
        held = Membership.objects.filter(person=ann.person)
        assert {m.client_id: bool(m.ended_at) for m in held} == {ann.client_id: True, palisade.pk: False}


def test_a_contact_of_the_other_client_is_not_moved_there(page, boss, ann, palisade):
    make_contact(boss, palisade, "", person=ann.person)

    answer = page.post(reverse("manage:contact-move", args=["acme", ann.pk]), {"to": palisade.pk})

    assert "is a member already" in words_of(answer)
    with acting_as(boss):
        ann.refresh_from_db()
    assert ann.ended_at is None


def test_access_is_asked_about_and_ended(page, boss, ann):
    url = reverse("manage:contact-departure", args=["acme", ann.pk])

    asked = page.get(url)
    page.post(url)

    assert "ends at once" in words_of(asked)
    with acting_as(boss):
        ann.refresh_from_db()
    assert ann.ended_at
    assert page.get(url).status_code == 404


def test_an_engineer_and_a_stranger_touch_no_contact(client, agent, ann, other_boss, boss):
    for name in ("contact", "contact-move", "contact-departure"):
        url = reverse(f"manage:{name}", args=["acme", ann.pk])
        assert sign_in(client, agent).post(url).status_code == 403
        foreign = reverse(f"manage:{name}", args=["borealis", ann.pk])
        assert sign_in(client, other_boss).post(foreign, {"to": ann.client_id}).status_code == 404
        staff = reverse(f"manage:{name}", args=["acme", agent.pk])
        assert sign_in(client, boss).post(staff).status_code == 404
