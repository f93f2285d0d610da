"""Clients: listed, made, changed, noted."""

import pytest
from django.urls import reverse

from accounts.models import Client, ClientNote
from accounts.tenancy import acting_as
from tests.factories import make_client, make_contract, make_product, make_ticket
from tests.http import queries_of, sign_in, words_of


def test_the_list_shows_tier_and_open_tickets(page, kestrel, palisade, ann, nine_oclock):
    make_ticket(ann, at=nine_oclock)
    make_ticket(ann, at=nine_oclock)

    answer = page.get(reverse("manage:clients", args=["acme"]))

    rows = {row.name: dict((str(c["title"]), v) for c, v in row.cells) for row in answer.context["page"].object_list}
    assert rows["Kestrel Logistics"] == {"Tier": ["Standard"], "Open tickets": 2}
    assert rows["Palisade Life"] == {"Tier": None, "Open tickets": None}
    assert "No contract" in words_of(answer)


def test_the_list_is_searched_and_hides_the_inactive(page, boss, kestrel, palisade):
    make_client(boss, "Kestrel Old")
    with acting_as(boss):
        Client.objects.filter(name="Kestrel Old").update(is_active=False)
    url = reverse("manage:clients", args=["acme"])

    def names(query):
        return [row.name for row in page.get(url + query).context["page"].object_list]

    assert names("?q=kestrel") == ["Kestrel Logistics"]
    assert names("?q=kestrel&state=inactive") == ["Kestrel Old"]
    assert names("?state=all") == ["Kestrel Logistics", "Kestrel Old", "Palisade Life"]
    assert "No client found" in words_of(page.get(url + "?q=nobody"))


def test_the_list_takes_as_many_queries_for_thirty_clients_as_for_three(page, boss, kestrel, palisade):
    make_client(boss, "Third")
    url = reverse("manage:clients", args=["acme"])
    page.get(url)
    with_three = queries_of(page, url)
    for number in range(27):
        make_contract(boss, make_client(boss, f"Client {number:02}"))

    assert queries_of(page, url) == with_three <= 14


def test_a_client_is_made_and_its_name_taken_once(page, boss, kestrel):
    url = reverse("manage:new-client", args=["acme"])

    answer = page.post(url, {"name": "Halden Freight", "time_zone": "Europe/Oslo"})
    again = page.post(url, {"name": "HALDEN freight", "time_zone": "Europe/Oslo", "contacts_see_all": "on"})

    with acting_as(boss):
        made = Client.objects.get(name="Halden Freight")
    assert answer.url == reverse("manage:client", args=["acme", made.pk])
    assert "exists already" in words_of(again)
    assert 'value="HALDEN freight"' in words_of(again)
    assert again.context["form"]["contacts_see_all"].value()


@pytest.mark.parametrize(
    "said",
    [
        {"name": "", "time_zone": "Europe/Oslo"},
        {"name": "x" * 161, "time_zone": "Europe/Oslo"},
        {"name": "A", "time_zone": "Mars"},
    ],
)
def test_what_is_no_client_is_refused(page, boss, said):
    answer = page.post(reverse("manage:new-client", args=["acme"]), said)

    assert answer.status_code == 422
    assert "1 thing to fix" in words_of(answer)


def test_details_are_changed_and_a_taken_name_keeps_what_was_typed(page, boss, kestrel, palisade):
    url = reverse("manage:client-details", args=["acme", kestrel.pk])

    refused = page.post(url, {"name": "Palisade Life", "time_zone": "Asia/Tokyo"})
    page.post(url, {"name": "Kestrel Air", "time_zone": "Asia/Tokyo", "contacts_see_all": "on"})

    assert "exists already" in words_of(refused)
    assert refused.context["form"]["time_zone"].value() == "Asia/Tokyo"
    with acting_as(boss):
        kestrel.refresh_from_db()
    assert (kestrel.name, kestrel.time_zone, kestrel.contacts_see_all, kestrel.is_active) == (
        "Kestrel Air",
        "Asia/Tokyo",
        True,
        False,
    )


def test_the_page_of_a_client_shows_what_every_app_knows(page, boss, kestrel, ann, nine_oclock):
    make_product(boss, "Dispatch Hub", kestrel)
    make_ticket(ann, at=nine_oclock, title="Routes are missing")

    text = words_of(page.get(reverse("manage:client", args=["acme", kestrel.pk])))

    for word in ("ann@kestrel.example", "Dispatch Hub", "Routes are missing", "Standard 2026", "8/5 London"):
        assert word in text


def test_the_page_of_a_client_takes_the_same_queries_however_much_it_shows(page, boss, kestrel, ann, nine_oclock):
    url = reverse("manage:client", args=["acme", kestrel.pk])
    make_ticket(ann, at=nine_oclock)
    page.get(url)
    before = queries_of(page, url)
    for number in range(8):
        make_ticket(ann, at=nine_oclock)
        make_product(boss, f"Product {number}", kestrel)

    assert queries_of(page, url) == before


def test_a_note_is_written_and_an_empty_one_refused(page, boss, kestrel, manager):
    url = reverse("manage:client-notes", args=["acme", kestrel.pk])

    page.post(url, {"body": "Pays late, **is friendly**."})
    refused = page.post(url, {"body": "  "})

    with acting_as(boss):
        note = ClientNote.objects.get(client=kestrel)
    assert (note.body, note.by_id) == ("Pays late, **is friendly**.", manager.pk)
    assert "<strong>is friendly</strong>" in words_of(refused)
    assert "This field is required" in words_of(refused)


@pytest.mark.parametrize("name", ["client-details", "client-notes", "invite-contact", "client-products", "client-calendars"])
def test_an_engineer_reads_clients_and_changes_none(client, agent, kestrel, name):
    sign_in(client, agent)

    assert client.get(reverse("manage:client", args=["acme", kestrel.pk])).status_code == 200
    assert client.post(reverse(f"manage:{name}", args=["acme", kestrel.pk])).status_code == 403
    assert client.get(reverse("manage:new-client", args=["acme"])).status_code == 403


def test_a_contact_and_a_stranger_find_no_client(client, ann, kestrel, other_boss):
    url = reverse("manage:client", args=["acme", kestrel.pk])

    assert sign_in(client, ann).get(url).status_code == 404
    assert sign_in(client, other_boss).get(url).status_code == 404
    assert client.get(reverse("manage:client", args=["borealis", kestrel.pk])).status_code == 404
