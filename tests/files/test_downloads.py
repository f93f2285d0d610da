"""Files leave only through the ticket, and only as downloads."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.tenancy import acting_as
from files.actions import store_files
from files.models import INTERNAL, PUBLIC
from tests.doors import signed_in
from tests.factories import make_contact, make_staff, make_ticket
from tickets import actions
from tickets.models import Attachment


def attach(member, ticket, at, name="log.html", content=b"<script>alert(1)</script>", internal=False):
    visibility = INTERNAL if internal else PUBLIC
    with acting_as(member):
        files = store_files(
            uploads=[SimpleUploadedFile(name, content)], client=ticket.client, visibility=visibility, by=member, at=at
        )
        if internal:
            actions.write_note(ticket=ticket, body="See file", by=member, at=at, files=files)
        elif member.client_id:
            actions.write_as_client(ticket=ticket, body="See file", by=member, at=at, files=files)
        else:
            actions.reply(ticket=ticket, body="See file", by=member, at=at, files=files)
        return Attachment.objects.get(file=files[0])


def fetch(member, attachment, door="portal"):
    return signed_in(member).get(reverse(f"{door}:attachment", args=[member.tenant.slug, attachment.pk]))


@pytest.fixture
def ticket(ann, nine_oclock):
    return make_ticket(ann, at=nine_oclock)


def test_a_download_runs_nowhere(ann, ticket, nine_oclock):
    attachment = attach(ann, ticket, nine_oclock)

    answer = fetch(ann, attachment)

    assert answer.status_code == 200
    assert b"".join(answer.streaming_content) == b"<script>alert(1)</script>"
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"] == 'attachment; filename="log.html"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert "script-src" not in answer["Content-Security-Policy"]
    assert "no-store" in answer["Cache-Control"]
    answer.close()


def test_a_name_cannot_split_the_header(ann, ticket, nine_oclock):
    attachment = attach(ann, ticket, nine_oclock, name='a"\r\nX-Evil: 1 "Größe.txt')

    answer = fetch(ann, attachment)

    assert "X-Evil" not in answer.headers
    assert "\r" not in answer["Content-Disposition"]
    assert "filename*=utf-8''" in answer["Content-Disposition"]
    answer.close()


def test_staff_download_at_the_desk(ann, agent, ticket, nine_oclock):
    attachment = attach(ann, ticket, nine_oclock)

    answer = fetch(agent, attachment, "desk")

    assert answer.status_code == 200
    answer.close()


def test_a_notes_file_is_not_there_for_the_client(ann, agent, ticket, nine_oclock):
    attachment = attach(agent, ticket, nine_oclock + timedelta(minutes=1), internal=True)

    assert fetch(ann, attachment).status_code == 404


def test_strangers_get_nothing(ann, boss, kestrel, palisade, other_boss, ticket, nine_oclock):
    attachment = attach(ann, ticket, nine_oclock)
    colleague = make_contact(boss, kestrel, "colleague@kestrel.example")
    manager = make_contact(boss, kestrel, "manager@kestrel.example", role="manager")
    stranger = make_contact(boss, palisade, "stranger@palisade.example")
    foreigner = make_staff(other_boss, "agent@borealis.example")

    assert fetch(colleague, attachment).status_code == 404  # sees own tickets only
    assert fetch(stranger, attachment).status_code == 404
    assert fetch(foreigner, attachment, "desk").status_code == 404
    allowed = fetch(manager, attachment)
    assert allowed.status_code == 200
    allowed.close()


def test_nobody_signed_in_is_asked_to_sign_in(client, ann, ticket, nine_oclock):
    attachment = attach(ann, ticket, nine_oclock)

    answer = client.get(reverse("portal:attachment", args=["acme", attachment.pk]))

    assert answer.status_code == 302
    assert answer.url.startswith(reverse("account_login"))
