"""The demo's post office: what is sent by SMTP can be read on its page, newest first, however much it is."""

import smtplib
import subprocess
import sys
import urllib.error
import urllib.request
from email.message import EmailMessage
from pathlib import Path

import pytest

from supportdesk.demo.letterbox import Letterbox
from supportdesk.demo.mailcatcher import letter_page, list_page, with_links
from supportdesk.demo.ports import first_free
from tests.workshop.watching import within

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def catcher(tmp_path):
    """A running catcher: its SMTP port and the address of its page."""
    smtp = first_free("127.0.0.1", 18125)
    page = first_free("127.0.0.1", 18125, taken=[smtp])
    arguments = ["--folder", str(tmp_path / "mail"), "--smtp-port", str(smtp), "--http-port", str(page)]
    process = subprocess.Popen([sys.executable, "-m", "supportdesk.demo.mailcatcher", *arguments], cwd=ROOT)
    address = f"http://127.0.0.1:{page}"
    assert within(15, lambda: answers(address))
    yield smtp, address
    process.terminate()
    assert process.wait(10) == 0


def answers(address):
    try:
        return read(address)
    except urllib.error.URLError:
        return ""


def read(address):
    with urllib.request.urlopen(address, timeout=10) as response:
        return response.read().decode()


def mail(subject, text="Good day", recipient="ann@acme.example"):
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "desk@supportdesk.example", recipient, subject
    message.set_content(text)
    return message


def put(box, message):
    return box.put(["ann@acme.example"], message.as_bytes())


def test_what_is_sent_can_be_read(catcher):
    smtp, address = catcher
    assert "No mail yet" in read(address)

    with smtplib.SMTP("127.0.0.1", smtp) as post:
        post.send_message(mail("Grüße", "Reset it here: http://localhost:8000/accounts/x/?a=1&b=2."))

    assert '<a href="/mails/1">Grüße</a>' in read(address)
    assert '<a href="http://localhost:8000/accounts/x/?a=1&amp;b=2" rel="noreferrer">' in read(f"{address}/mails/1")
    assert "Subject: =?utf-8?" in read(f"{address}/mails/1.eml")
    with pytest.raises(urllib.error.HTTPError, match="404"):
        read(f"{address}/mails/2")


def test_many_mails_are_paged_newest_first(catcher):
    smtp, address = catcher
    with smtplib.SMTP("127.0.0.1", smtp) as post:
        for number in range(120):
            post.send_message(mail(f"Mail {number}"))

    first, last = read(address), read(f"{address}/?page=3")
    assert "120 mails" in first and "Page 1 of 3" in first
    assert first.index(">Mail 119<") < first.index(">Mail 70<")
    assert ">Mail 69<" not in first
    assert ">Mail 0<" in last and "Older" not in last


def test_only_the_latest_are_kept(tmp_path):
    box = Letterbox(tmp_path, kept=3)

    for number in range(5):
        put(box, mail(f"Mail {number}"))

    assert box.numbers() == [5, 4, 3]
    assert box.read(1) is None


def test_numbers_go_on_after_a_restart(tmp_path):
    put(Letterbox(tmp_path), mail("before"))

    again = Letterbox(tmp_path)

    assert put(again, mail("after")) == 2
    assert [again.read(number).subject for number in again.numbers()] == ["after", "before"]


def test_a_mail_cannot_put_markup_on_the_page(tmp_path):
    box = Letterbox(tmp_path)
    put(box, mail("<script>alert(1)</script>", "<img src=x onerror=alert(2)>"))

    shown = list_page(box, 1) + letter_page(box.read(1))

    assert "<script" not in shown and "<img" not in shown
    assert "&lt;img src=x" in shown


def test_a_mail_in_an_unknown_character_set_is_still_shown(tmp_path):
    box = Letterbox(tmp_path)
    box.put(["a@b.example"], b"Subject: odd\r\nContent-Type: text/plain; charset=klingon\r\n\r\nqapla'\r\n")

    assert "qapla" in box.read(1).text


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("no link", 0),
        ("see http://a.example/x, or https://b.example/y.", 2),
        ("javascript:alert(1)", 0),
    ],
)
def test_only_web_addresses_become_links(text, links):
    assert with_links(text).count("<a href=") == links
