"""A calendar being edited: what a form holds between one click and the next, right or wrong, until it is published."""

import json
import re
from dataclasses import dataclass, field
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from slas.errors import CalendarRefused
from slas.openhours import HoursError, OpenHours
from slas.presets import HOURS_PRESETS
from slas.summaries import DAYS, clock, intervals
from slas.wording import in_words

TIME = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?")
SPAN = re.compile(r"\s*([\d:.]+)\s*[-–]\s*([\d:.]+)\s*")
MOST_DAYS = 800  # exceptions of a calendar
LONGEST_NAME = 80
FIRST_YEAR, LAST_YEAR = 2000, 2100  # of a dated day
UNSTORABLE = re.compile(r"[\x00\ud800-\udfff]")  # no row and no page can hold them
MOST_SHIFTS = 8  # of one day

Shift = tuple[str, str]  # as typed


@dataclass
class Draft:
    """Typed times for each weekday, Monday first; days that replace their weekday with what they are called."""

    zone: str
    week: list[list[Shift]] = field(default_factory=lambda: [[] for _day in range(7)])
    days: dict[date, tuple[tuple, str]] = field(default_factory=dict)
    always_open: bool = False
    holidays_apply: bool = False

    @classmethod
    def of(cls, version):
        """What a version says, to be changed."""
        hours = OpenHours.from_json(version.hours)
        days = {on: (day, version.names.get(on.isoformat(), "")) for on, day in hours.exceptions}
        return cls(hours.zone, _typed(hours.weekly), days, hours.always_open, hours.holidays_apply)

    @classmethod
    def sent(cls, data):
        """What the form held; a day that was meddled with is left out."""
        week = []
        for number in range(7):
            pairs = zip(data.getlist(f"opens_{number}"), data.getlist(f"closes_{number}"), strict=False)
            week.append([(opens.strip()[:8], closes.strip()[:8]) for opens, closes in pairs][:MOST_SHIFTS])
        draft = cls(data.get("zone", ""), week, {}, "always_open" in data, "holidays_apply" in data)
        draft.put(said_days(data.getlist("day")))
        return draft

    def hours(self) -> OpenHours:
        """The open hours meant, or a refusal in words (S-41, S-42)."""
        weekly = [self.day(number) for number in range(7)]
        try:
            return OpenHours(
                zone=self.zone,
                weekly=tuple(weekly),
                exceptions=tuple((on, day) for on, (day, _name) in self.days.items()),
                always_open=self.always_open,
                holidays_apply=self.holidays_apply,
            )
        except HoursError as refusal:
            raise CalendarRefused(in_words(refusal)) from refusal

    def names(self) -> dict[date, str]:
        """What days that replace their weekday are called, as far as they have a name."""
        return {on: name for on, (_day, name) in self.days.items() if name}

    def put(self, days) -> None:
        """Add days, each in place of what was said of that date."""
        self.days = dict(sorted((self.days | days).items())[:MOST_DAYS])

    def rows(self, before=None):
        """Each day for the table: its date, hours in words, name, whether it is new or different, and what the form sends."""
        for on, (day, name) in self.days.items():
            words = intervals(day)
            is_new = before is not None and before.days.get(on) != (day, name)
            yield {"on": on, "words": words, "name": name, "is_new": is_new, "sent": day_to_send(on, day, name)}

    def take_preset(self, kind) -> None:
        """Replace the week by that of a preset (S-50); days of their own stay."""
        preset = HOURS_PRESETS[kind]
        self.week, self.always_open = _typed(preset.weekly), preset.always_open

    def copy_monday(self) -> None:
        """Let Tuesday to Friday have the hours of Monday."""
        self.week[1:5] = [list(self.week[0]) for _day in range(4)]

    def preset(self) -> str:
        """The preset that the week is, else custom."""
        if self.always_open:
            return "24/7"
        week = [[shift for shift in shifts if any(shift)] for shifts in self.week]
        return next((p.kind for p in HOURS_PRESETS.values() if not p.always_open and _typed(p.weekly) == week), "custom")

    def day(self, number):
        """The intervals typed for a weekday, refused where they are no times."""
        typed = [shift for shift in self.week[number] if any(shift)]
        return tuple((_minute(opens, DAYS[number]), _minute(closes, DAYS[number])) for opens, closes in typed)


def day_to_send(on, day, name) -> str:
    """One dated day as a hidden field holds it."""
    return json.dumps([on.isoformat(), [list(interval) for interval in day], name])


def said_days(texts):
    """Dated days from hidden fields, by date."""
    found = {}
    for text in texts:
        try:
            on, day, name = json.loads(text)
            hours = tuple((int(start), int(end)) for start, end in day)
            dated = date.fromisoformat(on)
            if is_in_reach(dated):
                found[dated] = (hours, UNSTORABLE.sub("", str(name))[:LONGEST_NAME])
        except (ValueError, TypeError, OverflowError, RecursionError):
            continue
    return found


def is_in_reach(on) -> bool:
    """Whether a calendar may say something of this date."""
    return FIRST_YEAR <= on.year <= LAST_YEAR


def typed_day(on, text, name):
    """A day as typed: `09:00-12:30, 13:30-17:00`, or nothing for closed."""
    if not is_in_reach(on):
        words = {"first": FIRST_YEAR, "last": LAST_YEAR}
        raise CalendarRefused(_("Choose a day between the years %(first)s and %(last)s.") % words, field="day_on")
    label = date_format(on, "j M Y")
    day = []
    for part in filter(str.strip, text.split(",")):
        said = SPAN.fullmatch(part)
        if said is None:
            raise CalendarRefused(_("Write hours such as 09:00-12:30, 13:30-17:00."), field="day_hours")
        day.append((_minute(said[1], label), _minute(said[2], label)))
    try:
        OpenHours("UTC", exceptions=((on, tuple(day)),))
    except HoursError as refusal:
        raise CalendarRefused(in_words(refusal), field="day_hours") from refusal
    return {on: (tuple(sorted(day)), name.strip()[:LONGEST_NAME])}


def _typed(weekly) -> list[list[Shift]]:
    return [[(clock(start), clock(end)) for start, end in day] for day in weekly]


def _minute(text, label) -> int:
    said = TIME.fullmatch(text)
    if said is None or int(said[2] or 0) > 59:
        raise CalendarRefused(_("%(day)s: write times such as 09:00.") % {"day": label})
    return int(said[1]) * 60 + int(said[2] or 0)
