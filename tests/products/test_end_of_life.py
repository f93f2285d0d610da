"""A version nears its end: from the account manager's page to the mails, right after days of downtime (C-60)."""

from datetime import UTC, date, datetime, timedelta

from django.urls import reverse

from accounts.permissions import ACCOUNT_MANAGER
from accounts.tenancy import SYSTEM, acting_as, acting_in
from common import wallclock
from contracts.actions.end_of_life import warn_of_end_of_life
from contracts.tasks import warn_of_versions_that_end
from notifications.models import Notice
from notifications.wording import worded
from products.actions import edit_version, say_who_uses
from products.models import EndOfLifeWarning, Environment, ProductVersion
from tests.factories import make_client, make_contact, make_environment, make_product, make_staff, make_version
from tests.http import queries_of, sign_in, words_of

END = date(2026, 12, 31)


def noon(left, **more):
    """Noon in London on the day with so many days left."""
    return datetime(2026, 12, 31, 12, 0, tzinfo=UTC) - timedelta(days=left, **more)


def swept(boss, *instants):
    with acting_in(boss.tenant, SYSTEM):
        return [warn_of_end_of_life(tenant_id=boss.tenant_id, at=at) for at in instants]


def told(boss, member):
    with acting_as(member):
        return [worded(each).subject for each in Notice.objects.visible_to(member).select_related("tenant").order_by("at")]


def test_manager_and_account_manager_are_warned_once_at_each_step(boss, kestrel, ann):
    hub = make_product(boss, "Dispatch Hub", kestrel)
    make_environment(boss, kestrel, hub, "Live", version=make_version(boss, hub, "8.4", ends_on=END))
    manager = make_contact(boss, kestrel, "mia@kestrel.example", role="manager")
    ruth = make_staff(boss, "ruth@acme.example", roles=(ACCOUNT_MANAGER,), level=None)

    warned = swept(boss, noon(200), noon(180), noon(180), noon(179), noon(90), noon(31), noon(30), noon(1), noon(-1))

    assert warned == [0, 1, 0, 0, 1, 0, 1, 0, 0]
    steps = [f"Dispatch Hub 8.4 ends in {days} days (Kestrel Logistics)" for days in (180, 90, 30)]
    assert told(boss, manager) == told(boss, ruth) == steps
    assert told(boss, ann) == []  # a contact who is no manager


def test_after_three_days_of_downtime_the_step_is_caught_up_with_the_days_that_are_left(boss, kestrel):
    hub = make_product(boss, "Dispatch Hub", kestrel)
    make_environment(boss, kestrel, hub, "Live", version=make_version(boss, hub, "8.4", ends_on=END))
    manager = make_contact(boss, kestrel, "mia@kestrel.example", role="manager")

    assert swept(boss, noon(182), noon(179), noon(178)) == [0, 1, 0]  # down from 182 to 179 days before
    assert told(boss, manager) == ["Dispatch Hub 8.4 ends in 179 days (Kestrel Logistics)"]


def test_a_version_named_late_is_warned_of_once_and_not_three_times(boss, kestrel):
    hub = make_product(boss, "Dispatch Hub", kestrel)
    make_environment(boss, kestrel, hub, "Live", version=make_version(boss, hub, "8.4", ends_on=END))

    assert swept(boss, noon(20), noon(19)) == [1, 0]
    with acting_as(boss):
        assert [row.days for row in EndOfLifeWarning.objects.all()] == [30]


def test_the_day_is_the_clients(boss):
    """At 20:00Z it is already the next day in Tokyo, and still the same in Los Angeles."""
    hub = make_product(boss, "Dispatch Hub")
    version = make_version(boss, hub, "8.4", ends_on=END)
    for name, zone in (("East", "Asia/Tokyo"), ("West", "America/Los_Angeles")):
        client = make_client(boss, name, zone)
        with acting_as(boss):
            say_who_uses(client=client, products=[hub], by=boss, at=noon(300))
        make_environment(boss, client, hub, f"Live {name}", version=version)
    evening = noon(181, hours=-8)

    assert swept(boss, evening) == [1]
    with acting_as(boss):
        assert [row.client.name for row in EndOfLifeWarning.objects.select_related("client")] == ["East"]


def test_another_last_day_warns_anew_and_what_is_retired_does_not(boss, kestrel):
    hub = make_product(boss, "Dispatch Hub", kestrel)
    version = make_version(boss, hub, "8.4", ends_on=END)
    live = make_environment(boss, kestrel, hub, "Live", version=version)
    assert swept(boss, noon(170)) == [1]

    with acting_as(boss):
        edit_version(version=version, name="8.4", ends_on=END + timedelta(days=5), by=boss, at=noon(169))
    assert swept(boss, noon(169), noon(168)) == [1, 0]

    with acting_as(boss):
        Environment.objects.filter(pk=live.pk).update(is_active=False)
    assert swept(boss, noon(80)) == [0]


