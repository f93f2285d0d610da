"""The commands of a real installation, on a PostgreSQL of their own where it matters."""

import shutil
import tempfile
from pathlib import Path

import environ
import pytest
from django.core.management import CommandError, call_command
from django.db.utils import ConnectionHandler

from supportdesk.demo.homes import is_root
from supportdesk.demo.postgres import SUPERUSER, Postgres
from supportdesk.deployment import findings
from supportdesk.management.commands.create_roles import NAMES


@pytest.fixture(scope="module")
def postgres():
    """A server on which nothing of ours exists but its superuser's wish."""
    home = Path(tempfile.mkdtemp(prefix="sd-", dir="/tmp"))
    if is_root():
        home.chmod(0o711)
    server = Postgres(home, durable=False)
    child = server.start()
    yield server
    child.stop()
    shutil.rmtree(home, ignore_errors=True)


@pytest.fixture
def wanted(postgres, monkeypatch):
    """The variables of an installation called desk2."""
    socket = postgres.url("supportdesk_app").partition("?")[2]
    for variable, role in NAMES.items():
        monkeypatch.setenv(variable, f"postgres://{role}:secret-{role}@/desk2?{socket}")
    monkeypatch.setenv("DATABASE_ADMIN_URL", f"postgres://{SUPERUSER}:{postgres.passwords[SUPERUSER]}@/postgres?{socket}")


def test_roles_and_database_are_made_and_made_again_without_harm(wanted, django_db_blocker, capsys):
    with django_db_blocker.unblock():
        call_command("create_roles")
        call_command("create_roles")
        answers = {role: _ask(variable, "SELECT current_user, current_database()") for variable, role in NAMES.items()}
        mighty = _ask(
            "DATABASE_BACKUP_URL", "SELECT rolname FROM pg_roles WHERE rolname LIKE 'supportdesk%%' AND (rolsuper OR rolcreatedb)"
        )

    assert answers == {role: [(role, "desk2")] for role in NAMES.values()}
    assert mighty == []
    assert "desk2" in capsys.readouterr().out


def test_a_role_by_another_name_is_refused_in_words(wanted, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://root:x@/desk2")

    with pytest.raises(CommandError, match="must sign in as supportdesk_app"):
        call_command("create_roles")


def test_a_missing_variable_is_named(wanted, monkeypatch):
    monkeypatch.delenv("DATABASE_BACKUP_URL")

    with pytest.raises(CommandError, match="Set DATABASE_BACKUP_URL"):
        call_command("create_roles")


@pytest.mark.django_db(databases=["default", "system"])
def test_a_sound_installation_lacks_only_its_beat(capsys):
    found = {finding.what: finding.is_well for finding in findings()}

    assert [what for what, is_well in found.items() if not is_well] == ["Beat reached a worker in the last minute"]
    assert len(found) == 7
    with pytest.raises(CommandError, match="1 of these"):
        call_command("check_deployment")
    assert "Start one beat" in capsys.readouterr().out


def test_a_process_answers_that_it_lives_and_is_not_ready_without_a_beat(client, db):
    assert client.get("/healthz").content == b"ok"
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (503, {"ready": False, "database": True, "broker": True, "beat": False})


def _ask(variable, sql):
    to = ConnectionHandler({"default": environ.Env().db_url(variable) | {"ENGINE": "django.db.backends.postgresql"}})["default"]
    with to.cursor() as cursor:
        cursor.execute(sql)
        rows = cursor.fetchall()
    to.close()
    return rows
