"""Tiers: shown, made, published in versions; contradictions refused at their cell."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.tenancy import acting_as
from common import wallclock
from slas.models import METRICS, SEVERITIES, Target, Tier
from slas.queries import version_in_force
from tests.http import queries_of, sign_in, words_of
from tests.manage.tier_editor import edit, publish


@pytest.fixture
def standard(boss):
    with acting_as(boss):
        return Tier.objects.get(name="Standard")


def test_publishing_unchanged_keeps_every_target(page, boss, standard):
    publish(page, standard, {"note": "Renewal round"})

    with acting_as(boss):
        first, second = standard.versions.order_by("number")
        columns = ("metric", "severity", "amount", "unit", "calendar", "is_option", "ticket_type")
        assert set(second.targets.values_list(*columns)) == set(first.targets.values_list(*columns))
        assert (second.number, second.note, second.hours) == (2, "Renewal round", first.hours)
        assert second.targets.get(metric="hotfix").is_option


def test_an_edited_target_holds_from_now_on_and_not_before(page, boss, standard):
    before = wallclock.now()

    publish(page, standard, first_response_critical_0="30", first_response_critical_1="minutes", resolution_minor_0="")

    with acting_as(boss):
        now, then = version_in_force(standard, wallclock.now()), version_in_force(standard, before - timedelta(seconds=1))
        target = now.targets.get(metric="first_response", severity="critical")
        assert (target.amount, target.unit) == (30, "minutes")
        assert not now.targets.filter(metric="resolution", severity="minor").exists()
        assert (then.number, then.targets.get(metric="first_response", severity="critical").amount) == (1, 4)


@pytest.mark.parametrize(
    "said",
    [
        {"first_response_critical_0": "17"},
        {"first_response_critical_0": "3", "first_response_critical_1": "business_days"},
        {"first_response_critical_1": "end_of_next_business_day", "resolution_critical_0": "2"},
    ],
)
def test_a_response_after_the_resolution_is_refused_at_its_cell(page, boss, standard, said):
    answer = edit(page, standard, **said, warnings="50, 60")

    errors = answer.context["form"].errors
    assert list(errors) == ["first_response_critical"]
    assert "would come after the resolution" in errors["first_response_critical"][0]
    text = words_of(answer)
    assert 'value="50, 60"' in text and 'href="#id_first_response_critical"' in text and 'id="id_first_response_critical"' in text
    for name, value in said.items():
        assert answer.context["form"].data[name] == value
    with acting_as(boss):
        assert standard.versions.count() == 1


@pytest.mark.parametrize("amount", ["0", "-3", "1.5", "soon", "100001"])
def test_an_amount_that_is_none_is_refused_at_its_cell(page, boss, standard, amount):
    answer = edit(page, standard, workaround_major_0=amount)

    assert list(answer.context["form"].errors) == ["workaround_major"]
    assert f'value="{amount}"' in words_of(answer)


def test_hours_without_a_calendar_are_refused(page, standard):
    answer = edit(page, standard, hours_major="custom")

    assert "no calendar is chosen for Custom" in answer.context["form"].errors["hours_major"][0]


def test_the_end_of_the_next_business_day_needs_no_amount(page, boss, standard):
    publish(
        page, standard, resolution_question_0="", resolution_question_1="end_of_next_business_day", first_response_question_0="8"
    )

    with acting_as(boss):
        target = Target.objects.get(version__tier=standard, version__number=2, metric="resolution", severity="question")
    assert (target.amount, target.unit) == (1, "end_of_next_business_day")


def test_a_tier_is_made_and_its_name_taken_once(page, boss):
    said = {f"hours_{severity}": "24/7" for severity in SEVERITIES} | {"name": "Gold", "first_response_critical_0": "1"}
    said |= {f"{metric}_{severity}_1": "hours" for metric in METRICS for severity in SEVERITIES}
    url = reverse("manage:new-tier", args=["acme"])

    made = page.post(url, said)
    taken = page.post(url, said | {"name": "gold"})

    assert "Critical" in words_of(page.get(made.url))
    assert taken.context["form"].errors["name"] == ["A tier called “gold” exists already. Choose another name."]
    assert 'value="gold"' in words_of(taken)


def test_earlier_versions_can_be_read(page, boss, standard):
    publish(page, standard, {"note": "Faster now"}, first_response_critical_0="3")

    newest = words_of(page.get(reverse("manage:tier", args=["acme", standard.pk])))
    first = words_of(page.get(reverse("manage:tier-version", args=["acme", standard.pk, 1])))

    assert "3 hours" in newest and "Faster now" in newest and "1 contract" not in newest
    assert "Critical first response: 4 h → 3 h" in newest
    assert "replaced" in first and "3 hours" not in first
    assert page.get(reverse("manage:tier-version", args=["acme", standard.pk, 9])).status_code == 404


def test_the_list_shows_every_tier_in_a_fixed_number_of_queries(page, boss, standard):
    url = reverse("manage:tiers", args=["acme"])
    page.get(url)
    before = queries_of(page, url)
    for name in ("Gold", "Silver", "Bronze"):
        said = {f"hours_{severity}": "24/7" for severity in SEVERITIES} | {"name": name, "first_response_critical_0": "1"}
        page.post(reverse("manage:new-tier", args=["acme"]), said)

    text = words_of(page.get(url))
    assert queries_of(page, url) == before <= 12
    assert "Bronze" in text


def test_an_engineer_reads_tiers_and_publishes_none(client, agent, standard, other_boss):
    sign_in(client, agent)

    assert client.get(reverse("manage:tier", args=["acme", standard.pk])).status_code == 200
    assert client.post(reverse("manage:tier-targets", args=["acme", standard.pk])).status_code == 403
    assert client.get(reverse("manage:new-tier", args=["acme"])).status_code == 403
    assert sign_in(client, other_boss).get(reverse("manage:tier", args=["borealis", standard.pk])).status_code == 404
