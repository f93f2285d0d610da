"""A tier's next version between two people: a base that somebody else replaced, a second person's approval or refusal."""

import pytest

from accounts import actions as accounts
from accounts.models import Membership
from accounts.permissions import ACCOUNT_MANAGER
from accounts.tenancy import acting_as
from common import wallclock
from slas import actions as slas
from slas.contents import content_of, from_content
from tests.factories import make_staff
from tests.http import sign_in, words_of
from tests.manage.tier_editor import CLOSER, editor, on_review
from tickets.models import Retarget


def test_somebody_elses_publication_is_said_in_words_and_nothing_typed_is_lost(page, boss, premium):
    review = on_review(page, premium, **CLOSER)
    with acting_as(boss):
        content = content_of(premium.versions.get(number=1)) | {"hotfix_from": "received"}
        slas.publish_tier(tier=premium, **from_content(content, boss.tenant_id), by=boss, at=wallclock.now())

    refused = page.post(f"{review.wsgi_request.path}publication/", {"reach": "new", "note": "My reason"})
    text = words_of(refused)
    assert refused.status_code == 422 and "My reason" in text
    assert "Acme Admin published version 2" in text and "confirmation of the defect → receipt" in text
    assert "Acme Admin published version 2" in words_of(page.get(editor(premium)))
    page.post(f"{review.wsgi_request.path}base/")
    page.post(f"{review.wsgi_request.path}publication/", {"reach": "new", "note": "My reason"})

    with acting_as(boss):
        newest = premium.versions.get(number=3)
        assert newest.targets.get(metric="resolution", severity="critical").amount == 4


@pytest.fixture
def asks_two(boss):
    said = {"name": "Acme", "time_zone": "Europe/London", "sender_name": "", "sender_address": ""}
    with acting_as(boss):
        accounts.change_settings(
            **said, staff_need_second_factor=False, tiers_need_second_person=True, by=boss, at=boss.started_at
        )


def test_a_second_person_approves_with_the_impact_of_now(page, boss, premium, filed, client, asks_two):
    review = on_review(page, premium, **CLOSER)
    assert "Ask for approval" in words_of(review)
    address = review.wsgi_request.path
    page.post(f"{address}publication/", {"reach": "open", "note": "Renewal", "excluded": [str(filed[0].pk)]})
    assert "Somebody else publishes it" in words_of(page.get(address))
    assert "You proposed this yourself" in words_of(page.post(f"{address}publication/", follow=True))

    second = sign_in(client, make_staff(boss, "second@acme.example", roles=(ACCOUNT_MANAGER,), level=None))
    seen = second.get(address)
    assert seen.context["impact"].breached == 1 and "Approve and publish version 2" in words_of(seen)
    second.post(f"{address}publication/")

    with acting_as(boss):
        assert premium.versions.get(number=2).by.name == "Second"
        assert str(Retarget.objects.get().exclusions.get().ticket_id) == str(filed[0].pk)


def test_a_second_person_refuses_and_drafts_of_others_are_their_own(page, boss, premium, client, asks_two):
    address = on_review(page, premium, **CLOSER).wsgi_request.path
    second = make_staff(boss, "second@acme.example", roles=(ACCOUNT_MANAGER,), level=None)
    assert sign_in(client, second).get(address).status_code == 404
    sign_in(client, _manager(boss))
    page.post(f"{address}publication/", {"reach": "new", "note": "Renewal"})

    sign_in(client, second)
    assert client.post(f"{address}refusal/", {"answer": ""}).status_code == 422
    client.post(f"{address}refusal/", {"answer": "Not before the renewal"})

    assert "Not before the renewal" in words_of(client.get(address))
    with acting_as(boss):
        assert premium.versions.count() == 1


def test_nobody_approves_what_was_exchanged_while_they_read(page, boss, premium, client, asks_two):
    address = on_review(page, premium, **CLOSER).wsgi_request.path
    page.post(f"{address}publication/", {"reach": "new", "note": "Renewal"})
    second = sign_in(client, make_staff(boss, "second@acme.example", roles=(ACCOUNT_MANAGER,), level=None))
    read = {"read": second.get(address).context["read"]}
    sign_in(client, _manager(boss))
    client.post(f"{address}withdrawal/")
    client.post(f"{address}publication/", {"reach": "open", "note": "Another"})
    with acting_as(boss):
        again = Membership.objects.select_related("person").get(name="Second")
    sign_in(client, again)

    refused = client.post(f"{address}publication/", read, follow=True)
    assert "changed and proposed again while you were reading" in words_of(refused)
    client.post(f"{address}publication/", {"read": refused.context["read"]})

    with acting_as(boss):
        assert premium.versions.get(number=2).note == "Another"


def test_more_than_a_thousand_tickets_can_keep_their_version(page, boss, premium, filed):
    address = on_review(page, premium, **CLOSER).wsgi_request.path
    said = {"reach": "open", "note": "Renewal", "excluded": [str(filed[0].pk)] * 1500}

    assert page.post(f"{address}publication/", said).status_code == 302
    with acting_as(boss):
        assert Retarget.objects.get().exclusions.count() == 1


def _manager(boss):
    with acting_as(boss):
        return Membership.objects.select_related("person").get(name="Ruth")
