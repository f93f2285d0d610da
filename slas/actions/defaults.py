"""What a new tenant starts with: types, calendars, tiers with the default targets, targets between levels."""

from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Level
from slas.actions.calendars import choose_calendar, create_preset_calendar
from slas.actions.tiers import create_tier
from slas.models import SEVERITIES, LevelTarget, TicketType
from slas.presets import DEFAULT_TARGETS, DEFAULT_TIERS, HOTFIX_OPTION, HOURS_PRESETS, LEAD_AT_PERCENT
from slas.rules import NOTIFY, EscalationRule, Step

TYPES = (
    ("incident", _("Incident"), "corrective"),
    ("request", _("Service request"), "adaptive"),
    ("question", _("Question"), "corrective"),
    ("defect", _("Defect"), "corrective"),
    ("improvement", _("Improvement"), "perfective"),
    ("security", _("Security"), "emergency"),
)
TIER_NAMES = {
    "best_effort": _("Best effort"),
    "basic": _("Basic"),
    "standard": _("Standard"),
    "premium": _("Premium"),
    "enterprise": _("Enterprise"),
}
# Minutes to accept and to work on a ticket at a level (`decisions.md` 3).
BETWEEN_LEVELS = {"critical": (10, 60), "major": (30, 180), "minor": (120, 1320), "question": (240, None)}


@transaction.atomic
def set_up_promises(*, by, at, country="", region=""):
    """Give a tenant its types, a calendar for each kind of hours in its zone, the default tiers and the targets of its levels."""
    for order, (code, name, activity) in enumerate(TYPES):
        TicketType.objects.create(tenant_id=by.tenant_id, code=code, name=str(name), activity_class=activity, order=order * 10)
    zone = by.tenant.time_zone
    for kind in HOURS_PRESETS:
        title = f"{kind} {zone.rpartition('/')[2].replace('_', ' ')}"
        calendar = create_preset_calendar(name=title, kind=kind, zone=zone, country=country, region=region, by=by, at=at)
        choose_calendar(kind=kind, calendar=calendar, by=by, at=at)
    for order, (code, kind) in enumerate(DEFAULT_TIERS.items()):
        create_tier(
            name=str(TIER_NAMES[code]),
            hours=dict.fromkeys(SEVERITIES, kind),
            targets=default_targets(code),
            is_best_effort=code == "best_effort",
            order=order * 10,
            rules=default_rules(),
            by=by,
            at=at,
        )
    for level in Level.objects.filter(tenant_id=by.tenant_id):
        for severity, (accept, work) in BETWEEN_LEVELS.items():
            LevelTarget.objects.create(
                tenant_id=by.tenant_id, level=level, severity=severity, accept_minutes=accept, work_minutes=work
            )


def default_rules():
    """What a new tier does by itself: tell the leads shortly before a grave ticket's resolution is due."""
    rule = EscalationRule(
        key=str(uuid4()),
        name=str(_("Tell the leads in time")),
        metric="resolution",
        severities=("critical", "major"),
        percent=LEAD_AT_PERCENT,
        actions=(Step(NOTIFY, who="leads"),),
    )
    return [rule.as_json()]


def default_targets(code):
    """The table of `decisions.md` for one tier, as `publish_tier` takes it."""
    rows = [(target, False) for target in DEFAULT_TARGETS if target.tier == code]
    if code == HOTFIX_OPTION.tier:
        rows.append((HOTFIX_OPTION, True))
    return [
        {"metric": t.metric, "severity": t.severity, "amount": t.amount, "unit": t.unit, "is_option": optional}
        for t, optional in rows
    ]
