"""Colleagues: invited, changed, ended; somebody always administers."""

import pytest
from django.urls import reverse

from accounts.models import ApiToken, Invitation, Letter, Level
from accounts.permissions import ACCOUNT_MANAGER, ADMINISTRATOR
from accounts.tenancy import acting_as, identity
from tests.factories import make_staff
from tests.http import queries_of, sign_in, words_of


def test_a_colleague_is_invited_with_roles_and_level(page, boss):
    with acting_as(boss):
        level = Level.objects.get(number=3)
    url = reverse("admin:invite-colleague", args=["acme"])

    page.post(url, {"email": "New@Acme.example", "name": "Nora", "roles": ["lead", "engineer"], "level": level.pk})
    refused = page.post(url, {"email": "other@acme.example", "name": "Kept Name"})

    with acting_as(boss):
        offer = Invitation.objects.get(email="new@acme.example")
    assert (offer.roles, offer.level_id, offer.client_id) == (["engineer", "lead"], level.pk, None)
    with identity():
        assert Letter.objects.filter(to="new@acme.example").count() == 1
    assert "This field is required" in words_of(refused) and 'value="Kept Name"' in words_of(refused)
    assert "new@acme.example" in words_of(page.get(reverse("admin:staff", args=["acme"])))


def test_an_invitation_is_withdrawn(page, boss):
    page.post(reverse("admin:invite-colleague", args=["acme"]), {"email": "n@acme.example", "name": "N", "roles": ["lead"]})
    with acting_as(boss):
        offer = Invitation.objects.get(email="n@acme.example")

    page.post(reverse("admin:colleague-invitation-withdrawal", args=["acme", offer.pk]))

    with acting_as(boss):
        offer.refresh_from_db()
    assert offer.withdrawn_at


def test_roles_name_and_level_are_changed(page, boss, agent):
    url = reverse("admin:colleague", args=["acme", agent.pk])

    page.post(url, {"name": "Agent Smith", "roles": ["finance"], "level": ""})

    with acting_as(boss):
        agent.refresh_from_db()
    assert (agent.name, agent.roles, agent.level_id) == ("Agent Smith", ["finance"], None)


@pytest.mark.parametrize("said", [{"roles": []}, {"roles": ["king"]}, {"name": ""}, {"name": "x" * 121}, {"level": "9"}])
def test_what_is_no_colleague_is_refused(page, boss, agent, said):
    usual = {"name": "Kept", "roles": ["engineer"], "level": ""}

    answer = page.post(reverse("admin:colleague", args=["acme", agent.pk]), usual | said)

    assert "1 thing to fix" in words_of(answer)
    with acting_as(boss):
        agent.refresh_from_db()
    assert agent.name == "Agent"


def test_the_only_administrator_stays_one(page, boss):
    changed = page.post(reverse("admin:colleague", args=["acme", boss.pk]), {"name": "Boss", "roles": ["finance"]})
    ended = page.post(reverse("admin:colleague-departure", args=["acme", boss.pk]), follow=True)

    assert "is the only administrator. Make somebody else one first." in words_of(changed)
    assert 'value="Boss"' in words_of(changed) and changed.context["form"]["roles"].value() == ["finance"]
    assert "is the only administrator" in words_of(ended)
    with acting_as(boss):
        boss.refresh_from_db()
    assert boss.ended_at is None and ADMINISTRATOR in boss.roles


def test_a_second_administrator_may_leave(page, boss):
    second = make_staff(boss, "second@acme.example", roles=(ADMINISTRATOR,))

    page.post(reverse("admin:colleague-departure", args=["acme", second.pk]))

    with acting_as(boss):
        second.refresh_from_db()
    assert second.ended_at


def test_who_gives_up_the_administration_is_led_out_of_it(page, boss):
    make_staff(boss, "second@acme.example", roles=(ADMINISTRATOR,))

    answer = page.post(reverse("admin:colleague", args=["acme", boss.pk]), {"name": "Boss", "roles": ["finance"]})

    assert answer.url == reverse("account_workspaces")
    assert page.get(reverse("admin:staff", args=["acme"])).status_code == 403


