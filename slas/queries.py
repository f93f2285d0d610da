"""What is promised: the version in force, the calendars it counts on, and both as the engine's terms."""

from collections import defaultdict

from django.db.models import Q

from slas.models import Calendar, CalendarChoice, CalendarVersion, Target, Tier, TierVersion
from slas.openhours import OpenHours
from slas.terms import Hours, Terms
from slas.terms import Target as Promise

TOLD_PERCENTS = (75,)  # the warning that somebody is told of; the others are stored with the tier


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


def terms_key(version_id, calendars):
    """What an event says of the promises that hold: a tier version, and a calendar for each kind of hours."""
    return "|".join([str(version_id), *(f"{kind}={calendar_id}" for kind, calendar_id in sorted(calendars.items()))])


def load_terms(tenant_id, keys):
    """Terms by key, as `fold` takes them, in two queries however many keys (S-46: a target's own calendar comes first)."""
    wanted = {key: _parsed(key) for key in keys}
    targets = defaultdict(list)
    rows = Target.objects.filter(tenant_id=tenant_id, version__in={version for version, _calendars in wanted.values()})
    for target in rows.select_related("version", "ticket_type"):
        targets[str(target.version_id)].append(target)
    calendar_ids = {c for _version, calendars in wanted.values() for c in calendars.values()}
    calendar_ids |= {str(t.calendar_id) for found in targets.values() for t in found if t.calendar_id}
    hours = _hours(tenant_id, calendar_ids)
    return {key: _terms(targets[version], calendars, hours) for key, (version, calendars) in wanted.items()}


def _parsed(key):
    version, *calendars = key.split("|")
    return version, dict(calendar.split("=") for calendar in calendars)


def _hours(tenant_id, calendar_ids):
    """The newest version of each calendar."""
    newest = CalendarVersion.objects.filter(tenant_id=tenant_id, calendar__in=calendar_ids)
    return {
        str(version.calendar_id): Hours(OpenHours.from_json(version.hours), version.nominal_day_minutes)
        for version in newest.order_by("calendar_id", "-number").distinct("calendar_id")
    }


def _terms(targets, calendars, hours):
    promised, used = {}, {}
    for target in targets:
        if target.is_option:
            continue  # promised only to contracts that take the option
        calendar = str(target.calendar_id) if target.calendar_id else calendars[target.version.hours[target.severity]]
        code = target.ticket_type.code if target.ticket_type else None
        promised[target.metric, target.severity, code] = Promise(target.amount, target.unit, calendar)
        used[calendar] = hours[calendar]
    warnings = targets[0].version.warnings if targets else ()
    return Terms(promised, used, tuple(percent for percent in warnings if percent in TOLD_PERCENTS))


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
