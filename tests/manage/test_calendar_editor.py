"""The calendar editor: drafts between clicks, what would change, publishing, and what is refused (S-34, S-41 to S-45)."""

import json
from datetime import UTC, date, datetime
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.tenancy import acting_as
from common import wallclock
from slas.models import Calendar
from slas.openhours import OpenHours
from tests.factories import make_ticket
from tests.http import queries_of, sign_in, words_of
from tests.manage.filling import click, held
from tests.slas.calendars import bst
from tests.slas.test_ics import ics
from tickets.models import Retarget

NOW = datetime(2026, 6, 12, 15, tzinfo=UTC)  # Friday 16:00 in London
CLOSED_WEEK = {f"{edge}_{day}": "" for edge in ("opens", "closes") for day in range(7)}


@pytest.fixture(autouse=True)
def friday(monkeypatch):
    monkeypatch.setattr(wallclock, "now", lambda: NOW)


@pytest.fixture
def london(boss):
    with acting_as(boss):
        return Calendar.objects.get(name="8/5 London")


@pytest.fixture
def url(london):
    return reverse("manage:calendar-hours", args=["acme", london.pk])


def versions_of(boss, london):
    with acting_as(boss):
        return list(london.versions.order_by("number"))


def add_monday(page, url, **typed):
    typed = {"day_on": "2026-06-15", "day_name": "Extra bank holiday", "day_hours": ""} | typed
    return click(page, url, page.get(url), "add-day", **typed)


def test_a_holiday_is_added_looked_at_and_published(page, boss, ann, london, url):
    ticket = make_ticket(ann, at=bst("12 15:00"), severity="major")
    drafted = add_monday(page, url)
    reviewed = click(page, url, drafted, "review", note="King's birthday")
    published = click(page, url, reviewed, "publish", note="King's birthday")

    assert "Added Mon 15 Jun 2026 (Extra bank holiday): closed" in words_of(drafted)
    assert "publish" not in held(drafted) and 'value="publish"' not in words_of(drafted)
    assert "1 open ticket counts on these hours" in words_of(reviewed)
    assert f"#{ticket.number}" in words_of(reviewed)
    assert published.url == reverse("manage:calendar", args=["acme", london.pk])
    newest = versions_of(boss, london)[-1]
    assert (newest.number, newest.effective_at, newest.note) == (2, NOW, "King's birthday")
    assert newest.names["2026-06-15"] == "Extra bank holiday" and newest.names["2026-12-25"] == "Christmas Day"
    with acting_as(boss):
        assert Retarget.objects.get().calendar_version_id == newest.pk
    shown = words_of(page.get(published.url))
    assert "Added Mon 15 Jun 2026 (Extra bank holiday): closed" in shown and "Used by" in shown


def test_the_week_is_changed_by_buttons_and_by_typing(page, boss, london, url):
    answer = click(page, url, page.get(url), "add-shift:0")
    said = held(answer)
    assert said["opens_0"] == ["09:00", ""]
    answer = click(page, url, answer, "copy-monday", opens_0=["8", "13:30"], closes_0=["12.30", "17"])
    assert held(answer)["opens_4"] == ["8", "13:30"]
    answer = click(page, url, answer, "drop-shift:2:1")
    assert held(answer)["opens_2"] == ["8"]
    assert "Wednesday: 08:00–12:30 instead of 09:00–17:00" in words_of(answer)
    click(page, url, click(page, url, answer, "review"), "publish", effective_at="2026-07-01T00:00")

    newest = versions_of(boss, london)[-1]
    hours = OpenHours.from_json(newest.hours)
    assert hours.weekly[0] == ((480, 750), (810, 1020)) and hours.weekly[2] == ((480, 750),)
    assert newest.effective_at == datetime(2026, 6, 30, 23, tzinfo=UTC)
    assert "Planned" in words_of(page.get(reverse("manage:calendar", args=["acme", london.pk])))


def test_a_preset_brings_its_week_and_business_day(page, url):
    said = held(click(page, url, page.get(url), "preset:12/5"))

    assert (said["opens_0"], said["closes_4"], said["nominal_day_minutes"]) == (["08:00"], ["20:00"], ["720"])
    assert held(click(page, url, page.get(url), "preset:24/7"))["always_open"] == ["on"]
    again = click(page, url, page.get(url), "check")
    assert 'value="preset:8/5"\n                aria-pressed="true"' in words_of(again)
    assert held(click(page, url, again, "add-shift:5"))["closes_5"] == ["17:00"]


