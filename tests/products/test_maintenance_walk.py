"""Maintenance windows walked through: usual, own, none; on the client's wall, and no clock stops (issue 4, EX-S40)."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from accounts.permissions import ACCOUNT_MANAGER
from accounts.tenancy import acting_as
from common import wallclock
from products import actions as products
from products.maintenance import calendar_of
from products.models import Environment
from slas.opentime import open_stretches
from tests.factories import make_client, make_contact, make_contract, make_product, make_staff, make_ticket
from tests.http import sign_in, words_of

FRIDAY = datetime(2026, 3, 27, 12, 0, tzinfo=UTC)  # two nights before London's clocks go forward


@pytest.fixture
def now(monkeypatch):
    at = [FRIDAY]
    monkeypatch.setattr(wallclock, "now", lambda: at[0])
    return at


def windows(page, client):
    """Environment -> the instants between which its next window lies, as the pages tell them."""
    shown = words_of(page.get(reverse("portal:environments", args=["acme"])))
    found = {}
    for row in re.findall(r"<tr>(.*?)</tr>", shown, re.S)[1:]:
        name = re.search(r"Dispatch Hub: (\w+)", row)[1]
        told = re.findall(r'datetime="([^"]+)"', row)
        found[name] = tuple(dict.fromkeys(told)) or "none announced" * ("none announced" in row)
    return found


def test_issue_4_walk_through_of_maintenance_windows(client, boss, kestrel, now):
    hub = make_product(boss, "Dispatch Hub", kestrel)
    mia = make_contact(boss, kestrel, "mia@kestrel.example", role="manager")
    ruth = make_staff(boss, "ruth@acme.example", roles=(ACCOUNT_MANAGER,), level=None)
    page = sign_in(client, ruth)
    for name, kind in (("Live", "production"), ("Staging", "staging"), ("Lab", "development")):
        said = {"product": hub.pk, "name": name, "kind": kind}
        assert page.post(reverse("manage:new-environment", args=["acme", kestrel.pk]), said).status_code == 302
    shown = words_of(page.get(reverse("manage:client", args=["acme", kestrel.pk])))
    assert "2026-03-29T01:00" in shown  # production: Sunday, 02:00 to 06:00 on London's wall

    at_home = windows(sign_in(client, mia), kestrel)
    night = ("2026-03-28T01:00:00Z", "2026-03-28T05:00:00Z")  # others: daily 01:00 to 05:00
    assert at_home == {"Live": ("2026-03-29T01:00:00Z", "2026-03-29T05:00:00Z"), "Staging": night, "Lab": night}

    page = sign_in(client, ruth)
    with acting_as(boss):
        known = {each.name: each.pk for each in Environment.objects.all()}
    own = {"maintenance_day": "5", "maintenance_from": "22:00", "maintenance_until": "02:00"}
    for name, more in (("Live", own), ("Lab", {"maintenance_day": "never"})):
        kind = {"Live": "production", "Lab": "development"}[name]
        said = {"name": name, "kind": kind, "is_active": "on", **more}
        assert page.post(reverse("manage:environment", args=["acme", known[name]]), said).status_code == 302

    now[0] = FRIDAY + timedelta(days=1)
    changed = windows(sign_in(client, mia), kestrel)
    # Saturday 22:00 to Sunday 02:00, which that night is 02:00 summer time, an hour earlier; Staging's night is an hour shorter.
    assert changed["Live"] == ("2026-03-28T22:00:00Z", "2026-03-29T01:00:00Z")
    assert changed["Staging"] == ("2026-03-29T01:00:00Z", "2026-03-29T04:00:00Z")
    assert changed["Lab"] == "none announced"


def test_the_window_is_on_the_clients_wall_and_stops_no_clock(boss, now):
    """A critical ticket in the middle of the Sunday window has its 30 minutes all the same (S-39)."""
    hub = make_product(boss, "Dispatch Hub")
    fjord = make_client(boss, "Fjord Freight", "Asia/Tokyo")
    make_contract(boss, fjord, "Premium")
    contact = make_contact(boss, fjord, "kei@fjord.example")
    with acting_as(boss):
        products.say_who_uses(client=fjord, products=[hub], by=boss, at=FRIDAY)
        live = products.create_environment(client=fjord, product=hub, name="Live", kind="production", by=boss, at=FRIDAY)
        slots = list(open_stretches(calendar_of(live.window, fjord.time_zone), FRIDAY, FRIDAY + timedelta(days=7)))
    assert slots == [(datetime(2026, 3, 28, 17, 0, tzinfo=UTC), datetime(2026, 3, 28, 21, 0, tzinfo=UTC))]
    within = slots[0][0] + timedelta(minutes=30)

    ticket = make_ticket(contact, at=within, severity="critical")

    with acting_as(boss):
        assert ticket.clocks.get(metric="first_response").due_at == within + timedelta(minutes=30)
