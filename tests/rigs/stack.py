"""The whole desk on a test's database: web server, worker, beat, and a mail server in this process."""

import os
import sys
import time
import urllib.request
from contextlib import contextmanager
from email import message_from_bytes, policy
from urllib.error import URLError
from urllib.parse import urlsplit

from aiosmtpd.controller import Controller
from django.db import connections

from supportdesk.demo.homes import CHECKOUT
from supportdesk.demo.ports import first_free
from supportdesk.demo.processes import kill_group, spawn

PATIENCE = 90  # seconds until web, worker and beat are there


class Postman:
    """A mail server that keeps every mail."""

    def __init__(self):
        self.mails = []
        self.port = first_free("127.0.0.1", 21_000)
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port)

    async def handle_DATA(self, server, session, envelope):
        self.mails.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"


class Stack:
    """Where the running desk is, and what it has mailed."""

    def __init__(self, url, postman):
        self.url, self.postman = url, postman

    def mails_to(self, address, words):
        return [mail for mail in self.postman.mails if address in mail["To"] and words in mail["Subject"]]


SESSIONS = "desk of a test"  # what PostgreSQL calls the sessions of the desk, and no session of the tests themselves


@contextmanager
def running_desk(home):
    """Start web, worker and beat on the databases of this test (which must commit); all end with the block."""
    postman, port = Postman(), first_free("127.0.0.1", 22_000)
    url = f"http://127.0.0.1:{port}"
    environment = environment_for(url, postman.port)
    postman.controller.start()
    processes = []
    try:
        for name, arguments in _commands(port, home).items():
            log = home / f"{name}.log"
            processes.append(spawn(name, [sys.executable, "-m", *arguments], log=log, env=environment, cwd=CHECKOUT))
        _wait_for(f"{url}/readyz")
        yield Stack(url, postman)
    finally:
        for process in processes:
            kill_group(process.process.pid)
            process.process.wait()
        connections["system"].close()
        postman.controller.stop()
        end_left_sessions()


def end_left_sessions():
    """End what is left of the desk in PostgreSQL, which notices a killed client late; the database is dropped after the run."""
    theirs = "FROM pg_stat_activity WHERE datname = current_database() AND application_name = %s"
    with connections["default"].cursor() as cursor:
        cursor.execute(f"SELECT pg_terminate_backend(pid, 5000) {theirs}", [SESSIONS])


def environment_for(url, smtp_port):
    """The variables of a real installation, on this test's databases."""
    urls = {
        variable: urlsplit(os.environ[variable])._replace(path=f"/{connections[alias].settings_dict['NAME']}").geturl()
        for variable, alias in (("DATABASE_URL", "default"), ("DATABASE_SYSTEM_URL", "system"))
    }
    own = {
        "DJANGO_SETTINGS_MODULE": "supportdesk.settings.base",
        "BASE_URL": url,
        "ALLOWED_HOSTS": "127.0.0.1",
        "EMAIL_URL": f"smtp://127.0.0.1:{smtp_port}",
        "STATIC_FROM_SOURCE": "true",
        "LOG_LEVEL": "WARNING",
        "PYTHONUNBUFFERED": "1",
        "PGAPPNAME": SESSIONS,
    }
    return {**os.environ, **urls, **own}


def _commands(port, home):
    web = ["gunicorn", "supportdesk.wsgi", "--bind", f"127.0.0.1:{port}", "--threads", "4", "--no-control-socket"]
    return {
        "web": web,
        "worker": ["celery", "--app", "supportdesk", "worker", "--concurrency", "1", "--without-gossip", "--without-mingle"],
        "beat": ["celery", "--app", "supportdesk", "beat", "--schedule", str(home / "schedule"), "--pidfile", ""],
    }


def _wait_for(url):
    end = time.monotonic() + PATIENCE
    while True:
        try:
            with urllib.request.urlopen(url, timeout=2) as answer:
                return answer.read()
        except (URLError, OSError):
            if time.monotonic() > end:
                raise
            time.sleep(0.1)
