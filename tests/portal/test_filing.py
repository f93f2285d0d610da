"""Filing a ticket through the portal, as a browser without script does it."""

import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.tenancy import acting_as
from common import wallclock
from files.models import File
from slas.models import TicketType
from tests.doors import signed_in
from tests.factories import make_product, make_ticket
from tickets.models import Attachment, Clock, Ticket

URL = reverse("portal:open-ticket", args=["acme"])
MEGABYTE = 1024 * 1024


@pytest.fixture
def at(monkeypatch, nine_oclock):
    monkeypatch.setattr(wallclock, "now", lambda: nine_oclock)
    return nine_oclock


def hidden(page):
    return re.search(r'name="submission" value="([^"]+)"', page.content.decode()).group(1)


def filled(ann, **more):
    with acting_as(ann):
        kind = TicketType.objects.get(code="incident")
    values = {"title": "Export stops", "type": str(kind.pk), "severity": "critical", "body": "It ends at 20,000 rows."}
    return values | more


def tickets(member):
    with acting_as(member):
        return list(Ticket.objects.visible_to(member))


def test_a_contact_files_a_ticket_with_a_file_and_lands_on_it(ann, boss, kestrel, at):
    product = make_product(boss, "Dispatch Hub", kestrel)
    browser = signed_in(ann)
    upload = SimpleUploadedFile("../screen.png", b"\x89PNG\r\n\x1a\nrest", content_type="text/html")
    values = filled(ann, submission=hidden(browser.get(URL)), product=str(product.pk), files=[upload])

    answer = browser.post(URL, values)

    (ticket,) = tickets(ann)
    assert answer.status_code == 302
    assert answer.url == reverse("portal:ticket", args=["acme", ticket.pk])
    assert (ticket.title, ticket.severity, ticket.source) == ("Export stops", "critical", "portal")
    assert (ticket.product_id, ticket.requester_id) == (product.pk, ann.pk)
    with acting_as(ann):
        file = Attachment.objects.get(ticket=ticket).file
    assert (file.name, file.content_type, file.visibility) == ("screen.png", "image/png", "public")
    assert (Path(settings.MEDIA_ROOT) / file.path).read_bytes() == b"\x89PNG\r\n\x1a\nrest"
    assert "Ticket #" in browser.get(answer.url).content.decode()


def test_the_promise_shown_is_the_promise_kept_on_the_clock(ann, at):
    browser = signed_in(ann)

    page = browser.get(URL)
    browser.post(URL, filled(ann))

    with acting_as(ann):
        clocks = {clock.metric: clock for clock in Clock.objects.visible_to(ann)}
    shown = {each["code"]: each for each in page.context["severities"]}
    assert shown["critical"]["first_response"].due_at == clocks["first_response"].due_at == datetime(2026, 6, 8, 12, tzinfo=UTC)
    assert shown["critical"]["resolution"].due_at == clocks["resolution"].due_at
    words = page.content.decode()
    for code in ("critical", "major", "minor", "question"):
        assert f'id="promise-{code}"' in words  # all four are there for a reader without script
    assert "13:00" in words


def test_the_promise_follows_the_product_that_is_chosen(ann, boss, kestrel, palisade, at):
    foreign = make_product(boss, "Not theirs", palisade)
    browser = signed_in(ann)
    url = reverse("portal:promise", args=["acme"])

    own = browser.get(url, {"product": "", "type": ""}, headers={"HX-Request": "true"})
    nonsense = browser.get(url, {"product": str(foreign.pk), "type": "x"}, headers={"HX-Request": "true"})

    assert own.status_code == nonsense.status_code == 200
    assert own.content.decode().count("hx-swap-oob") == 4
    assert "<html" not in own.content.decode()
    assert "Not theirs" not in nonsense.content.decode()


def test_the_same_form_sent_twice_files_one_ticket(ann, at):
    browser = signed_in(ann)
    values = filled(ann, submission=hidden(browser.get(URL)))

    first = browser.post(URL, values)
    second = browser.post(URL, values | {"title": "Changed meanwhile"})

    (ticket,) = tickets(ann)
    assert first.url == second.url
    assert ticket.title == "Export stops"


