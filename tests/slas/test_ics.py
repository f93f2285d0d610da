"""Closed days from a file of another calendar: whole days are taken, anything else is refused by name."""

from datetime import date

import pytest

from slas.errors import CalendarRefused
from slas.ics import MOST_BYTES, MOST_EVENTS, MOST_LINES, closed_days


def ics(*events):
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Test//EN"]
    for event in events:
        lines += ["BEGIN:VEVENT", *event, "END:VEVENT"]
    return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()


CHRISTMAS = ("DTSTART;VALUE=DATE:20261225", "DTEND;VALUE=DATE:20261227", "SUMMARY:Christmas")


def test_whole_days_become_closed_days_by_date():
    found = closed_days(
        ics(
            CHRISTMAS,
            ("DTSTART;VALUE=DATE:20260501", "SUMMARY:1\\, Mai"),
            ("DTSTART;VALUE=DATE:20260601", "DURATION:P2D", "SUMMARY:Works outing"),
            ("DTSTART;VALUE=DATE:20260701", "SUMMARY:Called off", "STATUS:CANCELLED"),
        )
    )

    assert found == {
        date(2026, 5, 1): "1, Mai",
        date(2026, 6, 1): "Works outing",
        date(2026, 6, 2): "Works outing",
        date(2026, 12, 25): "Christmas",
        date(2026, 12, 26): "Christmas",
    }


@pytest.mark.parametrize(
    ("event", "words"),
    [
        ((*CHRISTMAS, "RRULE:FREQ=YEARLY"), "“Christmas” (25 Dec 2026), line 9, repeats (RRULE)"),
        ((*CHRISTMAS, "RDATE;VALUE=DATE:20271225"), "repeats (RDATE)"),
        (("DTSTART:20261224T120000Z", "DTEND:20261224T130000Z", "SUMMARY:Lunch"), "“Lunch” (24 Dec 2026), line 9, is no"),
        (("DTSTART;VALUE=DATE:20261325", "SUMMARY:Wrong"), "“Wrong”, line 9"),
        (("DTSTART;VALUE=DATE:20261225", "SUMMARY:Odd", "not a property"), "(25 Dec 2026), line 9: a property cannot be read"),
        (("SUMMARY:Whenever",), "“Whenever”, line 9: it has no beginning (DTSTART)"),
        (("DTSTART;VALUE=DATE:20261225", "DTEND;VALUE=DATE:20261224", "SUMMARY:Back"), "line 9, ends before it begins"),
        (("DTSTART;VALUE=DATE:20260101", "DTEND;VALUE=DATE:20270101", "SUMMARY:Sabbatical"), "lasts longer than 31 days"),
        (("DTSTART;VALUE=DATE:20260101", "DTEND:20260102T100000Z", "SUMMARY:Half"), "line 9"),
    ],
)
def test_an_event_that_is_no_plain_day_is_refused_by_title_and_line(event, words):
    with pytest.raises(CalendarRefused) as refusal:
        closed_days(ics(CHRISTMAS, event))

    assert words in str(refusal.value)
    assert refusal.value.field == "file"


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "no .ics file"),
        (b"BEGIN:VCARD\r\nEND:VCARD\r\n", "no .ics file"),
        (b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "no event"),
        (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20261225\r\nEND:VCALENDAR\r\n", "broken"),
        (b"BEGIN:VCALENDAR\r\nEND:VEVENT\r\n", "no event"),
        (b"BEGIN:VCALENDAR\r\nX" + b"\xff\xfe", "not in UTF-8"),
        (b"BEGIN:VCALENDAR\r\n" * 2000, "broken"),
        (b"x" * (MOST_BYTES + 1), "larger than 512 KB"),
        (ics(*[CHRISTMAS] * (MOST_EVENTS + 1)), "more than 2000 events"),
        (b"BEGIN:VCALENDAR\r\n" + b"X:1\r\n" * MOST_LINES, "more than 25000 lines"),
        (ics(*[(f"DTSTART;VALUE=DATE:20{year}0101", "DURATION:P31D") for year in range(10, 40)]), "more than 800 days"),
        (ics(("DTSTART;VALUE=DATE:99991231", "SUMMARY:Last")), "too far in the past or the future"),
    ],
)
def test_a_file_that_is_none_is_refused_in_words(content, words):
    with pytest.raises(CalendarRefused, match=words):
        closed_days(content)
