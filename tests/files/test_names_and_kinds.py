"""Names are made harmless, kinds are told by content."""

import pytest

from files.kinds import is_program, kind_of
from files.names import LONGEST, shown_name


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ("report.pdf", "report.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\ann\\log.txt", "log.txt"),
        ("invoice\u202egnp.exe", "invoicegnp.exe"),  # the override would show it as invoiceexe.png
        ("a\r\nSet-Cookie: b.txt", "aSet-Cookie: b.txt"),
        ("tab\there.txt", "tabhere.txt"),
        ("nul\x00.txt", "nul.txt"),
        ("Übersicht  März.csv", "Übersicht März.csv"),
        ("写真.png", "写真.png"),
        ("", "file"),
        ("..", "file"),
        ("\u200b\u2066", "file"),
    ],
)
def test_a_name_is_shown_without_what_could_deceive(given, shown):
    assert shown_name(given) == shown


@pytest.mark.parametrize("given", ["a" * 300 + ".log", "a" * 300, "." + "a" * 300, "a." + "b" * 300])
def test_a_long_name_is_cut_and_a_short_ending_kept(given):
    assert 0 < len(shown_name(given)) <= LONGEST
    assert shown_name("a" * 300 + ".log").endswith("….log")


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n...", "image/png"),
        (b"%PDF-1.7 <script>", "application/pdf"),
        (b"PK\x03\x04....", "application/zip"),
        (b"<html><script>alert(1)</script>", "text/plain"),
        (b'<svg xmlns="http://www.w3.org/2000/svg">', "text/plain"),
        (b"MIME-Version: 1.0\r\n", "text/plain"),
        (b"BM is how this line begins", "text/plain"),
        ("Grüße".encode()[:-2], "text/plain"),  # cut within a letter
        (b"\xff\xfe\x00\x01", "application/octet-stream"),
        (b"", "application/octet-stream"),
        (b"GIF89a<script>", "image/gif"),
        (b"MZ\x90\x00\x03", "application/x-msdos-program"),
    ],
)
def test_the_content_tells_the_kind(head, kind):
    assert kind_of(head) == kind


@pytest.mark.parametrize(
    ("name", "head", "runs"),
    [
        ("photo.png", b"MZ\x90\x00", True),
        ("tool", b"\x7fELF\x02", True),
        ("update.BAT", b"echo", True),
        ("script.vbs. ", b"text", True),
        ("export.log", b"text", False),
        ("notes.txt", b"MZ is an abbreviation", False),
    ],
)
def test_a_program_is_known_by_content_or_ending(name, head, runs):
    assert is_program(name, head) is runs
