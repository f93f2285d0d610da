"""A desk's histories as conformance cases: events, promises and calendars as their rows say them, with nothing of the engine.

Two cases a ticket: what the client was promised, and what the levels owed. Promises are named by the keys that events carry,
calendars as these pin them.
"""

from collections import defaultdict
from itertools import groupby

from conformance.oracle.ticket import RANK
from slas.models import CalendarVersion, Target
from tickets.models import Event

OLA = ("level_entered", "accepted")
# S-35: what turns the clocks of levels.
OF_LEVELS = {
    *OLA,
    *("opened", "client_wrote", "waiting", "wait_ended", "hold_opened", "hold_closed"),
    *("resolved", "reopened", "closed", "cancelled", "severity_changed"),
}
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
SWITCHED = {"waiting_client", "waiting_approval", "clients_vendor", "scheduled", "consent"}
NOTHING = "nothing"  # the client's policy in a case about levels
SEVERITIES = ("critical", "major", "minor", "question")


class Retelling:
    """`policies` and `calendars` as the suite names them; `cases(as_of)` yields (ticket id, kind, case, doubt)."""

    def __init__(self, tenant_id):
        rows = Event.objects.filter(tenant_id=tenant_id, kind__in=list(RANK), sequence__isnull=False)
        self.events = list(rows.order_by("ticket_id", "sequence").values_list("ticket_id", "at", "kind", "facts"))
        self.versions, self.targets = defaultdict(list), defaultdict(list)
        for row in CalendarVersion.objects.filter(tenant_id=tenant_id).order_by("number"):
            self.versions[str(row.calendar_id)].append(row)
        for row in Target.objects.filter(tenant_id=tenant_id, is_option=False).select_related("version", "ticket_type"):
            self.targets[str(row.version_id)].append(row)
        self.calendars, self.policies = {}, {NOTHING: {"hours": {}, "targets": []}}
        for key in {facts["terms"] for _, _, kind, facts in self.events if "terms" in facts}:
            self.policies[key] = self._ola(key) if key.startswith("ola|") else self._tier(key)

    def cases(self, as_of):
        ask = [{"what": "clocks", "as_of": as_of.isoformat()}]
        for ticket_id, rows in groupby(self.events, key=lambda row: row[0]):
            told = [{**facts, "at": at.isoformat(), "kind": kind} for _, at, kind, facts in rows]
            promised = [_event(each) for each in told if each["kind"] not in OLA]
            owed = [_event(each) for each in told if each["kind"] in OF_LEVELS]
            owed[0] |= {"policy": NOTHING}
            yield ticket_id, "promises", {"events": promised, "ask": ask}, ""
            yield ticket_id, "levels", {"events": owed, "ask": ask}, _doubt_about(owed)

    def _tier(self, key):
        version, *parts = key.split("|")
        hours, kinds = {}, {}
        for part in parts:
            kind, _, pinned = part.partition("=")
            calendar = pinned.partition("@")[0]
            kinds[kind] = calendar
            hours[calendar] = self._calendar(pinned)
        rows = self.targets[version]
        said = {"hours": hours, "targets": [_target(row, kinds) for row in rows]}
        if rows:
            pauses = set(rows[0].version.pauses)
            said["pauses"] = sorted(SWITCHED & pauses)
            said["pauses_cadence_of_critical"] = "critical_updates" in pauses
            said["hotfix_from"] = rows[0].version.hotfix_from
        return said

    def _ola(self, key):
        _, pinned, *owed = key.split("|")
        if pinned == "-":
            return {"hours": {}, "targets": []}
        calendar, targets = pinned.partition("@")[0], []
        for severity, minutes in zip(SEVERITIES, owed, strict=True):
            for metric, amount in zip(("ola_accept", "ola_work"), minutes.split("/"), strict=True):
                if amount != "-":
                    row = {"metric": metric, "severity": severity, "amount": int(amount)}
                    targets.append({**row, "unit": "minutes", "hours": calendar})
        return {"hours": {calendar: self._calendar(pinned)}, "targets": targets}

    def _calendar(self, pinned):
        """`<id>@3~2`: through version 3, each from when it takes effect; corrections through 2 from what they correct."""
        calendar, _, numbers = pinned.partition("@")
        number, _, corrections = numbers.partition("~")
        if pinned not in self.calendars:
            rows = [row for row in self.versions[calendar] if row.number <= int(number or 1)]
            self.calendars[pinned] = [_version(row, int(corrections or 0), row is rows[0]) for row in rows]
        return pinned


def _event(told):
    if "terms" in told:
        told = {**told, "policy": told["terms"]}
    return told


def _doubt_about(events):
    """Accepted as it was entered, by the same deed: the product dates that a microsecond later, the suite knows seconds."""
    entered = {event["at"][:19] for event in events if event["kind"] == "level_entered"}
    if any(event["kind"] == "accepted" and event["at"][:19] in entered for event in events):
        return "accepted in the second of its entry"
    return ""


def _target(row, kinds):
    calendar = str(row.calendar_id) if row.calendar_id else kinds[row.version.hours[row.severity]]
    said = {"metric": row.metric, "severity": row.severity, "amount": row.amount, "unit": row.unit, "hours": calendar}
    return {**said, "type": row.ticket_type.code} if row.ticket_type else said


def _version(row, corrections, is_first):
    said, since = row.hours, row.effective_at
    if row.corrects_from and row.number <= corrections:
        since = row.corrects_from
    plain = {
        "zone": said["zone"],
        "week": {day: [_span(span) for span in spans] for day, spans in zip(DAYS, said["weekly"], strict=True)},
        "dates": {on: [_span(span) for span in spans] for on, spans in said["exceptions"]},
        "always_open": said.get("always_open", False),
        "dates_apply": said.get("holidays_apply", False),
        "nominal_day_minutes": row.nominal_day_minutes,
    }
    return plain if is_first else {**plain, "since": since.isoformat()}


def _span(minutes):
    return "-".join(f"{minute // 60:02}:{minute % 60:02}" for minute in minutes)