def test_public_holidays_are_shown_before_they_are_taken(page, url):
    answer = click(page, url, page.get(url), "find-holidays", country="DE", region="by", first_year="2027", years="2")
    words = words_of(answer)
    assert "Epiphany" in words or "Heilige Drei Könige" in words
    offered = {json.loads(text)[0] for text in held(answer)["offered"]}
    assert {"2027-01-06", "2028-12-26"} <= offered and "2026-12-25" not in offered
    assert "Is there already" in words  # Christmas 2027 was closed before

    only = [text for text in held(answer)["offer"] if "2027-01-06" in text]
    taken = click(page, url, answer, "take-offered", offer=only)
    dates = {json.loads(text)[0] for text in held(taken)["day"]}
    assert "2027-01-06" in dates and "2027-10-03" not in dates and "offered" not in held(taken)


def test_days_of_a_file_are_offered(page, url):
    file = SimpleUploadedFile("days.ics", ics(("DTSTART;VALUE=DATE:20260703", "SUMMARY:Works outing")))
    answer = click(page, url, page.get(url), "read-file", file=file)

    assert "Works outing" in words_of(answer) and "1 day found" in words_of(answer)
    assert "Added Fri 3 Jul 2026 (Works outing): closed" in words_of(click(page, url, answer, "take-offered"))


