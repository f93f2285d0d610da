"""What a tier's version says of pauses and of hotfixes reaches the clocks."""

import pytest

from accounts.tenancy import acting_as
from slas import actions
from slas.contents import content_of, from_content
from slas.keys import terms_key
from slas.metrics import Pause, Pauses
from slas.models import Tier
from slas.queries import calendars_by_kind, load_terms, newest_pins, terms_of_content


def test_a_stored_list_is_what_the_fold_takes():
    assert Pauses.of(["waiting_client", "critical_updates"]) == Pauses(frozenset({Pause.WAITING_CLIENT}), True)


@pytest.mark.django_db
def test_a_version_and_its_content_load_to_the_same_terms(boss, nine_oclock):
    with acting_as(boss):
        tier = Tier.objects.get(name="Premium")
        usual = load_terms(boss.tenant_id, [_key(tier, 1)])[_key(tier, 1)]
        content = content_of(tier.versions.get(number=1)) | {"pauses": ["scheduled"], "hotfix_from": "received"}
        actions.publish_tier(tier=tier, **from_content(content, boss.tenant_id), by=boss, at=nine_oclock)
        key = _key(tier, 2)
        stored = load_terms(boss.tenant_id, [key])[key]

        assert (usual.pauses, usual.hotfix_from) == (Pauses(), "confirmed")
        assert (stored.pauses, stored.hotfix_from) == (Pauses(frozenset({Pause.SCHEDULED})), "received")
        assert terms_of_content(boss.tenant_id, content, [key])[key] == stored


def _key(tier, number):
    version = tier.versions.get(number=number)
    calendars = calendars_by_kind(tier.tenant_id, None)
    return terms_key(version.pk, calendars, newest_pins(tier.tenant_id, calendars.values(), version.pk))
