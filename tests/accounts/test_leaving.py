"""Whoever is deactivated loses access with the next request: pages, sessions, tokens; their tickets go back to the queue."""

import pytest
from allauth.usersessions.models import UserSession
from django.test import Client as Browser
from django.urls import reverse

from accounts import actions
from accounts.models import ApiToken
from accounts.sessions import hashed
from accounts.tenancy import acting_as, identity
from common import wallclock
from tests.factories import make_contact, make_staff, make_ticket
from tests.http import sign_in
from tickets import actions as tickets


def end(boss, member):
    with acting_as(boss):
        actions.end_membership(member=member, by=boss, at=wallclock.now())


@pytest.fixture
def desk(client, agent):
    return sign_in(client, agent)


def test_with_no_other_membership_every_session_ends(desk, boss, agent):
    elsewhere = sign_in(Browser(), agent)
    url = reverse("manage:clients", args=["acme"])
    assert desk.get(url).status_code == elsewhere.get(url).status_code == 200

    end(boss, agent)

    for browser in (desk, elsewhere):
        answer = browser.get(url)
        assert answer.status_code == 302 and answer.url.startswith(reverse("account_login"))
    with identity():
        assert not UserSession.objects.filter(user=agent.person).exists()


def test_the_rows_of_the_sessions_are_gone(desk, boss, agent):
    key = desk.session.session_key
    with identity():
        from django.contrib.sessions.models import Session

        assert Session.objects.filter(session_key=hashed(key)).exists()

    end(boss, agent)

    with identity():
        assert not Session.objects.filter(session_key=hashed(key)).exists()


def test_with_another_membership_the_session_stays_and_the_desk_is_not_there(desk, boss, agent, kestrel):
    make_contact(boss, kestrel, "", person=agent.person)

    end(boss, agent)

    assert desk.get(reverse("manage:clients", args=["acme"])).status_code == 404
    assert desk.get(reverse("account_profile")).status_code == 200


def test_a_membership_in_another_tenant_keeps_the_session_too(desk, boss, agent, other_boss):
    make_staff(other_boss, "", person=agent.person)

    end(boss, agent)

    assert desk.get(reverse("manage:clients", args=["acme"])).status_code == 404
    assert desk.get(reverse("manage:clients", args=["borealis"])).status_code == 200


def test_signing_in_again_opens_nothing(desk, boss, agent):
    end(boss, agent)

    sign_in(desk, agent)

    assert desk.get(reverse("manage:clients", args=["acme"])).status_code == 404
    assert "belongs to no support desk" in desk.get(reverse("account_workspaces")).content.decode()


def test_tokens_stop_working_and_tickets_return_to_the_queue(client, boss, agent, ann, nine_oclock):
    ticket = make_ticket(ann, at=nine_oclock)
    with acting_as(boss):
        _token, secret = actions.create_token(
            member=agent, name="probe", scopes=["tickets:read"], days=30, by=boss, at=wallclock.now()
        )
        tickets.assign_ticket(ticket=ticket, assignee=agent, by=boss, at=nine_oclock)
    bearer = {"HTTP_AUTHORIZATION": f"Bearer {secret}"}
    assert client.get("/api/v1/tickets/", **bearer).status_code == 200

    end(boss, agent)

    assert client.get("/api/v1/tickets/", **bearer).status_code == 401
    with acting_as(boss):
        ticket.refresh_from_db()
        assert ApiToken.objects.get(member=agent).revoked_at
    assert ticket.assignee_id is None


def test_who_stays_keeps_everything(client, boss, agent):
    other = make_staff(boss, "stays@acme.example")
    browser = sign_in(Browser(), other)

    end(boss, agent)

    assert browser.get(reverse("manage:clients", args=["acme"])).status_code == 200
