"""An account manager changes Premium's Critical resolution from 6 h to 4 h for the open tickets, and takes it back."""

from collections import Counter
from datetime import timedelta

import pytest
from playwright.sync_api import expect

from accounts.permissions import ACCOUNT_MANAGER
from accounts.tenancy import SYSTEM, acting_in
from common import wallclock
from slas.contents import content_of
from slas.models import Tier
from tests.browser import chromium
from tests.factories import PASSWORD, founded, make_client, make_contact, make_contract, make_staff, make_ticket
from tests.rigs.stack import running_desk
from tickets.models import Clock, Retarget, Ticket

LONG_AGO, FOLLOWING = 4, 100  # tickets that four hours would breach at once, and the others that follow the tier
ARGON2 = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
DONE = "[role=progressbar][aria-valuenow='100']"


@pytest.mark.browser
@pytest.mark.django_db(transaction=True, databases=["default", "system"])
def test_a_change_of_a_tier_is_seen_before_published_for_open_tickets_and_taken_back(tmp_path, settings, monkeypatch):
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # the browser's driver runs a loop in this thread
    settings.PASSWORD_HASHERS = ARGON2  # the desk runs on the settings of production
    boss = founded("acme")
    grace = make_staff(boss, "grace@acme.example", roles=(ACCOUNT_MANAGER,), level=None)
    now = wallclock.now()
    on_premium, frozen = _contact(boss, "Palisade Assurance"), _contact(boss, "Kestrel Freight", is_frozen=True)
    old = [make_ticket(on_premium, at=now - timedelta(hours=5), severity="critical") for _ in range(LONG_AGO)]
    young = [make_ticket(on_premium, at=now - timedelta(minutes=20), severity="critical") for _ in range(FOLLOWING)]
    kept = make_ticket(frozen, at=now - timedelta(minutes=20), severity="critical")
    tickets = [*old, *young, kept]
    before = _resolutions(boss)
    updated_at = _updated(boss)

    with running_desk(tmp_path) as desk, chromium() as browser:
        page = _signed_in(browser, desk, grace)
        page.goto(f"{desk.url}/acme/manage/tiers/")
        page.get_by_role("link", name="Premium", exact=True).click()
        page.get_by_role("link", name="Edit targets").click()
        page.fill("input[name=resolution_critical_0]", "4")
        page.wait_for_selector("#was-resolution_critical:has-text('was 6 h')")  # the preview has followed
        page.get_by_role("button", name="Compute impact").click()
        page.wait_for_selector("#tier-impact >> text=104 open tickets follow this tier.")
        assert "1 with frozen terms is not affected." in page.inner_text("#tier-impact")
        assert "4 tickets would be breached at once." in page.inner_text("#tier-impact")
        page.get_by_role("button", name="Review and publish").click()

        expect(page.locator("input[name=excluded]:checked")).to_have_count(LONG_AGO)
        expect(page.get_by_text("4 tickets would be breached at once.")).to_be_visible()
        page.check("input[name=reach][value=open]")
        page.fill("textarea[name=note]", "Renewal round")
        page.get_by_role("button", name="Publish version 2").click()
        page.wait_for_selector(DONE)

        after = _resolutions(boss)
        two_hours = timedelta(hours=2)
        assert {ticket.pk: before[ticket.pk][1] - after[ticket.pk][1] for ticket in tickets} == (
            dict.fromkeys([ticket.pk for ticket in [*old, kept]], timedelta(0))
            | dict.fromkeys([ticket.pk for ticket in young], two_hours)
        )
        assert Counter(after[ticket.pk][0] for ticket in tickets) == {4: FOLLOWING, 6: LONG_AGO + 1}

        _restore(page, desk)

    assert _resolutions(boss) == before
    assert _updated(boss) == updated_at
    with acting_in(boss.tenant_id, SYSTEM):
        first, _second, third = Tier.objects.get(name="Premium").versions.order_by("number")
        assert content_of(first) == content_of(third) and third.note == "Too soon"
        assert [job.state for job in Retarget.objects.all()] == ["done", "done"]
        assert Ticket.objects.get(pk=kept.pk).tier_version_id == first.pk


def _restore(page, desk):
    page.goto(f"{desk.url}/acme/manage/tiers/")
    page.get_by_role("link", name="Premium", exact=True).click()
    page.get_by_role("button", name="Restore version 1").click()
    page.wait_for_selector("text=restores version 1")
    page.check("input[name=reach][value=open]")
    page.fill("textarea[name=note]", "Too soon")
    page.get_by_role("button", name="Publish version 3").click()
    page.wait_for_selector(DONE)


def _contact(boss, name, **more):
    client = make_client(boss, name)
    make_contract(boss, client, "Premium", **more)
    return make_contact(boss, client, f"ann@{name.split()[0].lower()}.example")


def _resolutions(boss):
    """Ticket -> hours promised and the instant they end."""
    with acting_in(boss.tenant_id, SYSTEM):
        clocks = Clock.objects.filter(tenant_id=boss.tenant_id, metric="resolution")
        return {clock.ticket_id: (clock.target["amount"], clock.due_at) for clock in clocks}


def _updated(boss):
    with acting_in(boss.tenant_id, SYSTEM):
        return dict(Ticket.objects.filter(tenant_id=boss.tenant_id).values_list("pk", "updated_at"))


def _signed_in(browser, desk, member):
    page = browser.new_context(viewport={"width": 1440, "height": 900}).new_page()
    page.goto(f"{desk.url}/accounts/login/")
    page.fill("input[name=login]", member.person.email)
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.wait_for_url(lambda url: "/accounts/login" not in url)
    return page
