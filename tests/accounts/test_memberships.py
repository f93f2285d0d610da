"""Several memberships of one person: straight in with one, a choice with more, each at its own door."""

from django.urls import reverse

from accounts.permissions import FINANCE
from tests.factories import make_contact, make_staff
from tests.http import sign_in, words_of

WORKSPACES = "account_workspaces"


def test_with_one_membership_sign_in_leads_straight_in(client, boss, agent, ann):
    finance = make_staff(boss, "mei@acme.example", roles=(FINANCE,), level=None)

    assert sign_in(client, agent).get(reverse(WORKSPACES)).url == reverse("desk:queue", args=["acme"])
    assert sign_in(client, finance).get(reverse(WORKSPACES)).url == reverse("manage:clients", args=["acme"])
    assert sign_in(client, ann).get(reverse(WORKSPACES)).url.startswith(reverse("portal:home", args=["acme"]))


def test_with_several_the_person_chooses(client, boss, agent, kestrel, palisade, other_boss):
    make_contact(boss, kestrel, "", person=agent.person)
    make_contact(boss, palisade, "", person=agent.person)
    make_staff(other_boss, "", person=agent.person)

    answer = sign_in(client, agent).get(reverse(WORKSPACES))

    text = words_of(answer)
    assert "Kestrel Logistics" in text and "Palisade Life" in text and "Borealis" in text
    for membership in answer.context["memberships"]:
        assert client.get(membership.url, follow=True).status_code == 200, membership.url


def test_a_contact_of_two_clients_acts_for_the_chosen_one(client, boss, ann, palisade):
    second = make_contact(boss, palisade, "", person=ann.person)
    sign_in(client, ann)

    for member in (second, ann, second):
        home = reverse("portal:home", args=["acme"])
        seen = client.get(f"{home}?as={member.pk}", follow=True)
        assert seen.context["member"].client_id == member.client_id
        assert client.get(home).context["member"].client_id == member.client_id


def test_the_choice_can_be_seen_again_with_one_membership(client, agent):
    assert sign_in(client, agent).get(reverse(WORKSPACES) + "?choose").status_code == 200
