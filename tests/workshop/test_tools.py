"""Smaller tools of the workshop: ports, catalogues, and the gate's first question."""

import os
import shutil
import socket
import subprocess
from gettext import GNUTranslations
from pathlib import Path

import pytest

from supportdesk.catalogues import compile_catalogues
from supportdesk.demo.environment import Addresses, desk_environment
from supportdesk.demo.ports import first_free, web_port
from supportdesk.demo.processes import StartRefused

ROOT = Path(__file__).resolve().parents[2]
WHERE = Addresses("127.0.0.1", 8000, 8025, 8125)
CATALOGUE = """
msgid ""
msgstr "Content-Type: text/plain; charset=UTF-8\\n"

msgid "Ticket"
msgstr "{word}"
"""


@pytest.fixture
def busy():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def test_a_busy_port_is_passed_over(busy):
    assert first_free("127.0.0.1", busy) > busy
    assert first_free("127.0.0.1", busy, taken=[busy + 1]) > busy + 1


def test_a_port_busy_only_for_ipv6_is_passed_over_too():
    with socket.socket(socket.AF_INET6) as other:
        try:
            other.bind(("::1", 0))
        except OSError:
            return  # this machine has no IPv6, so nobody can be met there
        other.listen()

        assert first_free("127.0.0.1", other.getsockname()[1]) != other.getsockname()[1]


def test_a_foreign_address_is_refused_in_words():
    with pytest.raises(StartRefused, match="give this machine's address"):
        web_port("192.0.2.1", 8000)


def test_mail_of_the_demo_never_leaves_the_machine(tmp_path):
    shell = {"EMAIL_URL": "smtp://mail.example", "DEBUG": "1", "LOG_LEVEL": "DEBUG", "DJANGO_SETTINGS_MODULE": "else.where"}

    variables = desk_environment(tmp_path, shell, {}, WHERE)

    assert variables["EMAIL_URL"] == "smtp://127.0.0.1:8125"
    assert variables["DEBUG"] == "false"
    assert variables["DJANGO_SETTINGS_MODULE"] == "supportdesk.settings.base"
    assert variables["BASE_URL"] == "http://localhost:8000"
    assert variables["LOG_LEVEL"] == "DEBUG"


def test_the_desk_itself_never_has_the_key_of_the_owner_of_the_tables(tmp_path):
    servers = {"DATABASE_URL": "postgres://app", "DATABASE_OWNER_URL": "postgres://owner"}

    variables = desk_environment(tmp_path, {"DATABASE_OWNER_URL": "postgres://owner"}, servers, WHERE)

    assert variables["DATABASE_URL"] == "postgres://app"
    assert "DATABASE_OWNER_URL" not in variables


def test_the_secret_key_is_private_and_outlives_a_restart(tmp_path):
    keys = {desk_environment(tmp_path, {}, {}, WHERE)["SECRET_KEY"] for _ in range(2)}

    assert len(keys) == 1 and len(keys.pop()) > 50
    assert (tmp_path / "secret.key").stat().st_mode & 0o777 == 0o600


def test_catalogues_are_compiled_when_their_source_is_newer(tmp_path):
    source = tmp_path / "locale" / "de" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text(CATALOGUE.format(word="Anfrage"))

    assert compile_catalogues(tmp_path) == [source.with_suffix(".mo")]
    assert compile_catalogues(tmp_path) == []

    source.write_text(CATALOGUE.format(word="Meldung"))
    os.utime(source, (source.stat().st_atime, source.with_suffix(".mo").stat().st_mtime + 5))

    assert compile_catalogues(tmp_path) == [source.with_suffix(".mo")]
    with open(source.with_suffix(".mo"), "rb") as compiled:
        assert GNUTranslations(compiled).gettext("Ticket") == "Meldung"


def test_the_gate_without_root_and_chromium_ends_in_one_clear_line(tmp_path):
    for name in ("bash", "dirname"):
        (tmp_path / name).symlink_to(shutil.which(name))
    (tmp_path / "id").write_text("#!/bin/sh\necho 1000\n")
    (tmp_path / "id").chmod(0o755)

    refused = subprocess.run(
        [shutil.which("bash"), ROOT / ".ci" / "run"], env={"PATH": str(tmp_path)}, capture_output=True, text=True, timeout=30
    )

    assert refused.returncode == 1
    assert refused.stdout == ""
    assert refused.stderr.startswith("The page tests need Chromium") and refused.stderr.count("\n") == 1
