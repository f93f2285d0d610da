"""What the tests of garbage share: the values, and how they are sent as no browser would."""

import os

from django.db import transaction

IS_WHOLE = os.environ.get("SUPPORTDESK_MATRIX") == "whole"

GARBAGE = {
    "nul": "a\x00b",
    "surrogate": "\ud800",
    "last year": "9999-12-31T23:59",
    "first year": "0001-01-01T00:00",
    "huge": "9" * 400,
    "beyond bigint": "9223372036854775808",
    "negative": "-1",
    "text": "x" * 1_000_000,
    "uuid": "00000000-0000-0000-0000-000000000000",
    "cursor": "0001-01-01T00:00:00+14:00_00000000-0000-0000-0000-000000000000",
    "late cursor": "9999-12-31T23:59:59.999999-14:00~00000000-0000-0000-0000-000000000000",
    "far zone": "2026-01-01T00:00:00+23:59",
    "far cursor": "2026-01-01T00:00:00+23:59_00000000-0000-0000-0000-000000000000",
    "far key": "2026-01-01T00:00:00+23:59~00000000-0000-0000-0000-000000000000",
    "format": "%s{0}{{7*7}}{% debug %}",
    "not a number": "NaN",
    "infinite": "1e999",
    "quotes": "'\"`;--",
    "digits": "²٣",
}
SHORT = {name: text for name, text in GARBAGE.items() if len(text) < 1000}
BODIES = (
    ("application/json", b"\xff\xfe{"),
    ("application/json", b'{"title": "\\ud800"}'),
    ("application/json", b"[" * 100_000),
    ("application/json", b"1" * 5000),
    ("application/json", b"null"),
    ("application/json; charset=utf-16", b'{"title": 1}'),
    ("application/json; charset=nothing", b"{}"),
    ("multipart/form-data", b"--x"),
    ("multipart/form-data; boundary=", b"--"),
    ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="files"; filename="\xff"\r\n\r\n\xff'),
    (
        "multipart/form-data; boundary=x; charset=nothing",
        b'--x\r\nContent-Disposition: form-data; name="title"\r\n\r\n\xff\r\n--x--',
    ),
    (
        "multipart/form-data; boundary=x",
        b'--x\r\nContent-Disposition: form-data; name="title"\r\nContent-Transfer-Encoding: base64\r\n\r\n!\r\n--x--',
    ),
    ("text/xml", b"<!DOCTYPE x>"),
)


def encoded(text):
    """Percent-encoded as no browser would: half a surrogate pair goes over the wire too."""
    return "%" + text.encode("utf-8", "surrogatepass").hex("%") if text else ""


def form_encoded(data):
    """A form's fields as the body of a request, whatever they hold."""
    pairs = [(key, one) for key, value in data.items() for one in (value if isinstance(value, list) else [value])]
    return "&".join(f"{encoded(key)}={encoded(str(one))}" for key, one in pairs).encode()


def read(answer):
    """All of an answer, so that the file behind a download is closed."""
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def complaint(answer, *what):
    return [f"{', '.join(what)}: {answer.status_code}"] if answer.status_code >= 500 else []


def tried(browser, method, path, data, *what):
    """What went wrong with one request: a 5xx, or the exception behind it."""
    try:
        with transaction.atomic():
            if method == "get":
                answer = browser.get(path)
            else:
                answer = browser.post(path, form_encoded(data), content_type="application/x-www-form-urlencoded")
            read(answer)
            transaction.set_rollback(True)
        return complaint(answer, *what)
    except Exception as mistake:  # the test's browser passes on what the server would answer 500 for
        return [f"{', '.join(what)}: {type(mistake).__name__}: {str(mistake)[:120]}"]
