"""The calendar editor between its clicks: each step takes what the form held one step further; nothing is stored."""

from slas.calendar_differences import differences
from slas.calendar_drafts import Draft, day_to_send, said_days
from slas.calendar_forms import CorrectionForm, HolidaysForm, VersionForm, instant_in, moment_of
from slas.calendar_previews import TRIED_HOURS, month_named, month_of, odd_boundary_warnings, tried
from slas.calendar_steps import STEPS
from slas.errors import CalendarRefused
from slas.hours import Hours, HoursVersion
from slas.openhours import zone_named
from slas.presets import HOURS_PRESETS
from slas.queries import timeline
from slas.summaries import DAYS, intervals, shares_of, weekly_hours

MOST_TRIED = 2000  # hours


class Editor:
    """One calendar's editor: `draft`, the two forms, days on offer, and the refusal of this step with its place, if any."""

    def __init__(self, versions, at, *, data=None, files=None, is_correction=False, start_from=None):
        self.versions, self.at, self.is_correction = versions, at, is_correction
        self.newest = versions[-1]
        self.data, self.files = data, files or {}
        self.draft = Draft.sent(data) if data is not None else Draft.of(start_from or self.newest)
        self.step, *self.about = (data or {}).get("do", "check").split(":")
        self.offered = said_days(data.getlist("offered")) if data is not None else {}
        self.chosen = said_days(data.getlist("offer")) if data is not None else {}
        self.refusal = None
        self.said = self._scalars(start_from or self.newest)
        kind = CorrectionForm if is_correction else VersionForm
        self.form = kind(data) if self.step in ("review", "publish") else kind(initial=self.said)
        self.holidays = HolidaysForm(initial=self.said)

    def take_step(self) -> None:
        """Do what the button said; an unknown one does nothing."""
        deed = STEPS.get(self.step)
        if deed is None:
            return
        try:
            deed(self, *self.about)
        except CalendarRefused as refusal:
            self.refusal = refusal
        except (ValueError, TypeError, IndexError, KeyError):  # a button that no page of ours shows
            pass

    @property
    def based_on(self) -> int:
        """The number that this edit began with."""
        return self.said["based_on"]

    @property
    def presets(self) -> list[str]:
        return list(HOURS_PRESETS)

    @property
    def preset(self) -> str:
        """The preset that the week is, else custom."""
        return self.draft.preset()

    def rebase(self) -> None:
        """From now on the edit knows the newest version."""
        self.said["based_on"] = self.newest.number

    def _scalars(self, version):
        local = self.at.astimezone(zone_named(version.hours["zone"]))
        country, _dash, region = version.holidays_of.rpartition(", ")[2].partition("-")
        usual = {
            "zone": version.hours["zone"],
            "nominal_day_minutes": version.nominal_day_minutes,
            "based_on": self.newest.number,
            "country": country,
            "region": region,
            "first_year": local.year,
            "years": 3,
            "try_hours": TRIED_HOURS,
            "try_from": "",
            "month": "",
            "holidays_of": "",
        }
        if self.data is None:
            return usual
        said = {**usual, **{name: value for name, value in self.data.items() if name not in ("do", "day", "offer", "offered")}}
        for name, most in (("based_on", self.newest.number), ("try_hours", MOST_TRIED)):
            text = str(said[name])
            said[name] = min(max(int(text), 1), most) if text.isdecimal() and len(text) < 10 else usual[name]
        return said

    def preview(self):
        """The whole timeline with this draft as its last version, or none with a refusal when it cannot be."""
        try:
            hours = self.draft.hours()
        except CalendarRefused as refusal:
            self.refusal = self.refusal or refusal
            return None
        return Hours.of([*timeline(self.versions).versions, self.version(hours)])

    def version(self, hours) -> HoursVersion:
        """The draft as a version from when it would hold on."""
        text = str(self.said["nominal_day_minutes"])
        minutes = int(text) if text.isdecimal() and 0 < int(text[:5]) <= 1440 else self.newest.nominal_day_minutes
        names = tuple(sorted(self.draft.names().items()))
        return HoursVersion(self._since(), hours, minutes, self.newest.number + 1, names)

    def _since(self):
        said = self.said.get("corrects_from" if self.is_correction else "effective_at", "")
        since = instant_in(self.draft.zone, moment_of(said))
        return since if since and (since > self.at or self.is_correction) else self.at

    def context(self):
        """What the page shows beside the forms."""
        preview = self.preview()
        base = timeline(self.versions).newest
        today = self.at.astimezone(zone_named(base.calendar.zone)).date()
        shown = {"days": list(self.draft.rows(Draft.of(self.newest))), "week": list(self._week()), "offers": list(self._offers())}
        if preview is None:
            return shown
        hours = preview.newest.calendar
        month = month_named(self.said["month"], preview.newest.since.date())
        return shown | {
            "month": month_of(preview, month, today),
            "tried": tried(
                preview, self.at, self.said["try_hours"], instant_in(self.draft.zone, moment_of(self.said["try_from"]))
            ),
            "odd": odd_boundary_warnings(hours, today),
            "differences": differences(base, preview.newest),
            "weekly_hours": weekly_hours(hours),
        }

    def _week(self):
        for number, name in enumerate(DAYS):
            try:
                shares = shares_of(self.draft.day(number))
            except CalendarRefused:
                shares = []
            yield {"number": number, "name": name, "shifts": self.draft.week[number] or [("", "")], "shares": shares}

    def _offers(self):
        for on, (day, name) in self.offered.items():
            known = self.draft.days.get(on)
            yield {
                "on": on,
                "name": name,
                "words": intervals(day),
                "sent": day_to_send(on, day, name),
                "is_chosen": on in self.chosen,
                "replaces": known is not None and known != (day, name),
                "is_known": known == (day, name),
            }
