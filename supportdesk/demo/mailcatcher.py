"""The demo's post office: takes every mail by SMTP, delivers none, and shows them on a page of its own."""

from __future__ import annotations

import argparse
import re
import signal
import threading
from datetime import UTC, datetime
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from aiosmtpd.controller import Controller

from supportdesk.demo.letterbox import Letter, Letterbox

PAGE = 50
STYLE = """
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
body { margin: 0 auto; max-width: 70rem; padding: 1rem }
table { border-collapse: collapse; width: 100% }
th, td { border-bottom: 1px solid #8886; padding: .4rem; text-align: left }
td { overflow-wrap: anywhere }
pre { font: inherit; overflow-wrap: anywhere; white-space: pre-wrap }
dt { font-weight: 600 } dd { margin: 0 0 .5rem }
"""
LINK = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:!?)]")


class Post:
    """What aiosmtpd calls for each mail."""

    def __init__(self, box: Letterbox):
        self.box = box

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.box.put(envelope.rcpt_tos, envelope.content)
        return "250 Message accepted for the demo"


class Counter(BaseHTTPRequestHandler):
    """The page: / lists, newest first; /mails/N shows one; /mails/N.eml gives it as it came."""

    server: Window
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        asked = urlsplit(self.path)
        if asked.path == "/":
            first = parse_qs(asked.query).get("page", ["1"])[0]
            self._answer(list_page(self.server.box, int(first) if first.isdecimal() else 1))
        elif asked.path == "/style.css":
            self._answer(STYLE, kind="text/css")
        elif found := re.fullmatch(r"/mails/(\d{1,8})(\.eml)?", asked.path):
            self._answer_mail(int(found[1]), raw=bool(found[2]))
        else:
            self._not_found()

    def _answer_mail(self, number: int, *, raw: bool) -> None:
        letter = self.server.box.read(number)
        if letter is None:
            self._not_found()
        elif raw:
            self._answer(self.server.box.path(number).read_bytes(), kind="text/plain")
        else:
            self._answer(letter_page(letter))

    def _not_found(self) -> None:
        self._answer(page("No such mail", '<p>There is no such mail here. <a href="/">All mails</a></p>'), status=404)

    def _answer(self, content: str | bytes, *, kind: str = "text/html", status: int = 200) -> None:
        body = content.encode(errors="replace") if isinstance(content, str) else content
        self.send_response(status)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", "default-src 'none'; style-src 'self'; frame-ancestors 'none'")
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: Any) -> None:
        """Say nothing: the log is for trouble."""


class Window(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, address: tuple[str, int], box: Letterbox):
        super().__init__(address, Counter)
        self.box = box


def list_page(box: Letterbox, number: int) -> str:
    numbers = box.numbers()
    pages = max(1, -(-len(numbers) // PAGE))
    number = min(max(number, 1), pages)
    letters = [letter for each in numbers[(number - 1) * PAGE : number * PAGE] if (letter := box.read(each))]
    rows = "".join(
        f'<tr><td>{moment(letter)}</td><td>{escape(letter.recipients)}</td><td><a href="/mails/{letter.number}">'
        f"{escape(letter.subject) or '(no subject)'}</a></td></tr>"
        for letter in letters
    )
    table = f"<table><thead><tr><th>Received (UTC)</th><th>To</th><th>Subject</th></tr></thead><tbody>{rows}</tbody></table>"
    newer = f'<a href="/?page={number - 1}">Newer</a> ' if number > 1 else ""
    older = f' <a href="/?page={number + 1}">Older</a>' if number < pages else ""
    nothing = "<p>No mail yet. What the desk sends arrives here; nothing leaves this machine.</p>"
    count = f"<p>{len(numbers)} mails, newest first. {newer}Page {number} of {pages}{older}</p>"
    return page("Mails of the demo", count + table if letters else nothing)


def letter_page(letter: Letter) -> str:
    facts = {"Received (UTC)": moment(letter), "From": letter.sender, "To": letter.recipients}
    listed = "".join(f"<dt>{name}</dt><dd>{escape(fact)}</dd>" for name, fact in facts.items())
    as_it_came = f'<p><a href="/">All mails</a> · <a href="/mails/{letter.number}.eml">As it came</a></p>'
    return page(letter.subject or "(no subject)", f"<dl>{listed}</dl><pre>{with_links(letter.text)}</pre>{as_it_came}")


def with_links(text: str) -> str:
    parts, end = [], 0
    for found in LINK.finditer(text):
        url = escape(found[0])
        parts += [escape(text[end : found.start()]), f'<a href="{url}" rel="noreferrer">{url}</a>']
        end = found.end()
    return "".join([*parts, escape(text[end:])])


def moment(letter: Letter) -> str:
    return f"{datetime.fromtimestamp(letter.received, UTC):%Y-%m-%d %H:%M:%S}"


def page(title: str, body: str) -> str:
    head = '<meta charset="utf-8"><meta name="viewport" content="width=device-width"><link rel="stylesheet" href="/style.css">'
    return f'<!doctype html><html lang="en"><head>{head}<title>{escape(title)}</title></head><body><h1>{escape(title)}</h1>{body}'


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m supportdesk.demo.mailcatcher", description=__doc__)
    parser.add_argument("--folder", type=Path, required=True, help="where the mails are kept")
    parser.add_argument("--smtp-port", type=int, required=True, help="on 127.0.0.1")
    parser.add_argument("--http-port", type=int, required=True)
    parser.add_argument("--http-host", default="127.0.0.1")
    options = parser.parse_args()
    box = Letterbox(options.folder)
    post = Controller(Post(box), hostname="127.0.0.1", port=options.smtp_port)
    window = Window((options.http_host, options.http_port), box)
    post.start()
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=window.shutdown).start())
    window.serve_forever(poll_interval=0.1)
    window.server_close()
    post.stop()


if __name__ == "__main__":
    main()
