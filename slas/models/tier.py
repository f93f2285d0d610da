"""What a tier promises, in versions; ticket types; targets between levels."""

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounts.tenancy import OwnedModel, OwnedQuerySet, TenantWideQuerySet, unique_in_tenant
from common.constraints import CompositeForeignKey
from slas.metrics import USUAL_PAUSES

SEVERITIES = {"critical": _("Critical"), "major": _("Major"), "minor": _("Minor"), "question": _("Question")}
SEVERITY_MEANINGS = {
    "critical": _("Production is down or unusable for everyone, and there is no way round it."),
    "major": _("An important function is broken or very slow; work goes on with difficulty."),
    "minor": _("Something is wrong, but there is a way round it."),
    "question": _("How something works, advice, or a wish."),
}
METRICS = {
    "first_response": _("First response"),
    "next_response": _("Next response"),
    "update_cadence": _("Update"),
    "workaround": _("Workaround"),
    "hotfix": _("Hotfix"),
    "resolution": _("Resolution"),
}
UNITS = {
    "minutes": _("minutes"),
    "hours": _("hours"),
    "business_days": _("business days"),
    "end_of_next_business_day": _("end of next business day"),
}
ACTIVITY_CLASSES = {
    "corrective": _("Corrective"),
    "adaptive": _("Adaptive"),
    "perfective": _("Perfective"),
    "preventive": _("Preventive"),
    "emergency": _("Emergency"),
}


# How a ticket reached the desk: contracts may promise by it, tickets tell it.
SOURCES = {
    "portal": _("Portal"),
    "api": _("API"),
    "phone": _("Phone"),
    "visit": _("Visit"),
    "chat": _("Chat"),
    "email": _("E-mail"),
    "other": _("Elsewhere"),
    "monitoring": _("Monitoring"),
    "own": _("Own initiative"),
    "import": _("Import"),
}
HOTFIX_FROM = {"received": _("Receipt"), "confirmed": _("Confirmation of the defect")}


def usual_pauses():
    """What pauses unless a tier says otherwise (S-20)."""
    return list(USUAL_PAUSES)


class TicketType(OwnedModel):
    """What kind of request a ticket is; the activity class says what a contract covers."""

    code = models.SlugField(max_length=30)
    name = models.CharField(max_length=60)
    activity_class = models.CharField(max_length=12, choices=ACTIVITY_CLASSES)
    order = models.PositiveSmallIntegerField(default=50)
    is_active = models.BooleanField(default=True)

    objects = TenantWideQuerySet.as_manager()

    class Meta:
        ordering = ["order", "name"]
        constraints = [
            unique_in_tenant("ticket_type_tenant_id"),
            models.UniqueConstraint(fields=["tenant", "code"], name="ticket_type_once_per_tenant"),
        ]

    def __str__(self):
        return self.name


class Tier(OwnedModel):
    """A named set of promises; contracts follow its published versions."""

    name = models.CharField(max_length=60)
    is_best_effort = models.BooleanField(default=False)  # for clients without a contract: one per tenant
    order = models.PositiveSmallIntegerField(default=50)

    objects = TenantWideQuerySet.as_manager()

    class Meta:
        ordering = ["order", "name"]
        constraints = [
            unique_in_tenant("tier_tenant_id"),
            models.UniqueConstraint("tenant", Lower("name"), name="tier_name_once_per_tenant"),
            models.UniqueConstraint(fields=["tenant"], condition=models.Q(is_best_effort=True), name="one_best_effort_tier"),
        ]

    def __str__(self):
        return self.name


class TierVersion(OwnedModel):
    """What the tier promises from `published_at` on; never changed once published."""

    tier = models.ForeignKey(Tier, models.CASCADE, related_name="versions", db_constraint=False)
    number = models.PositiveIntegerField()
    hours = models.JSONField()  # {"critical": "24/7", …}: the kind of hours of each severity (S-51)
    warnings = models.JSONField(default=list)  # percents of a target, such as [50, 75, 90] (S-09)
    rules = models.JSONField(default=list)  # what to do as a promise draws near or is missed (`slas.rules`)
    pauses = models.JSONField(default=usual_pauses)  # reasons for which clocks stand still (S-20); without service they always do
    hotfix_from = models.CharField(max_length=10, choices=HOTFIX_FROM, default="confirmed")
    note = models.CharField(max_length=200, blank=True)
    published_at = models.DateTimeField()
    by = models.ForeignKey("accounts.Membership", models.PROTECT, related_name="+", null=True, db_constraint=False)

    objects = TenantWideQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            unique_in_tenant("tier_version_tenant_id"),
            models.UniqueConstraint(fields=["tenant", "tier", "number"], name="tier_version_once"),
            CompositeForeignKey(field="tier", name="version_of_a_tier_of_its_tenant", on_delete="CASCADE"),
            CompositeForeignKey(field="by", name="tier_version_by_a_member_of_its_tenant"),
        ]


class Target(OwnedModel):
    """One promise: metric and severity (and, where given, ticket type) to an amount of open time (S-04)."""

    version = models.ForeignKey(TierVersion, models.CASCADE, related_name="targets", db_constraint=False)
    metric = models.CharField(max_length=16, choices=METRICS)
    severity = models.CharField(max_length=10, choices=SEVERITIES)
    ticket_type = models.ForeignKey(TicketType, models.PROTECT, related_name="+", null=True, blank=True, db_constraint=False)
    amount = models.PositiveIntegerField()
    unit = models.CharField(max_length=24, choices=UNITS, default="minutes")
    calendar = models.ForeignKey("slas.Calendar", models.PROTECT, related_name="+", null=True, blank=True, db_constraint=False)
    is_option = models.BooleanField(default=False)  # promised only where the contract takes it

    objects = TenantWideQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "version", "metric", "severity", "ticket_type"], nulls_distinct=False, name="target_once"
            ),
            CompositeForeignKey(field="version", name="target_of_a_version_of_its_tenant", on_delete="CASCADE"),
            CompositeForeignKey(field="ticket_type", name="target_for_a_type_of_its_tenant"),
            CompositeForeignKey(field="calendar", name="target_on_a_calendar_of_its_tenant"),
        ]


class LevelTarget(OwnedModel):
    """What a level owes the others (OLA): minutes to accept, minutes to work; staff-only."""

    level = models.ForeignKey("accounts.Level", models.CASCADE, related_name="+", db_constraint=False)
    severity = models.CharField(max_length=10, choices=SEVERITIES)
    accept_minutes = models.PositiveIntegerField()
    work_minutes = models.PositiveIntegerField(null=True)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "level", "severity"], name="level_target_once"),
            CompositeForeignKey(field="level", name="target_of_a_level_of_its_tenant", on_delete="CASCADE"),
        ]
