"""Files made to hurt: taken or refused, they are never rendered and never leave their folder (G11)."""

from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.tenancy import acting_as
from tests.doors import signed_in
from tests.factories import make_ticket
from tickets.models import Attachment

SCRIPT = b"<script>alert(document.domain)</script>"
PNG, GIF, PDF, ZIP = b"\x89PNG\r\n\x1a\n", b"GIF89a", b"%PDF-1.7\n", b"PK\x03\x04"
HOSTILE = [
    ("page.html", b"<!doctype html>" + SCRIPT),
    ("page.xhtml", b'<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml">' + SCRIPT + b"</html>"),
    ("picture.svg", b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
    ("archive.mhtml", b"MIME-Version: 1.0\r\nContent-Type: text/html\r\n\r\n" + SCRIPT),
    ("feed.xml", b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'),
    ("shell.php", b"<?php system($_GET['c']);"),
    ("shell.pht", b"<?php system($_GET['c']);"),
    ("polyglot.gif", GIF + SCRIPT),
    ("polyglot.png", PNG + SCRIPT),
    ("polyglot.pdf", PDF + SCRIPT),
    ("bomb.zip", ZIP + b"\x00" * 64),
    ("eicar.txt", rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"),
    (".htaccess", b"AddType text/html .txt"),
    ("web.config", b"<configuration/>"),
    ("utf7.txt", b"+ADw-script+AD4-alert(1)+ADw-/script+AD4-"),
    ("utf16.txt", "<script>alert(1)</script>".encode("utf-16")),
    ("photo\u202egpj.svg", b"<svg/>"),
    ("con", b"device"),
    ("a;filename=evil.html", SCRIPT),
    ("%2e%2e%2fescape.txt", b"path"),
    ("..\\..\\windows.txt", b"path"),
    ("name'with\"quotes.html", SCRIPT),
    ("<img src=x onerror=alert(1)>.txt", b"name"),
    ("\U0001f4a3.txt", b"emoji"),
]


@pytest.mark.parametrize(("name", "content"), HOSTILE, ids=[ascii(name) for name, _content in HOSTILE])
def test_what_is_taken_leaves_as_a_harmless_download(ann, nine_oclock, name, content):
    ticket = make_ticket(ann, at=nine_oclock)
    browser = signed_in(ann)
    page = reverse("portal:ticket", args=["acme", ticket.pk])
    values = {"body": "See the file", "files": [SimpleUploadedFile(name, content, content_type="text/html")]}

    shown = browser.post(reverse("portal:messages", args=["acme", ticket.pk]), values, follow=True)

    with acting_as(ann):
        attachment = Attachment.objects.select_related("file").get()
    answer = browser.get(reverse("portal:attachment", args=["acme", attachment.pk]))
    assert b"".join(answer.streaming_content) == content
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment; filename")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"].startswith("default-src 'none'; sandbox")
    kept = Path(settings.MEDIA_ROOT, attachment.file.path).resolve()
    assert kept.parent == Path(settings.MEDIA_ROOT, str(ann.tenant_id)).resolve()
    assert kept.name == str(attachment.file_id)
    assert shown.redirect_chain[-1][0] == page
    assert "onerror=alert(1)>" not in shown.content.decode()
    assert attachment.file.content_type not in ("text/html", "image/svg+xml", "application/xhtml+xml", "text/xml")
    answer.close()
