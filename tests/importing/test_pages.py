"""The queue and the portal show what was imported."""

from django.urls import reverse

from accounts.models import Client
from accounts.tenancy import SYSTEM, acting_in
from tests.factories import make_contact
from tests.http import sign_in, words_of
from tests.importing.command import run, ticket_of
from tests.importing.logs import line, log


def test_the_desk_lists_imported_tickets_among_the_finished_and_opens_each(boss, agent, client):
    run(boss.tenant)
    with acting_in(boss.tenant, SYSTEM):
        reopened, told = ticket_of("INC0000715"), ticket_of("INC0001349")
    sign_in(client, agent)

    finished = words_of(client.get(reverse("desk:queue", args=["acme"]), {"view": "done"}))
    page = client.get(reverse("desk:ticket", args=["acme", reopened.pk]))

    assert reopened.title in finished
    assert page.status_code == 200
    assert reopened.title in words_of(page)
    assert "The desk moved it from L1 to L2 (Group 73)" in words_of(page)
    assert client.get(reverse("desk:ticket", args=["acme", told.pk])).status_code == 200


def test_an_open_imported_ticket_stands_in_the_queue(boss, agent, client, tmp_path):
    path = tmp_path / "log.csv"
    path.write_text(log(line(opened_at="05-06-2026 09:00", sys_updated_at="05-06-2026 09:00", priority="1 - Critical")))
    run(boss.tenant, path)

    queue = sign_in(client, agent).get(reverse("desk:queue", args=["acme"]))

    assert "Category 5" in words_of(queue)


def test_the_clients_manager_reads_them_in_the_portal_and_nobody_elses(boss, client):
    run(boss.tenant)
    with acting_in(boss.tenant, SYSTEM):
        own = Client.objects.get(name="Location 143")
        ticket, foreign = ticket_of("INC0000045"), ticket_of("INC0000062")
    sign_in(client, make_contact(boss, own, "mo@location.example", role="manager"))

    listed = words_of(client.get(reverse("portal:tickets", args=["acme"]), {"status": "all", "view": "all"}))
    page = client.get(reverse("portal:ticket", args=["acme", ticket.pk]))

    assert ticket.title in words_of(page)
    assert client.get(reverse("portal:ticket", args=["acme", foreign.pk])).status_code == 404
    assert ticket.title in listed
    assert foreign.title not in listed
    assert "Resolver" not in words_of(page)  # who worked on it is the provider's own
