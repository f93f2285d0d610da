"""Support hours: calendars in versions, and which calendar stands for which kind of hours."""

from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounts.tenancy import OwnedModel, TenantWideQuerySet, unique_in_tenant
from common.constraints import CompositeForeignKey

HOURS_KINDS = {"8/5": "8/5", "12/5": "12/5", "24/5": "24/5", "24/7": "24/7", "custom": _("Custom")}


class Calendar(OwnedModel):
    """Named support hours; what they are is in the versions."""

    name = models.CharField(max_length=80)
    kind = models.CharField(max_length=8, choices=HOURS_KINDS, default="custom")

    objects = TenantWideQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            unique_in_tenant("calendar_tenant_id"),
            models.UniqueConstraint("tenant", Lower("name"), name="calendar_name_once_per_tenant"),
        ]

    def __str__(self):
        return self.name


class CalendarVersion(OwnedModel):
    """Hours from an instant on (S-34, S-41); `hours` is `OpenHours.as_json()`, holidays stored as used."""

    calendar = models.ForeignKey(Calendar, models.CASCADE, related_name="versions", db_constraint=False)
    number = models.PositiveIntegerField()
    hours = models.JSONField()
    nominal_day_minutes = models.PositiveSmallIntegerField(default=480)  # one business day of a target (S-04)
    names = models.JSONField(default=dict)  # {"2026-12-25": "Christmas Day"}: what its exceptions are called
    holidays_of = models.CharField(max_length=40, blank=True)  # country and region that the holidays were taken from
    effective_at = models.DateTimeField()
    corrects_from = models.DateTimeField(null=True, blank=True)  # in a recount it holds from here: what was wrong till then
    note = models.CharField(max_length=200, blank=True)
    by = models.ForeignKey("accounts.Membership", models.PROTECT, related_name="+", null=True, db_constraint=False)

    objects = TenantWideQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            unique_in_tenant("calendar_version_tenant_id"),
            models.UniqueConstraint(fields=["tenant", "calendar", "number"], name="calendar_version_once"),
            CompositeForeignKey(field="calendar", name="version_of_a_calendar_of_its_tenant", on_delete="CASCADE"),
            CompositeForeignKey(field="by", name="calendar_version_by_a_member_of_its_tenant"),
        ]


class CalendarChoice(OwnedModel):
    """Which calendar a kind of hours means: for the tenant, for a client, or for a level's own targets (S-46)."""

    calendar = models.ForeignKey(Calendar, models.PROTECT, related_name="+", db_constraint=False)
    kind = models.CharField(max_length=8, choices=HOURS_KINDS)
    client = models.ForeignKey("accounts.Client", models.CASCADE, related_name="+", null=True, blank=True, db_constraint=False)
    level = models.ForeignKey("accounts.Level", models.CASCADE, related_name="+", null=True, blank=True, db_constraint=False)

    objects = TenantWideQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tenant", "kind", "client", "level"], nulls_distinct=False, name="calendar_choice_once_per_kind"
            ),
            CompositeForeignKey(field="calendar", name="choice_of_a_calendar_of_its_tenant"),
            CompositeForeignKey(field="client", name="choice_for_a_client_of_its_tenant", on_delete="CASCADE"),
            CompositeForeignKey(field="level", name="choice_for_a_level_of_its_tenant", on_delete="CASCADE"),
        ]
