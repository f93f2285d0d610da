"""What the levels owe each other, as leads and account managers edit it."""

import pytest
from django.urls import reverse

from accounts.models import Level
from accounts.permissions import ACCOUNT_MANAGER, ENGINEER, FINANCE, LEAD
from accounts.tenancy import acting_as
from slas.models import Calendar, CalendarChoice, LevelTarget
from slas.queries import load_ola_terms, ola_key_of
from tests.doors import signed_in
from tests.factories import make_staff


@pytest.fixture
def second(boss):
    with acting_as(boss):
        return Level.objects.get(tenant=boss.tenant, number=2)


def at(name, *args):
    return reverse(f"manage:{name}", args=["acme", *args])


def test_the_levels_show_the_defaults_and_the_office_hours(boss):
    page = signed_in(boss).get(at("levels")).content.decode()

    for said in ("L1 ", "L4 ", "8/5 London", "22 h", "nothing owed"):
        assert said in page, said


@pytest.mark.parametrize(("role", "status"), [(ENGINEER, 403), (FINANCE, 403), (LEAD, 200), (ACCOUNT_MANAGER, 200)])
def test_leads_and_account_managers_edit_them(boss, second, role, status):
    browser = signed_in(make_staff(boss, "somebody@acme.example", roles=[role]))

    assert browser.get(at("levels")).status_code == 200
    assert browser.get(at("level", second.pk)).status_code == status


def test_a_level_is_given_hours_and_minutes_of_its_own_and_gives_the_hours_back(boss, second):
    browser = signed_in(boss)
    with acting_as(boss):
        around = Calendar.objects.get(tenant=boss.tenant, kind="24/7")
    sent = {"accept_critical": "5", "work_critical": "45", "accept_major": "20", "calendar": around.pk}

    assert browser.post(at("level", second.pk), sent).status_code == 302
    assert 'value="45"' in browser.get(at("level", second.pk)).content.decode()

    with acting_as(boss):
        owed = LevelTarget.objects.filter(level=second).order_by("severity")
        assert list(owed.values_list("severity", "accept_minutes", "work_minutes")) == [("critical", 5, 45), ("major", 20, None)]
        key = ola_key_of(second)
        assert key == f"ola|{around.pk}@1|5/45|20/-|-/-|-/-"
        terms = load_ola_terms(boss.tenant_id, [key])[key]
        assert terms.target_for("ola_work", "critical", "incident").amount == 45
        assert terms.target_for("ola_work", "major", None) is None

    browser.post(at("level", second.pk), sent | {"calendar": ""})
    with acting_as(boss):
        assert not CalendarChoice.objects.filter(level=second).exists()


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({"accept_critical": "0"}, "Use at least 1"),
        ({"accept_critical": "-5"}, "Use at least 1"),
        ({"accept_critical": "soon"}, "Use whole minutes"),
        ({"work_critical": "60"}, "work begins when a ticket is accepted"),
    ],
)
def test_what_cannot_be_owed_is_refused_in_words_at_its_field(boss, second, sent, sentence):
    page = signed_in(boss).post(at("level", second.pk), sent).content.decode()

    assert sentence in page
    with acting_as(boss):
        assert LevelTarget.objects.filter(level=second).count() == 4
