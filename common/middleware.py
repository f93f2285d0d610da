"""The id of a request, for logs, problems and the reader's report."""

import re

import structlog

from common.ids import uuid7

SANE = re.compile(r"[A-Za-z0-9._-]{8,64}")


def request_id(get_response):
    """Take a sane `X-Request-ID` or make one; answer with it and bind it to the log."""

    def middleware(request):
        given = request.headers.get("X-Request-ID", "")
        request.id = given if SANE.fullmatch(given) else str(uuid7())
        with structlog.contextvars.bound_contextvars(request_id=request.id):
            response = get_response(request)
        response.headers["X-Request-ID"] = request.id
        return response

    return middleware
