"""Requests through a WSGI application in this process, as a server would make them, with the session of somebody signed in."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

from django.conf import settings
from django.test import Client
from django.urls import reverse

from bench.seed import ENGINEER_EMAIL, LARGEST, PASSWORD


def signed_in() -> str:
    """The Cookie header of the largest tenant's first engineer, after a real sign-in."""
    client = Client(SERVER_NAME="localhost")
    answer = client.post(reverse("account_login"), {"login": ENGINEER_EMAIL, "password": PASSWORD})
    if answer.status_code != 302:
        raise RuntimeError(f"The sign-in was answered with {answer.status_code}")
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


def queue_address() -> str:
    return reverse("desk:queue", args=[LARGEST])


def get(application, path: str, cookie: str = "") -> Callable[[], bytes]:
    """A call that fetches `path` and gives the body; anything but 200 is an error."""
    environ = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "QUERY_STRING": "",
        "SERVER_NAME": "localhost",
        "SERVER_PORT": "80",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_HOST": "localhost",
        "HTTP_ACCEPT": "text/html",
        "HTTP_ACCEPT_LANGUAGE": "en-GB",
        "HTTP_COOKIE": cookie,
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.url_scheme": "http",
        "wsgi.multithread": False,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        "wsgi.version": (1, 0),
        "wsgi.errors": BytesIO(),
    }

    def fetch() -> bytes:
        seen = []
        answer = application(environ | {"wsgi.input": BytesIO()}, lambda status, headers, exc_info=None: seen.append(status))
        body = b"".join(answer)
        answer.close()
        if not seen[0].startswith("200"):
            raise RuntimeError(f"{path} was answered with {seen[0]}")
        return body

    return fetch
