"""What is promised: the version in force, the calendars it counts on, and both as the engine's terms."""

import json
from collections import defaultdict
from datetime import date
from functools import lru_cache

from django.db.models import F, Max, Q
from django.db.models.functions import Coalesce

from accounts.models import Level
from slas.hours import Hours, HoursVersion
from slas.keys import Pin, parsed_key
from slas.metrics import Pauses
from slas.models import (
    SEVERITIES,
    Calendar,
    CalendarChoice,
    CalendarVersion,
    LevelTarget,
    Target,
    TicketType,
    Tier,
    TierVersion,
)
from slas.ola import NOTHING_OWED, ola_key, ola_terms, parsed_ola_key
from slas.openhours import OpenHours
from slas.rules import EscalationRule
from slas.terms import Target as Promise
from slas.terms import Terms

READ_HOURS = 512  # texts of open hours that a process remembers
OFFICE_HOURS = "8/5"  # what a level keeps that was given no hours of its own
LEVEL_COLUMNS = ("severity", "accept_minutes", "work_minutes")


def best_effort_tier(tenant_id):
    """The tier of clients without a contract."""
    return Tier.objects.get(tenant_id=tenant_id, is_best_effort=True)


def version_in_force(tier, at):
    """The version that the tier had published by an instant; a ticket received before the first takes the first."""
    published = TierVersion.objects.filter(tenant_id=tier.tenant_id, tier=tier)
    return published.filter(published_at__lte=at).order_by("-number").first() or published.order_by("number").first()


def tiers_with_targets(member):
    """Tiers that the member may see, each with its newest version and that version's targets, in three queries."""
    tiers = list(Tier.objects.visible_to(member))
    newest = TierVersion.objects.visible_to(member).order_by("tier_id", "-number").distinct("tier_id").prefetch_related("targets")
    versions = {version.tier_id: version for version in newest}
    for tier in tiers:
        tier.newest = versions[tier.pk]
    return tiers


def calendars_by_kind(tenant_id, client_id, of_contract=None):
    """Kind of hours -> calendar id: the contract's choice, else the client's, else the tenant's (S-46)."""
    return calendars_by_kind_of_each(tenant_id, [client_id])[client_id] | (of_contract or {})


def calendars_by_kind_of_each(tenant_id, client_ids):
    """Client id -> kind of hours -> calendar id, as far as client and tenant say, in one query."""
    common, own = {}, defaultdict(dict)
    wanted = Q(client=None) | Q(client__in=[client_id for client_id in client_ids if client_id])
    for choice in CalendarChoice.objects.filter(wanted, tenant_id=tenant_id, level=None):
        (own[choice.client_id] if choice.client_id else common)[choice.kind] = choice.calendar_id
    return {client_id: common | own[client_id] for client_id in client_ids}


def newest_pins(tenant_id, calendar_ids, tier_version_id):
    """The newest version and correction of each calendar, and of those that the tier's own targets name, in one query."""
    own = Target.objects.filter(tenant_id=tenant_id, version=tier_version_id, calendar__isnull=False).values("calendar")
    wanted = CalendarVersion.objects.filter(Q(calendar__in=calendar_ids) | Q(calendar__in=own), tenant_id=tenant_id).order_by()
    newest = Coalesce(Max("number", filter=Q(corrects_from__isnull=False)), 0)
    found = wanted.values_list("calendar_id").annotate(through=Max("number"), corrections=newest)
    return {str(calendar_id): Pin(number, corrections) for calendar_id, number, corrections in found}


def load_terms(tenant_id, keys):
    """Terms by key, as `fold` takes them, in two queries however many keys (S-46: a target's own calendar comes first).

    The hours of each are those of every calendar of its key, by calendar id, through the version that it pins (S-34).
    """
    wanted = {key: parsed_key(key) for key in keys}
    targets = defaultdict(list)
    rows = Target.objects.filter(tenant_id=tenant_id, version__in={key.version for key in wanted.values()})
    for target in rows.select_related("version", "ticket_type"):
        targets[str(target.version_id)].append(target)
    return _loaded(tenant_id, wanted, targets)


def terms_of_content(tenant_id, content, keys):
    """Terms by key as they would be if the keys' tier version held `content` (`slas.contents`): for previews and impacts."""
    wanted = {key: parsed_key(key) for key in keys}
    plain = {name: content[name] for name in ("hours", "warnings", "rules", "pauses", "hotfix_from")}
    version = TierVersion(tenant_id=tenant_id, **plain)
    types = {str(one.pk): one for one in TicketType.objects.filter(tenant_id=tenant_id)}
    imagined = []
    for target in content["targets"]:
        said = {name: target[name] for name in ("metric", "severity", "unit", "is_option")}
        kind = types.get(target["ticket_type"] or "")
        if kind or not target["ticket_type"]:
            amount, calendar = max(1, target["amount"]), target["calendar"]
            imagined.append(Target(version=version, amount=amount, ticket_type=kind, calendar_id=calendar, **said))
    return _loaded(tenant_id, wanted, {key.version: imagined for key in wanted.values()})


def _loaded(tenant_id, wanted, targets):
    for key in wanted.values():  # keys from before calendars had versions name no calendar of a target's own
        for target in targets[key.version]:
            if target.calendar_id:
                key.pins.setdefault(str(target.calendar_id), Pin())
    hours = _hours(tenant_id, {(calendar, pin) for key in wanted.values() for calendar, pin in key.pins.items()})
    return {name: _terms(targets[key.version], key, hours) for name, key in wanted.items()}


