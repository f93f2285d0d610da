"""Products and environments for programs."""

from datetime import UTC, date, datetime

import pytest

from tests.api.conftest import make_caller
from tests.factories import make_client, make_contact, make_environment, make_product, make_version

pytestmark = pytest.mark.django_db
READ = ("products:read",)


@pytest.fixture
def hub(boss, kestrel):
    """What Kestrel runs, and a product that it does not."""
    make_product(boss, "Depot Scan")
    hub = make_product(boss, "Dispatch Hub", kestrel)
    old = make_version(boss, hub, "8.4", released_on=date(2024, 1, 1), ends_on=date(2026, 6, 1))
    make_environment(boss, kestrel, hub, "Live", version=old)
    return hub


@pytest.fixture(autouse=True)
def _june(monkeypatch):
    monkeypatch.setattr("common.wallclock.now", lambda: datetime(2026, 6, 8, 8, tzinfo=UTC))


def test_staff_list_products_with_versions_and_contacts_what_their_company_uses(boss, ann, hub):
    of_staff, of_ann = (make_caller(boss, who, READ).get("/api/v1/products/").json() for who in (boss, ann))

    assert [each["name"] for each in of_staff] == ["Depot Scan", "Dispatch Hub"]
    assert [each["name"] for each in of_ann] == ["Dispatch Hub"]
    assert [(each["name"], each["ends_on"], each["standing"]) for each in of_ann[0]["versions"]] == [
        ("8.4", "2026-06-01", "ended")
    ]


def test_environments_say_what_runs_there_and_when_maintenance_is_next(boss, ann, kestrel, hub):
    (live,) = make_caller(boss, ann, READ).get(f"/api/v1/clients/{kestrel.pk}/environments/").json()

    assert (live["name"], live["kind"], live["product"], live["standing"]) == ("Live", "production", str(hub.pk), "ended")
    assert datetime.fromisoformat(live["next_maintenance"]["starts_at"]).weekday() == 6  # a Sunday


def test_another_clients_environments_are_not_found(boss, ann, hub):
    other = make_client(boss, "Palisade Life")
    make_contact(boss, other, "olga@palisade.example")

    assert make_caller(boss, ann, READ).get(f"/api/v1/clients/{other.pk}/environments/").status_code == 404


def test_a_token_needs_the_scope(boss, ann):
    assert make_caller(boss, ann).get("/api/v1/products/").status_code == 403
