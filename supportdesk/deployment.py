"""What a real installation must hold, asked of the database, the broker and the beat."""

from collections.abc import Iterator
from typing import NamedTuple

from django.db import DatabaseError, connection, connections
from django.db.migrations.executor import MigrationExecutor

from common.walls import APP, SYSTEM
from supportdesk.health import broker_answers, newest_beat_is_recent

# Row-level security of older minor versions shows what it hides through statistics (CVE-2025-8713).
OLDEST_MINORS = {15: 14, 16: 10, 17: 6}
OPEN_TABLES = {"django_cache", "django_migrations", "django_content_type", "notifications_heartbeat"}
UNGRANTED_TABLES = {"auth_permission", "auth_group", "auth_group_permissions"}  # come with Django, not granted to the application


class Finding(NamedTuple):
    """One thing that was looked at."""

    what: str
    is_well: bool
    advice: str


def findings() -> Iterator[Finding]:
    """Everything, in order; a part that cannot be asked is a finding, not a crash."""
    yield from _guarded("Database", _database, "Is PostgreSQL running, and does DATABASE_URL name it?")
    yield from _guarded("System role", _system, "Does DATABASE_SYSTEM_URL name the role supportdesk_system?")
    yield Finding("Broker answers", broker_answers(), "Is Redis running, and does REDIS_URL name it?")
    yield from _guarded("Beat", _beat, "Run the migrations first.")


def _guarded(what, ask, advice):
    try:
        yield from ask()
    except DatabaseError as error:
        yield Finding(what, False, f"{advice} ({str(error).strip().splitlines()[0]})")


def _database():
    major, minor = divmod(connection.pg_version, 10_000)
    well = major > max(OLDEST_MINORS) or (major in OLDEST_MINORS and minor >= OLDEST_MINORS[major])
    yield Finding(f"PostgreSQL {major}.{minor}", well, "Use PostgreSQL 15.14, 16.10, 17.6 or newer.")
    yield _role(connection, APP, "DATABASE_URL")
    waiting = MigrationExecutor(connection).migration_plan(MigrationExecutor(connection).loader.graph.leaf_nodes())
    yield Finding("Migrations applied", not waiting, f"{len(waiting)} wait: run migrate as the owner.")
    open_to_all = sorted(_unwalled() - OPEN_TABLES - UNGRANTED_TABLES)
    yield Finding("Row-level security forced on every table", not open_to_all, f"Not on: {', '.join(open_to_all)}.")


def _system():
    yield _role(connections["system"], SYSTEM, "DATABASE_SYSTEM_URL")


def _beat():
    yield Finding("Beat reached a worker in the last minute", newest_beat_is_recent(), "Start one beat and at least one worker.")


def _role(to, wanted, variable):
    with to.cursor() as cursor:
        cursor.execute(
            "SELECT rolname, rolsuper OR rolbypassrls OR EXISTS (SELECT 1 FROM pg_class WHERE relowner = pg_roles.oid)"
            " FROM pg_roles WHERE rolname = current_user"
        )
        name, is_too_mighty = cursor.fetchone()
    well = name == wanted and not is_too_mighty
    return Finding(f"Role {name} owns nothing and passes no wall", well, f"{variable} must name {wanted}; see create_roles.")


def _unwalled():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND relnamespace = 'public'::regnamespace"
            " AND NOT (relrowsecurity AND relforcerowsecurity)"
        )
        return {name for (name,) in cursor.fetchall()}