def _hours(tenant_id, pinned):
    """The timeline of each calendar through the version and the corrections of its pin."""
    versions = defaultdict(list)
    for row in CalendarVersion.objects.filter(tenant_id=tenant_id, calendar__in={c for c, _pin in pinned}).order_by("number"):
        versions[str(row.calendar_id)].append(row)
    return {(calendar, pin): timeline(versions[calendar], pin) for calendar, pin in pinned if versions[calendar]}


def timeline(versions, pin=None):
    """Rows of one calendar by number as the engine's Hours, as far as the pin goes; without one, all with their corrections."""
    through, corrections = pin or (versions[-1].number, versions[-1].number)
    return Hours.of(
        _read(row, row.corrects_from if row.corrects_from and row.number <= corrections else row.effective_at)
        for row in versions
        if row.number <= through
    )


def _read(row, since):
    """A version as the engine takes it, in force from an instant."""
    names = tuple((date.fromisoformat(on), name) for on, name in sorted(row.names.items()))
    return HoursVersion(since, _open_hours(json.dumps(row.hours)), row.nominal_day_minutes, row.number, names)


@lru_cache(maxsize=READ_HOURS)
def _open_hours(text):
    """Open hours from their text, checked once: that takes several times as long as writing them as text."""
    return OpenHours.from_json(json.loads(text))


def _terms(targets, key, hours):
    promised = {}
    for target in targets:
        if target.is_option:
            continue  # promised only to contracts that take the option
        calendar = str(target.calendar_id) if target.calendar_id else key.calendars[target.version.hours[target.severity]]
        code = target.ticket_type.code if target.ticket_type else None
        promised[target.metric, target.severity, code] = Promise(max(1, target.amount), target.unit, calendar)
    counted_on = {calendar: hours[calendar, pin] for calendar, pin in key.pins.items() if (calendar, pin) in hours}
    if not targets:
        return Terms(promised, counted_on, ())
    version = targets[0].version
    return Terms(
        promised,
        counted_on,
        tuple(version.warnings),
        Pauses.of(version.pauses),
        version.hotfix_from,
        rules=tuple(EscalationRule.from_json(rule) for rule in version.rules),
        kinds=key.calendars,
    )


def calendars_with_hours(member):
    """Calendars that the member may see, each with its newest version and `open_hours`, in two queries."""
    calendars = list(Calendar.objects.visible_to(member))
    newest = CalendarVersion.objects.visible_to(member).order_by("calendar_id", "-number").distinct("calendar_id")
    versions = {version.calendar_id: version for version in newest}
    for calendar in calendars:
        calendar.newest = versions[calendar.pk]
        calendar.open_hours = OpenHours.from_json(calendar.newest.hours)
    return calendars


def chosen_calendars(member, client=None):
    """Kind of hours -> calendar id, as the tenant or, if one is given, that client chose."""
    choices = CalendarChoice.objects.visible_to(member).filter(client=client, level=None)
    return dict(choices.values_list("kind", "calendar_id"))


def calendar_of_level(level):
    """The id of the calendar that a level counts on: its own choice, else what the tenant means by office hours (S-47)."""
    mine = Q(level=level) | Q(level=None, client=None, kind=OFFICE_HOURS)
    chosen = CalendarChoice.objects.filter(mine, tenant_id=level.tenant_id).order_by(F("level").asc(nulls_last=True))
    return chosen.values_list("calendar_id", flat=True).first()


def ola_key_of(level):
    """What a level owes now, as the event that begins a stint there pins it, in three queries."""
    targets = LevelTarget.objects.filter(tenant_id=level.tenant_id, level=level)
    minutes = {severity: (accept, work) for severity, accept, work in targets.values_list(*LEVEL_COLUMNS)}
    calendar_id = calendar_of_level(level)
    pins = newest_pins(level.tenant_id, [calendar_id], None)
    return ola_key(calendar_id, pins.get(str(calendar_id), Pin()), minutes)


def load_ola_terms(tenant_id, keys):
    """What levels owed, by the keys that events pinned, as `fold` takes it, in one query; the key `""` owes nothing."""
    wanted = {key: parsed_ola_key(key) for key in keys if key}
    hours = _hours(tenant_id, {(key.calendar, key.pin) for key in wanted.values() if key.calendar}) if wanted else {}
    found = {name: ola_terms(key, hours.get((key.calendar, key.pin))) for name, key in wanted.items()}
    return {"": NOTHING_OWED} | found


def levels_with_targets(member):
    """The levels, each with `rows` (code of a severity, its two `minutes`), `calendar` and `own_calendar_id`, in four queries."""
    levels = list(Level.objects.visible_to(member))
    owed = {(target.level_id, target.severity): target for target in LevelTarget.objects.visible_to(member)}
    chosen = CalendarChoice.objects.visible_to(member).filter(~Q(level=None) | Q(client=None, kind=OFFICE_HOURS))
    calendar_of = dict(chosen.values_list("level_id", "calendar_id"))
    calendars = Calendar.objects.visible_to(member).in_bulk()
    for level in levels:
        level.own_calendar_id = calendar_of.get(level.pk)
        level.calendar = calendars.get(level.own_calendar_id or calendar_of.get(None))
        targets = {severity: owed.get((level.pk, severity)) for severity in SEVERITIES}
        level.rows = [
            {"code": severity, "minutes": (target.accept_minutes, target.work_minutes) if target else (None, None)}
            for severity, target in targets.items()
        ]
    return levels


def hours_of_calendar(tenant_id, calendar_id):
    """A calendar's hours through all its versions, or None when there is no such calendar."""
    versions = list(CalendarVersion.objects.filter(tenant_id=tenant_id, calendar_id=calendar_id).order_by("number"))
    return timeline(versions) if versions else None
