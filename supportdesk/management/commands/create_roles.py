"""`manage.py create_roles`: the database and its four roles, made once by a superuser."""

import os

import environ
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.db.utils import ConnectionHandler

# variable -> what its role may do besides signing in
ROLES = {
    "DATABASE_OWNER_URL": "NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOCREATEDB",
    "DATABASE_URL": "NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOCREATEDB",
    "DATABASE_SYSTEM_URL": "NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOCREATEDB",
    "DATABASE_BACKUP_URL": "NOSUPERUSER BYPASSRLS NOCREATEROLE NOCREATEDB",
}
NAMES = dict(zip(ROLES, ("supportdesk_owner", "supportdesk_app", "supportdesk_system", "supportdesk_backup"), strict=True))


class Command(BaseCommand):
    help = (
        "Create the database and the roles that DATABASE_OWNER_URL, DATABASE_URL, DATABASE_SYSTEM_URL and DATABASE_BACKUP_URL"
        " name, with their passwords, as the superuser of DATABASE_ADMIN_URL. Safe to repeat."
    )
    requires_migrations_checks = False
    requires_system_checks = []

    def handle(self, **options):
        wanted = {variable: _parts(variable) for variable in ROLES}
        for variable, parts in wanted.items():
            if parts["USER"] != NAMES[variable]:
                raise CommandError(
                    f"{variable} must sign in as {NAMES[variable]}, not as “{parts['USER']}”: policies name the roles."
                )
        database = wanted["DATABASE_OWNER_URL"]["NAME"]
        try:
            self._create(_parts("DATABASE_ADMIN_URL"), wanted, database)
        except DatabaseError as error:
            raise CommandError(f"PostgreSQL refused: {error}") from error
        self.stdout.write(f"Roles and database “{database}” are ready. Next: run migrate with DATABASE_URL set to the owner's.")

    def _create(self, admin, wanted, database):
        server = ConnectionHandler({"default": admin})["default"]
        with server.cursor() as cursor:
            for variable, parts in wanted.items():
                cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [parts["USER"]])
                verb = "ALTER" if cursor.fetchone() else "CREATE"
                cursor.execute(f"{verb} ROLE {parts['USER']} LOGIN {ROLES[variable]} PASSWORD %s", [parts["PASSWORD"]])
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database])
            if not cursor.fetchone():
                cursor.execute(f"CREATE DATABASE {server.ops.quote_name(database)} OWNER supportdesk_owner")
        server.close()
        inside = ConnectionHandler({"default": admin | {"NAME": database}})["default"]
        with inside.cursor() as cursor:
            cursor.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
            cursor.execute("GRANT CREATE, USAGE ON SCHEMA public TO supportdesk_owner")
            cursor.execute("GRANT USAGE ON SCHEMA public TO supportdesk_app, supportdesk_system, supportdesk_backup")
            cursor.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO supportdesk_backup")
            later = "ALTER DEFAULT PRIVILEGES FOR ROLE supportdesk_owner IN SCHEMA public"
            cursor.execute(f"{later} GRANT SELECT ON TABLES TO supportdesk_backup")
        inside.close()


def _parts(variable):
    if not os.environ.get(variable):
        raise CommandError(f"Set {variable}; `.env.example` shows them all.")
    parts = environ.Env().db_url(variable)
    return parts | {"ENGINE": "django.db.backends.postgresql", "ATOMIC_REQUESTS": False, "AUTOCOMMIT": True}
