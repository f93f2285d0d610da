"""Coming in: sign-in, the right door, the wrong tenant."""

import pytest
from django.urls import reverse

from tests.factories import PASSWORD, make_ticket


def sign_in(client, member):
    answer = client.post(reverse("account_login"), {"login": member.person.email, "password": PASSWORD})
    assert answer.status_code == 302, answer.content[:500]


def test_a_contact_signs_in_and_reads_the_own_ticket(client, ann, nine_oclock):
    ticket = make_ticket(ann, at=nine_oclock)
    sign_in(client, ann)

    answer = client.get(reverse("portal:ticket", args=["acme", ticket.pk]))

    assert answer.status_code == 200
    assert ticket.title in answer.content.decode()


def test_a_contact_has_no_desk(client, ann, nine_oclock):
    ticket = make_ticket(ann, at=nine_oclock)
    sign_in(client, ann)

    assert client.get(reverse("desk:ticket", args=["acme", ticket.pk])).status_code == 404


def test_nobody_signed_in_is_asked_to_sign_in(client, ann, nine_oclock):
    ticket = make_ticket(ann, at=nine_oclock)

    answer = client.get(reverse("portal:ticket", args=["acme", ticket.pk]))

    assert answer.status_code == 302
    assert answer.url.startswith(reverse("account_login"))


@pytest.mark.parametrize("slug", ["borealis", "nowhere"])
def test_another_tenants_desk_is_not_there(client, agent, ann, nine_oclock, slug):
    ticket = make_ticket(ann, at=nine_oclock)
    sign_in(client, agent)

    assert client.get(reverse("desk:ticket", args=[slug, ticket.pk])).status_code == 404


@pytest.mark.parametrize(("door", "page"), [("desk", "desk:queue"), ("manage", "manage:clients"), ("admin", "admin:staff")])
def test_the_bare_address_of_a_door_leads_to_its_first_page(client, ann, door, page):
    answer = client.get(f"/acme/{door}/")

    assert (answer.status_code, answer["Location"]) == (302, reverse(page, args=["acme"]))
