"""Accepting an invitation: as somebody new, as somebody known, too late, twice, with no token at all."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse

from accounts import actions
from accounts.models import Invitation, Letter, Membership, Person
from accounts.permissions import ENGINEER
from accounts.tenancy import acting_as, identity
from common import wallclock
from tests.factories import PASSWORD, make_person
from tests.http import sign_in, words_of

NEW = {"name": "Nora New", "password": "nine bright shiners"}


def offer(boss, email="nora@kestrel.example", **more):
    """An invitation and the path of its link, as the mail tells it."""
    with acting_as(boss):
        made = actions.invite(email=email, name="Nora", by=boss, at=wallclock.now(), **more)
    with identity():
        body = Letter.objects.filter(to=email).latest("at").body
    return made, re.search(r"https?://[^/]+(/acme/invitation/\S+)", body).group(1)


@pytest.fixture
def to_kestrel(boss, kestrel):
    return offer(boss, client=kestrel, contact_role="manager")


def memberships_of(boss, email):
    with acting_as(boss):
        return list(Membership.objects.filter(person__email=email).order_by("pk"))


def test_the_name_that_the_inviter_wrote_stands_there(client, to_kestrel):
    offer, path = to_kestrel

    assert f'value="{offer.name}"' in words_of(client.get(path))


def test_somebody_new_becomes_a_contact_and_can_sign_in(client, boss, kestrel, to_kestrel):
    _made, link = to_kestrel

    shown = client.get(link)
    answer = client.post(link, NEW)

    assert "Join Acme" in words_of(shown) and "nora@kestrel.example" in words_of(shown)
    assert answer.url == reverse("account_login")
    (member,) = memberships_of(boss, "nora@kestrel.example")
    assert (member.client_id, member.contact_role, member.name) == (kestrel.pk, "manager", "Nora New")
    client.post(answer.url, {"login": "nora@kestrel.example", "password": NEW["password"]})
    assert client.get(reverse("account_profile")).context["request"].user.email == "nora@kestrel.example"


def test_somebody_new_joins_the_staff_with_roles(client, boss):
    _made, link = offer(boss, "new@acme.example", roles=[ENGINEER])

    client.post(link, NEW)

    (member,) = memberships_of(boss, "new@acme.example")
    assert (member.roles, member.client_id) == ([ENGINEER], None)


def test_who_is_signed_in_accepts_with_one_click(client, boss, agent, to_kestrel):
    _made, link = to_kestrel
    sign_in(client, agent)

    shown = client.get(link)
    answer = client.post(link)

    assert "You are signed in as Agent" in words_of(shown)
    assert answer.url == reverse("account_workspaces")
    assert [bool(member.client_id) for member in memberships_of(boss, agent.person.email)] == [False, True]


def test_a_person_of_another_tenant_accepts_when_signed_in(client, boss, other_boss, to_kestrel):
    _made, link = to_kestrel

    sign_in(client, other_boss).post(link)

    assert len(memberships_of(boss, other_boss.person.email)) == 1


def test_who_has_an_account_is_asked_to_sign_in_first(client, boss, to_kestrel):
    made, link = to_kestrel
    make_person("nora@kestrel.example")

    shown = client.get(link)
    client.post(link, NEW)

    assert f"{reverse('account_login')}?next={link}" in words_of(shown)
    assert memberships_of(boss, "nora@kestrel.example") == []
    back = client.post(f"{reverse('account_login')}?next={link}", {"login": made.email, "password": PASSWORD})
    assert back.url == link
    client.post(link)
    assert len(memberships_of(boss, "nora@kestrel.example")) == 1


def test_an_expired_invitation_says_so(client, boss, to_kestrel, monkeypatch):
    made, link = to_kestrel
    monkeypatch.setattr(wallclock, "now", lambda: made.expires_at)

    for answer in (client.get(link), client.post(link, NEW)):
        assert answer.status_code == 410
        assert "This invitation has expired. Ask whoever invited you for a new one." in words_of(answer)
    assert memberships_of(boss, "nora@kestrel.example") == []


def test_it_works_until_the_last_second(client, boss, to_kestrel, monkeypatch):
    made, link = to_kestrel
    monkeypatch.setattr(wallclock, "now", lambda: made.expires_at - timedelta(seconds=1))

    assert client.post(link, NEW).status_code == 302


def test_a_withdrawn_invitation_says_so(client, boss, to_kestrel):
    made, link = to_kestrel
    with acting_as(boss):
        actions.withdraw_invitation(offer=made, by=boss, at=wallclock.now())

    answer = client.post(link, NEW)

    assert answer.status_code == 410 and "was withdrawn" in words_of(answer)
    assert memberships_of(boss, "nora@kestrel.example") == []


def test_a_used_invitation_works_no_second_time(client, boss, agent, to_kestrel):
    _made, link = to_kestrel
    client.post(link, NEW)

    answer = sign_in(client, agent).post(link)

    assert answer.status_code == 410 and "has been used" in words_of(answer)
    assert len(memberships_of(boss, agent.person.email)) == 1


def test_who_is_a_member_already_is_told_so_and_the_invitation_stays_open(client, boss, ann, to_kestrel):
    made, link = to_kestrel

    answer = sign_in(client, ann).post(link)

    assert "is a member already" in words_of(answer)
    with acting_as(boss):
        made.refresh_from_db()
    assert made.accepted_at is None


@pytest.mark.parametrize("said", [{"password": "short"}, {"password": "password1234"}, {"name": ""}, {"password": ""}])
def test_a_weak_password_or_no_name_is_refused(client, boss, to_kestrel, said):
    _made, link = to_kestrel

    answer = client.post(link, NEW | said)

    assert answer.status_code == 422 and "1 thing to fix" in words_of(answer)
    with identity():
        assert not Person.objects.filter(email="nora@kestrel.example").exists()


@pytest.mark.parametrize("token", ["", "/", "%20/", "%00/", "x/", "None/"])
def test_no_token_opens_nothing(client, boss, to_kestrel, token):
    assert client.get("/acme/invitation/" + token).status_code in (400, 404)


def test_a_token_works_in_its_own_tenant_only(client, boss, other_boss, to_kestrel):
    _made, link = to_kestrel

    assert client.get(link.replace("/acme/", "/borealis/")).status_code == 404


def test_the_same_mail_goes_out_whether_or_not_the_person_exists(boss, kestrel):
    make_person("known@kestrel.example")

    offer(boss, "known@kestrel.example", client=kestrel, contact_role="user")
    offer(boss, "unknown@kestrel.example", client=kestrel, contact_role="user")

    with identity():
        bodies = [re.sub(r"/invitation/\S+", "", letter.body) for letter in Letter.objects.filter(subject__contains="Invitation")]
    assert len(bodies) == 2 and bodies[0] == bodies[1]


def test_who_left_may_be_invited_again(client, boss, ann):
    with acting_as(boss):
        actions.end_membership(member=ann, by=boss, at=wallclock.now())
    _made, link = offer(boss, ann.person.email, client=ann.client, contact_role="manager")

    sign_in(client, ann).post(link)

    (member,) = memberships_of(boss, ann.person.email)
    assert (member.pk, member.ended_at, member.contact_role) == (ann.pk, None, "manager")
    with acting_as(boss):
        assert Invitation.objects.get(pk=_made.pk).accepted_at
