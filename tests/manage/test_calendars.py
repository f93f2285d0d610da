"""Support hours: presets with holidays, hours of one's own, and which calendar counts."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from accounts.tenancy import acting_as
from common import wallclock
from slas.models import Calendar, CalendarChoice
from slas.openhours import OpenHours
from slas.queries import calendars_by_kind
from tests.http import queries_of, sign_in, words_of


@pytest.fixture
def spring(monkeypatch):
    monkeypatch.setattr(wallclock, "now", lambda: datetime(2026, 6, 1, 12, tzinfo=UTC))


def make(page, **said):
    usual = {"name": "8/5 Munich", "kind": "8/5", "zone": "Europe/Berlin", "country": "DE", "region": "by"}
    return page.post(reverse("manage:new-calendar", args=["acme"]), usual | said)


def test_a_preset_stores_the_holidays_of_its_region(page, boss, spring):
    answer = make(page)

    with acting_as(boss):
        calendar = Calendar.objects.get(name="8/5 Munich")
        version = calendar.versions.get()
    hours = OpenHours.from_json(version.hours)
    closed = {on.isoformat() for on, day in hours.exceptions if not day}
    assert answer.url == reverse("manage:calendar", args=["acme", calendar.pk])
    assert (hours.zone, version.holidays_of, calendar.kind) == ("Europe/Berlin", "DE-BY", "8/5")
    assert {"2026-01-06", "2026-10-03", "2028-12-25"} <= closed  # Epiphany is Bavaria's
    assert "40 support hours a week" in words_of(page.get(answer.url))


def test_hours_of_ones_own_are_stored(page, boss, spring):
    make(page, kind="custom", name="Shifts", day_0="9:00-12:30, 13:30 – 17:00", day_6="22:00-24:00")

    with acting_as(boss):
        hours = OpenHours.from_json(Calendar.objects.get(name="Shifts").versions.get().hours)
    assert hours.weekly[0] == ((540, 750), (810, 1020))
    assert hours.weekly[6] == ((1320, 1440),)
    assert hours.weekly[1] == ()


@pytest.mark.parametrize(
    "said, words",
    [
        ({"kind": "custom"}, "has no open minute in the next 366 days"),
        ({"kind": "custom", "day_0": "17:00-09:00"}, "is not after"),
        ({"kind": "custom", "day_0": "09:00-12:00, 11:00-13:00"}, "overlap"),
        ({"kind": "custom", "day_0": "nine to five"}, "Write hours such as"),
        ({"kind": "custom", "day_0": "09:00-25:00"}, "24:00 at the latest"),
        ({"region": "ENG"}, "Not a region that we know there"),
        ({"country": "XX"}, "not one of the available choices"),
        ({"zone": "CET"}, "not one of the available choices"),
        ({"name": "8/5 london"}, "exists already"),
    ],
)
def test_hours_that_cannot_be_are_refused_and_kept(page, boss, said, words):
    answer = make(page, **said)

    assert words in words_of(answer)
    for name, value in said.items():
        assert answer.context["form"][name].value() == value
    with acting_as(boss):
        assert Calendar.objects.count() == 4


def test_the_tenants_choice_is_changed(page, boss):
    make(page)
    with acting_as(boss):
        calendars = {calendar.name: calendar.pk for calendar in Calendar.objects.all()}
    url = reverse("manage:calendar-choices", args=["acme"])
    said = {f"kind_{n}": calendars[f"{kind} London"] for n, kind in enumerate(("8/5", "12/5", "24/5", "24/7"))}

    refused = page.post(url, said | {"kind_0": ""})
    changed = page.post(url, said | {"kind_0": calendars["8/5 Munich"]})

    assert "This field is required" in words_of(refused)
    assert changed.status_code == 302
    with acting_as(boss):
        assert CalendarChoice.objects.get(kind="8/5", client=None).calendar_id == calendars["8/5 Munich"]
        assert not CalendarChoice.objects.filter(kind="custom").exists()


def test_a_client_chooses_its_own_and_gives_it_back(page, boss, kestrel):
    make(page)
    with acting_as(boss):
        munich, london = Calendar.objects.get(name="8/5 Munich"), Calendar.objects.get(name="8/5 London")
    url = reverse("manage:client-calendars", args=["acme", kestrel.pk])

    page.post(url, {"kind_0": munich.pk})
    with acting_as(boss):
        own = calendars_by_kind(kestrel.tenant_id, kestrel.pk)["8/5"]
    page.post(url, {"kind_0": ""})

    assert own == munich.pk
    with acting_as(boss):
        assert calendars_by_kind(kestrel.tenant_id, kestrel.pk)["8/5"] == london.pk


def test_the_list_takes_as_many_queries_for_more_calendars(page, boss):
    url = reverse("manage:calendars", args=["acme"])
    page.get(url)
    before = queries_of(page, url)
    for number in range(26):
        make(page, name=f"Calendar {number}")

    assert queries_of(page, url) == before <= 12


def test_an_engineer_reads_support_hours_and_changes_none(client, agent, boss, other_boss):
    with acting_as(boss):
        calendar = Calendar.objects.get(name="8/5 London")
    sign_in(client, agent)

    assert client.get(reverse("manage:calendar", args=["acme", calendar.pk])).status_code == 200
    assert client.post(reverse("manage:new-calendar", args=["acme"])).status_code == 403
    assert client.post(reverse("manage:calendar-choices", args=["acme"])).status_code == 403
    assert sign_in(client, other_boss).get(reverse("manage:calendar", args=["borealis", calendar.pk])).status_code == 404
