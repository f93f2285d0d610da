"""`createtenant` founds a company that can work at once, or says in a sentence why not."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Letter, Membership, Tenant
from accounts.permissions import STAFF_ROLES
from accounts.tenancy import SYSTEM, acting_in, identity, tenant_id_by_slug
from slas.models import Calendar, CalendarVersion, Tier

GIVEN = {"name": "Fenwick Support", "time_zone": "Europe/London", "email": "una@fenwick.example", "person": "Una Fenwick"}
pytestmark = pytest.mark.django_db


def create(slug="fenwick", **changed):
    told = StringIO()
    call_command("createtenant", slug, stdout=told, **{**GIVEN, **changed})
    return told.getvalue()


def test_it_stands_with_levels_tiers_calendars_and_an_administrator_who_holds_every_role():
    told = create(country="gb", region="eng")

    with acting_in(tenant_id_by_slug("fenwick"), SYSTEM):
        assert Tenant.objects.get().name == "Fenwick Support"
        (admin,) = Membership.objects.select_related("person")
        assert (admin.name, set(admin.roles)) == ("Una Fenwick", set(STAFF_ROLES))
        assert not admin.person.has_usable_password()
        assert Tier.objects.count() == 5
        assert Calendar.objects.count() == 4
        assert "GB-ENG" in CalendarVersion.objects.values_list("holidays_of", flat=True)
    assert "/fenwick/" in told
    assert "/accounts/password/reset/" in told


def test_the_mail_with_the_link_comes_when_it_is_asked_for_as_it_says(client):
    create()

    client.post("/accounts/password/reset/", {"email": GIVEN["email"]})

    with identity():
        assert "/accounts/password/reset/key/" in Letter.objects.get(to=GIVEN["email"]).body


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"slug": "acme"}, "There is a tenant “acme” already. Choose another slug."),
        ({"slug": "portal"}, "“portal” is kept for the product itself. Choose another slug."),
        ({"slug": "Fen wick"}, "Use 3 to 40 small letters, digits and hyphens, a letter first."),
        ({"time_zone": "Europe/Londonn"}, "“Europe/Londonn” is not a time zone. Use a name such as Europe/London."),
        ({"email": "una"}, "Enter a valid email address."),
        ({"country": "QQ"}, "No public holidays are known for QQ."),
        ({"country": "GB", "region": "XYZ"}, "No public holidays are known for GB-XYZ."),
        ({"name": "N" * 121}, "Ensure this value has at most 120 characters (it has 121)."),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_what_cannot_be_is_refused_in_a_sentence_and_leaves_nothing(boss, changed, sentence):
    with pytest.raises(CommandError) as refused:
        create(**changed)

    assert str(refused.value) == sentence
    assert tenant_id_by_slug("fenwick") is None
