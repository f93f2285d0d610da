"""Days of an `.ics` file that support is closed on: whole days, each for itself, or a refusal that names the event."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from icalendar import Calendar as Ics
from icalendar import Event

from slas.calendar_drafts import MOST_DAYS, is_in_reach
from slas.errors import CalendarRefused

MOST_BYTES = 512 * 1024
MOST_EVENTS = 2000
MOST_LINES = 25_000
LONGEST_DAYS = 31  # of one event
REPEATS = ("RRULE", "RDATE", "EXDATE", "RECURRENCE-ID")
SHOWN = 60  # characters of an event's title in a sentence


def closed_days(content: bytes) -> dict[date, str]:
    """Date to name of every whole-day event, by date; anything else in the file is refused (CalendarRefused).

    The file is at most 512 KB, 2000 events and 800 days. Cancelled events are left out.
    """
    if len(content) > MOST_BYTES:
        raise _refused(_("This file is larger than %(size)s KB. Export only the closed days.") % {"size": MOST_BYTES // 1024})
    if content.count(b"\n") > MOST_LINES:
        raise _refused(_("This file has more than %(number)s lines. Export only the closed days.") % {"number": MOST_LINES})
    calendar = _read(content)
    lines = [at for at, line in enumerate(content.splitlines(), 1) if re.match(rb"BEGIN:VEVENT\s*$", line, re.I)]
    events = calendar.walk("VEVENT")
    if not events:
        raise _refused(_("There is no event in this file."))
    if len(events) > MOST_EVENTS:
        raise _refused(_("This file has more than %(number)s events. Export only the closed days.") % {"number": MOST_EVENTS})
    found: dict[date, str] = {}
    for number, event in enumerate(events):
        if str(event.get("STATUS", "")).upper() == "CANCELLED":
            continue
        line = lines[number] if number < len(lines) else 0
        for on in _days_of(event, line):
            found.setdefault(on, str(event.get("SUMMARY", "")).replace("\0", "").strip()[:SHOWN])
        if len(found) > MOST_DAYS:
            raise _refused(_("This file closes more than %(number)s days. Export fewer years.") % {"number": MOST_DAYS})
    return dict(sorted(found.items()))


def _read(content: bytes) -> Ics:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        raise _refused(_("This file is not in UTF-8. Export it again as an .ics file.")) from wrong
    if "BEGIN:VCALENDAR" not in text.upper():
        raise _refused(_("This is no .ics file: it does not begin with BEGIN:VCALENDAR."))
    try:
        return Ics.from_ical(text)
    except (ValueError, KeyError, IndexError, TypeError, AttributeError) as wrong:
        raise _refused(_("This file is broken: a part of it begins or ends where it should not.")) from wrong


def _days_of(event: Event, line: int) -> list[date]:
    words = {"event": _name_of(event), "line": line}
    if event.errors:
        what = event.errors[0][0] or _("a property")
        raise _refused(_("%(event)s, line %(line)s: %(what)s cannot be read.") % {**words, "what": what})
    for name in REPEATS:
        if name in event:
            raise _refused(
                _("%(event)s, line %(line)s, repeats (%(what)s). Export single days, or add them by hand.")
                % {**words, "what": name}
            )
    try:
        start, end = event.DTSTART, event.get("DTEND")
        length = event.get("DURATION")
        last = end.dt if end is not None else start + length.dt if start and length is not None else None
    except (ValueError, TypeError, AttributeError, OverflowError) as wrong:
        raise _refused(_("%(event)s, line %(line)s: its dates cannot be read.") % words) from wrong
    if start is None:
        raise _refused(_("%(event)s, line %(line)s: it has no beginning (DTSTART).") % words)
    if isinstance(start, datetime) or isinstance(last, datetime):
        raise _refused(_("%(event)s, line %(line)s, is no whole day. Add it by hand with its hours.") % words)
    days = (last - start).days if last is not None else 1
    if not (is_in_reach(start) and is_in_reach(last or start)):
        raise _refused(_("%(event)s, line %(line)s, lies too far in the past or the future.") % words)
    if days < 0:
        raise _refused(_("%(event)s, line %(line)s, ends before it begins.") % words)
    if days > LONGEST_DAYS:
        raise _refused(_("%(event)s, line %(line)s, lasts longer than %(most)s days.") % {**words, "most": LONGEST_DAYS})
    return [start + timedelta(days=more) for more in range(max(days, 1))]


def _name_of(event: Event) -> str:
    """`“Christmas” (25 Dec 2026)`, as far as it can be told."""
    title = str(event.get("SUMMARY", "")).strip()[:SHOWN] or _("an event without a title")
    try:
        start = event.DTSTART
    except (ValueError, TypeError, AttributeError):
        start = None
    return f"“{title}” ({date_format(start, 'j M Y')})" if start is not None else f"“{title}”"


def _refused(sentence: str) -> CalendarRefused:
    return CalendarRefused(sentence, field="file")