@pytest.mark.parametrize(
    ("do", "typed", "words"),
    [
        ("check", {"opens_0": ["09:00", "16:00"], "closes_0": ["17:00", "18:00"]}, "Monday: 09:00–17:00 and 16:00–18:00 overlap"),
        ("check", {"opens_1": "nine"}, "Tuesday: write times such as 09:00"),
        ("check", {"opens_1": "18:00"}, "Tuesday: 17:00 is not after 18:00"),
        ("publish", {"zone": "Europe/Nowhere"}, "not one of the available choices"),
        ("publish", CLOSED_WEEK, "no open minute"),
        ("publish", {"effective_at": "2026-06-12T10:00"}, "cannot begin in the past"),
        ("publish", {"effective_at": "soon"}, "Write a date and time"),
        ("publish", {}, "Nothing is different from version 1"),
        ("add-day", {"day_on": ""}, "Choose the date"),
        ("add-day", {"day_on": "2026-06-15", "day_hours": "morning"}, "Write hours such as"),
        ("find-holidays", {"country": "DE", "region": "ENG"}, "Not a region that we know there"),
        ("find-holidays", {"country": ""}, "Choose a country"),
        ("read-file", {}, "Choose an .ics file first"),
        ("take-offered", {}, "Choose at least one day"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_and_kept(page, boss, london, url, do, typed, words):
    answer = click(page, url, page.get(url), do, **typed)

    assert answer.status_code == (422 if do == "publish" else 200) and words in unescape(words_of(answer))
    said = held(answer)
    for name, value in typed.items():
        if name.startswith(("opens", "effective")) and value:
            assert said[name] == ([value] if isinstance(value, str) else value)
    assert len(versions_of(boss, london)) == 1


@pytest.mark.parametrize(
    ("event", "words"),
    [
        (("DTSTART;VALUE=DATE:20260703", "RRULE:FREQ=YEARLY", "SUMMARY:Fair"), "“Fair” (3 Jul 2026), line 4, repeats"),
        (("DTSTART;VALUE=DATE:20261399", "SUMMARY:Odd day"), "“Odd day”, line 4"),
    ],
)  # fmt: skip
def test_a_file_with_recurring_or_broken_events_is_refused_by_name(page, url, event, words):
    answer = click(page, url, page.get(url), "read-file", file=SimpleUploadedFile("days.ics", ics(event)))

    assert words in unescape(words_of(answer))


def test_publishing_over_a_version_published_meanwhile_is_refused_once_and_nothing_typed_is_lost(page, boss, london, url):
    mine = click(page, url, add_monday(page, url), "review")
    theirs = add_monday(page, url, day_on="2026-06-18", day_name="Other")
    click(page, url, theirs, "publish")

    refused = click(page, url, mine, "publish")
    assert "published version 2 meanwhile" in words_of(refused)
    assert any("2026-06-15" in text for text in held(refused)["day"])
    assert "Removed Thu 18 Jun 2026 (Other)" in words_of(refused)

    click(page, url, refused, "publish")
    assert [version.number for version in versions_of(boss, london)] == [1, 2, 3]


def test_a_correction_of_the_past_needs_its_reason(page, boss, london):
    url = reverse("manage:calendar-correction", args=["acme", london.pk])
    drafted = add_monday(page, url, day_on="2026-06-11", day_name="Forgotten")
    refused = click(page, url, drafted, "publish", corrects_from="2026-06-11T00:00")
    assert "This field is required" in words_of(refused)

    click(page, url, refused, "publish", corrects_from="2026-06-11T00:00", note="Forgotten in May")
    newest = versions_of(boss, london)[-1]
    assert (newest.number, newest.corrects_from) == (2, datetime(2026, 6, 10, 23, tzinfo=UTC))
    with acting_as(boss):
        assert Retarget.objects.get().kind == "recompute"


def test_an_earlier_version_can_be_published_again(page, boss, london, url):
    click(page, url, add_monday(page, url), "publish")
    again = page.get(f"{url}?version=1")

    assert "Removed Mon 15 Jun 2026 (Extra bank holiday)" in words_of(again)
    click(page, url, again, "publish")
    first, _second, third = versions_of(boss, london)
    assert (third.hours, third.names) == (first.hours, first.names)
    assert page.get(f"{url}?version=9").status_code == 404


def test_boundaries_inside_a_clock_change_are_warned_about(page, url):
    answer = click(page, url, page.get(url), "check", opens_6="01:30", closes_6="03:00")

    assert "On Sun 25 Oct 2026 01:30 comes twice in Europe/London" in words_of(answer)
    assert "On Sun 28 Mar 2027 the clocks skip 01:30 in Europe/London" in words_of(answer)


def test_the_trial_counts_over_closed_days_and_says_why(page, url):
    answer = add_monday(page, url)
    sentence = "8 support hours from Fri 12 Jun 2026, 16:00 end Tue 16 Jun 2026, 16:00, because 15 June is closed."
    assert sentence in words_of(answer)

    answer = click(page, url, answer, "month:2026-12", try_hours="2", try_from="2026-12-24T16:00")
    assert "2 support hours from Thu 24 Dec 2026, 16:00 end Tue 29 Dec 2026, 10:00" in words_of(answer)
    assert "December 2026. 25 December: Christmas Day, closed" in words_of(answer)


def test_nonsense_from_no_button_of_ours_changes_nothing(page, url):
    said = held(page.get(url))
    for do in ("drop-shift:9:9", "drop-day:x", "preset:9/9", "add-shift", "month:x", "explode", ""):
        assert page.post(url, {**said, "do": do}).status_code == 200
    odd = {
        "day": ["[", '["2026-01-01"]', "null", '["2026-01-01", [["a", 1]], ""]'],
        "based_on": "x",
        "try_hours": "-1",
        "offer": "]",
    }
    assert page.post(url, {**said, **odd, "do": "take-offered"}).status_code == 200
    assert page.post(url, {"do": "review"}).status_code == 422


def test_pages_take_as_many_queries_for_more_versions_and_tickets(page, boss, ann, london, url):
    calendar_url = reverse("manage:calendar", args=["acme", london.pk])
    for each in (url, calendar_url):
        page.get(each)
    before = queries_of(page, url), queries_of(page, calendar_url)
    for number in range(4):
        make_ticket(ann, at=bst("12 15:00"), severity="major")
        click(page, url, add_monday(page, url, day_on=date(2026, 7, number + 1).isoformat()), "publish")

    assert (queries_of(page, url), queries_of(page, calendar_url)) == before
    assert before[0] <= 14 and before[1] <= 18


def test_an_engineer_and_a_stranger_change_no_calendar(client, agent, other_boss, url):
    assert sign_in(client, agent).get(url).status_code == 403
    assert sign_in(client, other_boss).get(url.replace("acme", "borealis")).status_code == 404
