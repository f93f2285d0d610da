"""The page of a change of open tickets: how far it is, stopped and gone on with."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.tenancy import SYSTEM, acting_in
from notifications.models import Notice
from tests.factories import make_ticket
from tests.http import queries_of, sign_in, words_of
from tests.tickets.test_retargets import published, started, worked_off
from tickets.models import Retarget

pytestmark = pytest.mark.django_db


def address(job, name="retarget"):
    return reverse(f"manage:{name}", args=["acme", job.pk])


@pytest.fixture
def job(boss, ann, nine_oclock):
    for _ in range(3):
        make_ticket(ann, at=nine_oclock, severity="critical")
    at = nine_oclock + timedelta(hours=3)
    return started(boss, published(boss, at, resolution_critical=(2, "hours"), first_response_critical=(1, "hours")), at)


def test_while_it_waits_the_page_asks_again_and_shows_who_started_it(client, boss, job):
    page = words_of(sign_in(client, boss).get(address(job)))
    part = words_of(client.get(address(job), headers={"HX-Request": "true"}))

    assert "Standard, version 2" in page and boss.name in page
    assert 'hx-trigger="every 2s"' in part and "<h1" not in part
    assert "Stop after this batch" in page
    assert queries_of(client, address(job)) <= 9


def test_it_can_be_stopped_and_gone_on_with_and_then_says_what_it_did(client, boss, job, nine_oclock):
    sign_in(client, boss).post(address(job, "retarget-stop"))
    with acting_in(boss.tenant_id, SYSTEM):
        assert Retarget.objects.get().state == "stopped"
    assert worked_off(boss.tenant_id, job.at) is None
    client.post(address(job, "retarget-resumption"))
    with acting_in(boss.tenant_id, SYSTEM):
        at = Retarget.objects.get().run_at
    worked_off(boss.tenant_id, at)

    page = words_of(client.get(address(job)))

    assert "3 of 3 open tickets" in page and "6 promises" in page and 'hx-trigger="every 2s"' not in page
    assert "3 tickets changed" in words_of(client.get(reverse("manage:retargets", args=["acme"])))


def test_who_answers_for_it_hears_of_it_once(boss, agent, job):
    worked_off(boss.tenant_id, job.at)

    with acting_in(boss.tenant_id, SYSTEM):
        (notice,) = Notice.objects.filter(template="tickets_retargeted")
        assert (notice.recipient_id, notice.facts["breached"]) == (boss.pk, 6)
        assert not Notice.objects.filter(template="promise_missed").exists()
