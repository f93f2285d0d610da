"""Giving open tickets new promises: one job a change of tier or calendar, worked off in batches (S-33, S-34)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.tenancy import OwnedModel, OwnedQuerySet, unique_in_tenant
from common.constraints import CompositeForeignKey

TIER, CALENDAR, RECOMPUTE = "tier", "calendar", "recompute"
RETARGET_KINDS = {
    TIER: _("New tier version"),
    CALENDAR: _("New support hours"),
    RECOMPUTE: _("Corrected support hours"),
}
WAITING, RUNNING, STOPPED, DONE = "waiting", "running", "stopped", "done"
RETARGET_STATES = {
    WAITING: _("Waiting"),
    RUNNING: _("Running"),
    STOPPED: _("Stopped"),
    DONE: _("Done"),
}


class Retarget(OwnedModel):
    """Move open tickets to a tier version, or to a calendar's version; how far it has come. Staff alone see it.

    A ticket is touched once, in the transaction of its batch; `cursor` is the last ticket of the last whole batch.
    """

    kind = models.CharField(max_length=10, choices=RETARGET_KINDS)
    tier_version = models.ForeignKey("slas.TierVersion", models.PROTECT, related_name="+", null=True, db_constraint=False)
    calendar_version = models.ForeignKey("slas.CalendarVersion", models.PROTECT, related_name="+", null=True, db_constraint=False)
    at = models.DateTimeField()  # from when on the tickets are promised something else
    state = models.CharField(max_length=10, choices=RETARGET_STATES, default=WAITING)
    run_at = models.DateTimeField(null=True)  # from when on a worker may take it; none while stopped and once done
    by = models.ForeignKey("accounts.Membership", models.PROTECT, related_name="+", db_constraint=False)
    created_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    total = models.PositiveIntegerField(default=0)  # tickets to look at; counted when it begins
    done = models.PositiveIntegerField(default=0)  # tickets that were given the new promises
    breached = models.PositiveIntegerField(default=0)  # promises that these made missed at once (S-31)
    skipped = models.JSONField(default=dict)  # reason -> number of tickets
    cursor = models.UUIDField(null=True)
    behind = ArrayField(models.UUIDField(), default=list)  # tickets that somebody held when their batch came; they come last
    trouble = models.CharField(max_length=300, blank=True)  # why it stopped by itself

    objects = OwnedQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            unique_in_tenant("retarget_tenant_id"),
            models.CheckConstraint(
                condition=Q(kind=TIER, tier_version__isnull=False, calendar_version=None)
                | Q(~Q(kind=TIER), tier_version=None, calendar_version__isnull=False),
                name="retarget_to_a_tier_or_to_hours",
            ),
            CompositeForeignKey(field="tier_version", name="retarget_to_a_tier_of_its_tenant"),
            CompositeForeignKey(field="calendar_version", name="retarget_to_hours_of_its_tenant"),
            CompositeForeignKey(field="by", name="retarget_by_a_member_of_its_tenant"),
        ]
        indexes = [
            models.Index(fields=["tenant", "-created_at"], name="retarget_by_tenant"),
            # Looked at every two seconds; what is stopped or done stays out of it.
            models.Index(fields=["run_at", "tenant"], condition=Q(run_at__isnull=False), name="retarget_to_run"),
        ]

    @property
    def looked_at(self) -> int:
        """Tickets that were dealt with, touched or skipped; with `total` the progress."""
        return self.done + sum(self.skipped.values())

    @property
    def is_over(self) -> bool:
        return self.state == DONE

    @property
    def percent(self) -> int:
        """Whole percent of the way, floored."""
        if self.is_over:
            return 100
        return min(99, self.looked_at * 100 // self.total) if self.total else 0


class RetargetExclusion(OwnedModel):
    """A ticket that keeps what it was promised, by name."""

    retarget = models.ForeignKey(Retarget, models.CASCADE, related_name="exclusions", db_constraint=False)
    ticket = models.ForeignKey("tickets.Ticket", models.CASCADE, related_name="+", db_constraint=False)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "retarget", "ticket"], name="excluded_once_per_retarget"),
            CompositeForeignKey(field="retarget", name="exclusion_from_a_retarget_of_its_tenant", on_delete="CASCADE"),
            CompositeForeignKey(field="ticket", name="exclusion_of_a_ticket_of_its_tenant", on_delete="CASCADE"),
        ]
