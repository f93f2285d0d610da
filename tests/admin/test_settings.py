"""Settings of the tenant, and its logo."""

import struct
import zlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.tenancy import acting_as
from files.models import Branding
from files.png import SIGNATURE, LogoRefused, cleaned
from tests.http import sign_in, words_of

USUAL = {"name": "Acme", "time_zone": "Europe/London", "sender_name": "", "sender_address": ""}


def chunk(kind, body):
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(width=2, height=2, between=b"", after=b"", pixels=None):
    """A picture of one colour."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    rows = pixels if pixels is not None else zlib.compress((b"\0" + b"\x20\x60\xa0" * width) * height)
    return SIGNATURE + header + between + chunk(b"IDAT", rows) + chunk(b"IEND", b"") + after


def upload(page, data, name="logo.png"):
    file = SimpleUploadedFile(name, data, content_type="image/png")
    return page.post(reverse("admin:logo", args=["acme"]), {"logo": file})


def test_settings_are_saved(page, boss):
    said = {"name": "Acme Support", "time_zone": "Europe/Berlin", "sender_name": "Acme", "sender_address": "help@acme.example"}

    answer = page.post(reverse("admin:settings", args=["acme"]), said)

    assert answer.status_code == 302
    with acting_as(boss):
        boss.tenant.refresh_from_db()
    tenant = boss.tenant
    assert (tenant.name, tenant.time_zone, tenant.sender_name) == ("Acme Support", "Europe/Berlin", "Acme")
    assert tenant.sender_address == "help@acme.example" and not tenant.staff_need_second_factor


@pytest.mark.parametrize("said", [{"name": ""}, {"sender_address": "nowhere"}, {"time_zone": "GMT+1"}])
def test_bad_settings_are_refused_and_kept(page, boss, said):
    answer = page.post(reverse("admin:settings", args=["acme"]), USUAL | {"sender_name": "Kept"} | said)

    assert "1 thing to fix" in words_of(answer) and 'value="Kept"' in words_of(answer)
    with acting_as(boss):
        boss.tenant.refresh_from_db()
    assert boss.tenant.sender_name == ""


def test_a_logo_shows_on_every_page_and_to_everybody(page, client, boss, ann):
    upload(page, png())

    mark = 'src="/acme/logo.png?v='
    assert mark in words_of(page.get(reverse("manage:clients", args=["acme"])))
    client.post(reverse("account_logout"))
    answer = client.get("/acme/logo.png")
    assert answer.status_code == 200 and answer.content == png()
    assert answer.headers["Content-Type"] == "image/png"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert client.get("/borealis/logo.png").status_code == 404
    assert client.get("/nowhere/logo.png").status_code == 404


def test_a_logo_is_removed(page, boss):
    upload(page, png())

    page.post(reverse("admin:logo", args=["acme"]), {"remove": "yes"})

    assert page.get("/acme/logo.png").status_code == 404
    assert "logo.png?v=" not in words_of(page.get(reverse("admin:settings", args=["acme"])))


@pytest.mark.parametrize(
    "data, words",
    [
        (b"", "empty"),
        (b"<svg onload=alert(1)>", "is no PNG"),
        (b"\xff\xd8\xff" + b"0" * 50, "is no PNG"),
        (png(width=4000), "4000 × 2 pixels"),
        (SIGNATURE + b"0" * 300_000, "larger than 300 kB"),
        (png()[:-20], "damaged"),
        (png(pixels=b"not packed"), "damaged"),
    ],
)
def test_what_is_no_logo_is_refused_in_words(page, boss, data, words):
    answer = upload(page, data)

    assert words in words_of(answer)
    with acting_as(boss):
        assert not Branding.objects.exists()


def test_only_what_draws_the_picture_is_kept():
    hidden = chunk(b"tEXt", b"Comment\0<script>alert(1)</script>") + chunk(b"iCCP", b"profile")

    assert cleaned(png(between=hidden, after=b"PK\x03\x04 a whole archive")) == png()


@pytest.mark.parametrize(
    "data",
    [
        png().replace(b"IHDR", b"IHDX"),
        SIGNATURE + chunk(b"IEND", b""),
        png(pixels=zlib.compress(b"\0" * 40_000_000)),
        png(pixels=zlib.compress(b"")),
        png(width=0),
        SIGNATURE,
    ],
)
def test_a_picture_that_no_browser_should_unpack_is_refused(data):
    with pytest.raises(LogoRefused):
        cleaned(data)


def test_only_administrators_change_the_logo(client, agent, ann):
    assert upload(sign_in(client, agent), png()).status_code == 403
    assert upload(sign_in(client, ann), png()).status_code == 404
