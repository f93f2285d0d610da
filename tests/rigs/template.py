"""One migrated database for a run of the tests, made beside their collection; each process copies it (`tests/cluster.py`).

The migrations are those of the product, run as the owner. Only the rendering of models between them is cut short: Django makes
all classes anew for each constraint and index, which is most of the time that migrating takes.
"""

import fcntl
import os
import subprocess
import sys
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2

from supportdesk.demo.homes import CHECKOUT

NAME = "supportdesk_migrated"
DONE = "migrated"
LOCK = "SUPPORTDESK_TEST_TEMPLATE"  # the file that whoever migrates holds locked, and in which it says that it is done


def start_migrating(home: Path, owner_url: str) -> subprocess.Popen:
    """Migrate in a process of its own; who calls `wait_until_migrated` meanwhile waits."""
    path = home / "template"
    environment = {**os.environ, "DATABASE_URL": urlsplit(owner_url)._replace(path=f"/{NAME}").geturl()}
    with open(path, "w") as lock, open(_log(path), "w") as log:
        fcntl.flock(lock, fcntl.LOCK_EX)
        command = [sys.executable, "-m", "tests.rigs.template", str(lock.fileno())]
        process = subprocess.Popen(command, cwd=CHECKOUT, env=environment, stderr=log, pass_fds=[lock.fileno()])
    os.environ[LOCK] = str(path)
    return process


def wait_until_migrated():
    """Return when there is a migrated database to copy; RuntimeError with what the migrations said when there is none."""
    path = Path(os.environ[LOCK])
    with open(path) as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
        if lock.read() != DONE:
            raise RuntimeError(_log(path).read_text())


def _log(path):
    return path.with_suffix(".log")


def copy_to(name):
    """A database called `name`, which belongs to the owner and holds what the migrations left."""
    _as_owner(f'CREATE DATABASE "{name}" TEMPLATE "{NAME}"')


def _as_owner(statement):
    """Outside of any transaction, as the making of a database must be."""
    connection = psycopg2.connect(os.environ["DATABASE_OWNER_URL"], dbname="postgres")
    try:
        connection.autocommit = True
        connection.cursor().execute(statement)
    finally:
        connection.close()


def migrate():
    """In the process of its own: make the database and run the product's migrations in it."""
    import django
    from django.core.management import call_command
    from django.db import connections
    from django.db.migrations.state import ProjectState

    _as_owner(f'CREATE DATABASE "{NAME}"')
    django.setup()
    ProjectState._append_option = append_option
    call_command("migrate", interactive=False, verbosity=0, run_syncdb=True)
    connections.close_all()


def append_option(state, app_label, model_name, option_name, added):
    """For `ProjectState._append_option`: a constraint or an index that is added changes one class, and no other is rendered."""
    model_state = state.models[app_label, model_name]
    model_state.options[option_name] = [*model_state.options[option_name], added]
    if "apps" in state.__dict__:
        options = state.apps.get_model(app_label, model_name)._meta
        setattr(options, option_name, [*getattr(options, option_name), added])


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "supportdesk.settings.test"
    migrate()
    os.write(int(sys.argv[1]), DONE.encode())
