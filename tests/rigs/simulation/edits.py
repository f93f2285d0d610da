"""What account managers and leads change in the middle of a simulated day, each with its retarget job."""

from dataclasses import replace
from datetime import timedelta

from accounts.models import Level
from accounts.tenancy import acting_as
from slas import actions as slas
from slas.contents import content_of
from slas.models import SEVERITIES, Calendar, Tier
from slas.openhours import OpenHours
from tests.rigs.simulation.world import TIERS
from tickets import actions
from tickets.models import Ticket

HOUR = timedelta(hours=1)


class Edits:
    """A tier's next version, a calendar's, a correction of the past, other targets between levels."""

    def __init__(self, world, chance):
        self.boss, self.chance = world.boss, chance

    def tier(self, at, *, later=False):
        """Other amounts for open tickets, from now or from an hour on; a few tickets keep what they have."""
        with acting_as(self.boss):
            version = Tier.objects.get(name=self.chance.choice(list(TIERS))).versions.order_by("-number").first()
            content = content_of(version)
            for target in content["targets"]:
                if target["unit"] == "minutes":
                    target["amount"] = max(1, round(target["amount"] * self.chance.choice((0.5, 0.8, 1.25, 1.5))))
                if target["metric"] == "first_response":
                    target["amount"] = max(1, target["amount"] // 2)  # never later than the resolution
            said = {"content": content, "based_on": version.number, "by": self.boss, "at": at}
            draft = slas.keep_draft(tier=version.tier, **said)
            kept = list(Ticket.objects.open().order_by("?")[:5])
            wishes = {"reach": "open", "effective_at": at + HOUR if later else None, "note": "Simulated"}
            actions.publish_tier_change(proposal=draft, by=self.boss, at=at, excluded=kept, **wishes)

    def tier_later(self, at):
        self.tier(at, later=True)

    def calendar(self, at):
        """Today's hours of one calendar change, from a quarter of an hour on."""
        with acting_as(self.boss):
            said = self._day_changed(at)
            actions.publish_support_hours(by=self.boss, at=at, effective_at=at + HOUR / 4, **said)

    def correction(self, at):
        """The hours of one client were wrong for the last two."""
        with acting_as(self.boss):
            said = self._day_changed(at, name__contains="Client")
            actions.correct_support_hours(by=self.boss, at=at, corrects_from=at - 2 * HOUR, note="Forgotten", **said)

    def levels(self, at):
        with acting_as(self.boss):
            level = self.chance.choice(list(Level.objects.all()))
            minutes = {severity: (self.chance.randint(5, 60), self.chance.randint(60, 300)) for severity in SEVERITIES}
            slas.set_level_targets(level=level, minutes=minutes, calendar=None, by=self.boss, at=at)

    def _day_changed(self, at, **which):
        calendar = self.chance.choice(list(Calendar.objects.exclude(kind="24/7").filter(**which)))
        newest = calendar.versions.order_by("-number").first()
        hours = OpenHours.from_json(newest.hours)
        opens = self.chance.choice((0, 360, 480, 600))
        today = ((opens, opens + self.chance.choice((120, 300, 471))),)
        exceptions = {**dict(hours.exceptions), at.date(): today}
        return {
            "calendar": calendar,
            "hours": replace(hours, exceptions=tuple(exceptions.items())),
            "names": {at.date(): "Simulated"},
            "nominal_day_minutes": newest.nominal_day_minutes,
            "based_on": newest.number,
        }


EDITS = ("tier", "calendar", "tier", "correction", "levels", "tier_later", "calendar", "tier", "calendar", "correction", "tier")