def test_nobody_chooses_the_id_of_a_ticket(ann, boss, kestrel, at):
    theirs = make_ticket(ann, at=at)
    browser = signed_in(ann)

    browser.post(URL, filled(ann, submission=f"{theirs.pk}:made-up"))

    assert len(tickets(ann)) == 2


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"title": ""}, "Say in a few words what it is about."),
        ({"title": "   "}, "Say in a few words what it is about."),
        ({"title": "x" * 201}, "This text has 201 characters; up to 200 are taken."),
        ({"body": ""}, "Describe what happened."),
        ({"body": "x" * 50_001}, "This text has 50001 characters; up to 50000 are taken."),
        ({"severity": ""}, "Choose how bad it is."),
        ({"severity": "apocalyptic"}, "Choose one of the four severities."),
        ({"type": "0b7cbd5e-0000-7000-8000-000000000000"}, "Choose one of the kinds offered."),
        ({"product": "0b7cbd5e-0000-7000-8000-000000000000"}, "Choose one of your products."),
        ({"title": "nul\x00"}, "Null characters are not allowed."),
    ],
)
def test_what_is_wrong_is_said_and_the_rest_is_kept(ann, at, wrong, sentence):
    browser = signed_in(ann)
    kept = {"title": "A title that was typed", "body": "A body that was typed"} | wrong

    answer = browser.post(URL, filled(ann, **kept))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert "data-error-summary" in page
    for name in {"title", "body"} - set(wrong):
        assert kept[name] in page
    assert tickets(ann) == []


def test_an_oversized_file_is_refused_and_nothing_typed_is_lost(ann, at):
    browser = signed_in(ann)
    huge = SimpleUploadedFile("dump.sql", b"x" * (60 * MEGABYTE))

    answer = browser.post(URL, filled(ann, files=[huge, SimpleUploadedFile("small.txt", b"small")]))

    page = answer.content.decode()
    assert answer.status_code == 422
    assert "“dump.sql” is 60 MB; a file may have up to 25 MB." in page
    assert "Export stops" in page
    assert "It ends at 20,000 rows." in page
    assert "Choose your files again" in page
    assert tickets(ann) == []
    with acting_as(ann):
        assert not File.objects.exists()


def test_a_file_at_the_limit_is_taken(ann, at):
    browser = signed_in(ann)

    answer = browser.post(URL, filled(ann, files=[SimpleUploadedFile("full.bin", b"\xff" * (25 * MEGABYTE))]))

    assert answer.status_code == 302
    with acting_as(ann):
        assert File.objects.get().size == 25 * MEGABYTE


@pytest.mark.parametrize(
    ("uploads", "sentence"),
    [
        ([("setup.exe", b"MZ\x90\x00\x03")], "“setup.exe” is a program"),
        ([("start.bat", b"echo hello")], "“start.bat” is a program"),
        ([("empty.txt", b"")], "“empty.txt” is empty"),
        ([(f"{n}.txt", b"x") for n in range(11)], "11 files are too many; a message takes up to 10."),
    ],
)
def test_files_that_are_not_taken_are_named(ann, at, uploads, sentence):
    browser = signed_in(ann)

    answer = browser.post(URL, filled(ann, files=[SimpleUploadedFile(name, content) for name, content in uploads]))

    assert answer.status_code == 422
    assert sentence in answer.content.decode()
    assert tickets(ann) == []


@pytest.mark.parametrize("name", ["a." + "b" * 300, "\u202egnp.lmth", "C:\\x\\y.txt", "a" * 300])
def test_strange_names_are_taken_and_made_harmless(ann, at, name):
    browser = signed_in(ann)

    answer = browser.post(URL, filled(ann, files=[SimpleUploadedFile(name, b"text")]))

    assert answer.status_code == 302
    with acting_as(ann):
        file = File.objects.get()
    assert 0 < len(file.name) <= 200
    assert not set(file.name) & set("/\\\u202e")


def test_a_request_far_beyond_its_limits_is_not_read(ann, at):
    browser = signed_in(ann)

    answer = browser.post(URL, filled(ann), CONTENT_LENGTH=str(700 * MEGABYTE))

    assert answer.status_code == 400


def test_a_client_that_is_no_longer_served_is_told_so(ann, boss, kestrel, at):
    browser = signed_in(ann)
    with acting_as(boss):
        type(kestrel).objects.filter(pk=kestrel.pk).update(is_active=False)

    answer = browser.post(URL, filled(ann, files=[SimpleUploadedFile("a.txt", b"a")]))

    assert answer.status_code == 422
    assert "is no longer served" in answer.content.decode()
    with acting_as(ann):
        assert not File.objects.exists()