def test_the_list_takes_as_many_queries_for_thirty_colleagues_as_for_three(page, boss, agent):
    url = reverse("admin:staff", args=["acme"])
    make_staff(boss, "third@acme.example")
    page.get(url)
    with_three = queries_of(page, url)
    for number in range(27):
        make_staff(boss, f"n{number}@acme.example")

    assert queries_of(page, url) == with_three <= 12


def test_levels_are_renamed_and_an_empty_name_refused(page, boss):
    url = reverse("admin:levels", args=["acme"])
    names = {f"level_{number}": f"Team {number}" for number in (1, 2, 3, 4)}

    refused = page.post(url, names | {"level_2": " "})
    page.post(url, names)

    assert "This field is required" in words_of(refused) and 'value="Team 3"' in words_of(refused)
    with acting_as(boss):
        assert list(Level.objects.values_list("name", flat=True)) == ["Team 1", "Team 2", "Team 3", "Team 4"]


ROUTES = ("staff", "invite-colleague", "settings", "levels", "tokens", "new-token")


@pytest.mark.parametrize("name", ROUTES)
def test_only_administrators_pass_the_door(client, boss, agent, ann, other_boss, name):
    url = reverse(f"admin:{name}", args=["acme"])
    manager = make_staff(boss, "ruth@acme.example", roles=(ACCOUNT_MANAGER,))

    assert client.get(url).status_code == 302
    assert sign_in(client, boss).get(url).status_code == 200
    assert sign_in(client, agent).get(url).status_code == 403
    assert sign_in(client, manager).get(url).status_code == 403
    assert sign_in(client, ann).get(url).status_code == 404
    assert sign_in(client, other_boss).get(url).status_code == 404


def test_a_contact_is_no_colleague(page, ann):
    assert page.get(reverse("admin:colleague", args=["acme", ann.pk])).status_code == 404
    assert page.post(reverse("admin:colleague-departure", args=["acme", ann.pk])).status_code == 404


def make_token(page, whose, **said):
    usual = {"name": "Monitoring", "member": whose.pk, "scopes": ["tickets:read"], "days": "30"}
    return page.post(reverse("admin:new-token", args=["acme"]), usual | said)


def test_a_token_is_shown_once_and_stored_as_a_hash(page, boss, agent):
    answer = make_token(page, agent)

    secret = answer.context["secret"]
    assert secret in words_of(answer) and answer.headers["Cache-Control"] == "no-store, private"
    with acting_as(boss):
        token = ApiToken.objects.get(member=agent)
    assert secret not in (token.secret_hash, token.hint) and token.scopes == ["tickets:read"]
    listed = words_of(page.get(reverse("admin:tokens", args=["acme"])))
    assert secret not in listed and token.hint in listed


@pytest.mark.parametrize("said", [{"scopes": []}, {"days": "0"}, {"days": "366"}, {"name": ""}, {"member": "x"}])
def test_a_bad_token_is_refused_and_kept(page, boss, agent, said):
    answer = make_token(page, agent, **said)

    assert "1 thing to fix" in words_of(answer)
    with acting_as(boss):
        assert not ApiToken.objects.exists()


def test_a_token_is_revoked(page, boss, agent):
    make_token(page, agent)
    with acting_as(boss):
        token = ApiToken.objects.get()

    answer = page.post(reverse("admin:token-revocation", args=["acme", token.pk]), follow=True)

    assert "Revoked" in words_of(answer)
    with acting_as(boss):
        token.refresh_from_db()
    assert token.revoked_at


def test_tokens_are_listed_in_a_fixed_number_of_queries(page, boss, agent):
    for _number in range(3):
        make_token(page, agent)
    url = reverse("admin:tokens", args=["acme"])
    page.get(url)
    with_three = queries_of(page, url)
    for _number in range(27):
        make_token(page, agent)

    assert queries_of(page, url) == with_three <= 12
