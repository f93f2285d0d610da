"""The small marks: what they show, and that nothing typed by a person becomes markup."""

from datetime import UTC, datetime, timedelta

import pytest
from django.template import Context, Template

from common import marks

EVIL = '"><script>alert(1)</script>'
NOW = datetime(2026, 11, 20, 10, 42, tzinfo=UTC)


@pytest.mark.parametrize(
    "html",
    [
        marks.avatar(EVIL),
        marks.severity_mark("major", label=EVIL),
        marks.severity_mark("major", label=EVIL, compact=True),
        marks.severity_mark(EVIL),
        marks.status_badge("open", label=EVIL),
        marks.status_badge(EVIL),
        marks.level_badge(2, name=EVIL),
        marks.sla_chip("met", text=EVIL),
        marks.sla_chip(EVIL, text="1m"),
        marks.sla_chip("running", due_at=NOW, now=NOW, label=EVIL, text=EVIL),
        marks.icon(EVIL, size=EVIL, tone=EVIL),
    ],
)
def test_a_hostile_name_or_label_stays_text(html):
    assert "<script" not in html
    assert '">alert' not in html
    assert "&quot;&gt;&lt;script&gt;" in html


def test_a_severity_has_shape_and_word_and_the_word_stays_for_screen_readers_when_compact():
    assert "#sev-critical" in marks.severity_mark("critical")
    assert marks.severity_mark("critical").endswith("Critical</span>")
    assert '<span class="visually-hidden">Critical</span>' in marks.severity_mark("critical", compact=True)


@pytest.mark.parametrize(
    ("code", "staff_word", "client_word"),
    [
        ("new", "New", "Received"),
        ("open", "Open", "In progress"),
        ("waiting_client", "Waiting on client", "Waiting on you"),
        ("waiting_approval", "Waiting for approval", "Waiting for your approval"),
        ("waiting_third_party", "Waiting on third party", "In progress"),
        ("resolved", "Resolved", "Resolved"),
        ("cancelled", "Cancelled", "Closed"),
    ],
)
def test_staff_and_clients_read_their_own_word_of_a_status(code, staff_word, client_word):
    assert marks.status_badge(code).endswith(f">{staff_word}</span>")
    assert marks.status_badge(code, for_client=True).endswith(f">{client_word}</span>")


def test_a_level_shows_its_number_and_nobody_has_no_level():
    assert marks.level_badge(3).endswith('data-level="3">L3</span>')
    assert marks.level_badge(None) == ""


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Priya Raman", "PR"), ("Ada", "A"), ("jo van der berg", "JB"), ("", "?"), ("(x) !", "?"), ("Émile Zola", "ÉZ")],
)
def test_initials_are_the_first_letters_of_first_and_last_name(name, letters):
    assert marks.initials(name) == letters


def test_a_person_keeps_one_colour_and_a_decorative_picture_is_silent():
    assert marks.avatar("Priya Raman") == marks.avatar("Priya Raman")
    assert 'role="img" aria-label="Priya Raman"' in marks.avatar("Priya Raman")
    assert "aria-label" not in marks.avatar("Priya Raman", decorative=True)


def test_a_running_chip_carries_what_the_browser_counts_with():
    chip = marks.sla_chip(
        "running",
        due_at=NOW + timedelta(minutes=33),
        started_at=NOW - timedelta(minutes=67),
        warn=70,
        label="Ticket 4821",
        now=NOW,
    )

    assert 'data-state="ok"' in chip
    assert 'data-due="2026-11-20T11:15:00+00:00"' in chip
    assert 'data-start="2026-11-20T09:35:00+00:00"' in chip
    assert 'data-warn="70" data-label="Ticket 4821" style="--used:67%"' in chip
    assert ">33m</time>" in chip


@pytest.mark.parametrize("state", ["paused", "met", "none"])
def test_a_standing_chip_never_counts_even_when_it_has_a_due_instant(state):
    chip = marks.sla_chip(state, due_at=NOW, text="2h 40m left", now=NOW)

    assert f'data-state="{state}"' in chip
    assert "data-due" not in chip
    assert "2h 40m left" in chip


def test_a_breached_chip_says_by_how_much():
    chip = marks.sla_chip("running", due_at=NOW - timedelta(minutes=17, seconds=1), now=NOW)

    assert 'data-state="breached"' in chip
    assert ">18m over</time>" in chip


def test_the_chip_of_a_page_counts_from_the_time_of_the_page():
    page = Template('{% sla_chip "running" due_at=due %}')

    shown = page.render(Context({"due": NOW + timedelta(minutes=8), "wallclock": NOW}))

    assert ">8m</time>" in shown


@pytest.mark.parametrize(
    ("at", "zone", "words"),
    [
        (NOW, "Europe/London", "10:42"),
        (NOW + timedelta(days=3), "Europe/London", "Mon 10:42"),
        (NOW + timedelta(days=10), "Europe/London", "30 Nov 10:42"),
        (NOW + timedelta(days=60), "Europe/London", "19 Jan 2027 10:42"),
        (NOW + timedelta(hours=13), "Asia/Tokyo", "Sat 08:42"),
    ],
)
def test_an_instant_is_shown_on_the_readers_wall(at, zone, words):
    shown = Template("{% local_time at zone %}").render(Context({"at": at, "zone": zone, "wallclock": NOW}))

    assert f">{words}</time>" in shown
    assert f'datetime="{at:%Y-%m-%dT%H:%M:%SZ}"' in shown


def test_no_instant_shows_nothing():
    assert Template("{% local_time at %}").render(Context({"at": None})) == ""