def test_a_walk_from_the_product_page_to_the_clients_mail(client, boss, kestrel, monkeypatch):
    """The account manager names a version and where it runs; the client sees it; the hourly task warns; both pages say so."""
    hub = make_product(boss, "Dispatch Hub", kestrel)
    ruth = make_staff(boss, "ruth@acme.example", roles=(ACCOUNT_MANAGER,), level=None)
    mia = make_contact(boss, kestrel, "mia@kestrel.example", role="manager")
    monkeypatch.setattr(wallclock, "now", lambda: noon(89))
    page = sign_in(client, ruth)

    page.post(
        reverse("manage:new-product-version", args=["acme", hub.pk]),
        {"name": "8.4", "released_on": "2025-01-10", "ends_on": "2026-12-31"},
    )
    with acting_as(boss):
        version = ProductVersion.objects.get(name="8.4")
    live = {"product": hub.pk, "name": "Live", "kind": "production", "version": version.pk, "has_custom_code": "on"}
    window = {"criticality": "high", "maintenance_day": "5", "maintenance_from": "22:00", "maintenance_until": "02:00"}
    page.post(reverse("manage:new-environment", args=["acme", kestrel.pk]), live | window)
    monkeypatch.setattr("contracts.tasks.tenants_with", lambda *asked: [boss.tenant_id])  # its own connection sees no test's rows
    warn_of_versions_that_end()
    warn_of_versions_that_end()

    product = words_of(page.get(reverse("manage:product", args=["acme", hub.pk])))
    assert "89 days left" in product and "Kestrel Logistics" in product and "warned 90 days before" in product
    assert "custom code" in product
    listed = words_of(page.get(reverse("manage:products", args=["acme"])))
    assert "1 ends soon or has ended" in listed
    seen = words_of(sign_in(client, mia).get(reverse("portal:environments", args=["acme"])))
    assert "Dispatch Hub: Live" in seen and "31 Dec 2026" in seen and "89 days left" in seen and "22:00" in seen
    assert told(boss, mia) == ["Dispatch Hub 8.4 ends in 89 days (Kestrel Logistics)"]
    with acting_as(mia):
        mail = worded(Notice.objects.visible_to(mia).select_related("tenant").get())
    assert "supported up to and including 31 Dec 2026" in mail.body and "It runs on: Live." in mail.body


def test_bad_days_and_windows_are_refused_in_sentences(client, boss, kestrel):
    hub, other = make_product(boss, "Dispatch Hub", kestrel), make_product(boss, "Depot Scan")
    foreign = make_version(boss, other, "1.0")
    ruth = make_staff(boss, "ruth@acme.example", roles=(ACCOUNT_MANAGER,), level=None)
    page = sign_in(client, ruth)
    make_version(boss, hub, "8.4")
    new_version = reverse("manage:new-product-version", args=["acme", hub.pk])
    new_environment = reverse("manage:new-environment", args=["acme", kestrel.pk])
    live = {"product": hub.pk, "name": "Live", "kind": "production"}

    answers = [
        page.post(new_version, {"name": "9.0", "released_on": "2026-02-01", "ends_on": "2026-01-01"}),
        page.post(new_version, {"name": "8.4"}),
        page.post(new_environment, live | {"version": foreign.pk}),
        page.post(new_environment, live | {"maintenance_day": "daily", "maintenance_from": "01:00"}),
        page.post(new_environment, live | {"maintenance_day": "1", "maintenance_from": "01:00", "maintenance_until": "01:00"}),
    ]

    for answer, sentence in zip(
        answers,
        [
            "cannot end before it came out",
            "has a version called “8.4” already",
            "Select a valid choice",
            "Say when the maintenance window begins and when it ends",
            "cannot end when it begins",
        ],
        strict=True,
    ):
        assert sentence in words_of(answer)


def test_the_pages_take_a_fixed_number_of_queries(client, boss, kestrel):
    hub = make_product(boss, "Dispatch Hub", kestrel)
    version = make_version(boss, hub, "8.4", ends_on=END)
    make_environment(boss, kestrel, hub, "Live", version=version)
    mia = make_contact(boss, kestrel, "mia@kestrel.example", role="manager")
    pages = ((boss, reverse("manage:product", args=["acme", hub.pk])), (mia, reverse("portal:environments", args=["acme"])))
    few = []
    for member, url in pages:
        sign_in(client, member).get(url)
        few.append(queries_of(client, url))
    for number in range(20):
        make_environment(boss, kestrel, hub, f"Test {number}", "test", version=make_version(boss, hub, f"7.{number}"))
    many = [queries_of(sign_in(client, member), url) for member, url in pages]

    assert many == few
    assert max(few) <= 14
