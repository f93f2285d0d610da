"""A ticket's stints at the levels: what the levels owe each other, measured. Staff alone see it (S-35)."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.tenancy import OwnedModel, OwnedQuerySet, unique_in_tenant
from common.constraints import CompositeForeignKey
from tickets.models.clock import CLOCK_STATES

STINT_METRICS = {"ola_accept": _("Accept"), "ola_work": _("Work")}
WATCHED = Q(next_at__isnull=False)

CLAIM = """
WITH due AS ({due})
UPDATE tickets_stintclock AS clock SET breached_at = clock.due_at, state = 'breached_running', next_at = NULL
FROM due WHERE clock.id = due.id RETURNING clock.*
"""


class StintBook(OwnedModel):
    """How far a ticket's stints are folded. It may lag behind what contacts did; the sweep brings it up to date."""

    ticket = models.ForeignKey("tickets.Ticket", models.CASCADE, related_name="+", db_constraint=False)
    state = models.JSONField(default=dict)  # `TicketState.as_json()` of the second fold; replay gives it again
    through = models.PositiveIntegerField(default=0)  # the last sequence number of the ticket's events that it heeds
    entered_at = models.DateTimeField()  # when the present stint began

    objects = OwnedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "ticket"], name="stint_book_once_per_ticket"),
            CompositeForeignKey(field="ticket", name="stint_book_of_a_ticket_of_its_tenant", on_delete="CASCADE"),
        ]

    @property
    def is_accepted(self) -> bool:
        """Whether somebody has taken the ticket since it came to its present level."""
        cycles = self.state.get("cycles", {})
        return cycles.get("ola_accept") is not None and cycles.get("ola_accept") == cycles.get("ola_work")


class StintClockQuerySet(OwnedQuerySet):
    def due_for_notice(self, at):
        return self.filter(WATCHED, next_at__lt=at)  # at the due instant itself a stop is still in time (S-07)

    def claim_due(self, *, tenant_id, at, limit):
        """Claim what was missed by `at`, mark it and return it, in one statement; rows that others hold are left to them."""
        due = self.due_for_notice(at).filter(tenant_id=tenant_id).order_by("next_at")[:limit]
        sql, parameters = due.select_for_update(skip_locked=True, no_key=True).values("id").query.sql_with_params()
        return list(self.raw(CLAIM.format(due=sql), parameters))


class StintClock(OwnedModel):
    """What a level owed in one stint, to accept or to work; folding the ticket's events gives these columns again (S-01)."""

    ticket = models.ForeignKey("tickets.Ticket", models.CASCADE, related_name="stint_clocks", db_constraint=False)
    level = models.ForeignKey("accounts.Level", models.PROTECT, related_name="+", db_constraint=False)
    metric = models.CharField(max_length=16, choices=STINT_METRICS)
    cycle = models.PositiveSmallIntegerField()  # the number of the stint
    state = models.CharField(max_length=20, choices=CLOCK_STATES)
    target = models.JSONField()  # amount, unit, seconds, hours key (S-04)
    started_at = models.DateTimeField()
    elapsed_seconds = models.PositiveIntegerField(default=0)  # open time counted before running_since
    running_since = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)  # none while paused (S-24)
    stopped_at = models.DateTimeField(null=True)
    breached_at = models.DateTimeField(null=True)  # the due instant, not when it was noticed (S-07)
    flags = ArrayField(models.CharField(max_length=30), default=list)
    next_at = models.DateTimeField(null=True)  # due_at while it runs in time; none once told or stopped

    objects = StintClockQuerySet.as_manager()

    class Meta:
        constraints = [
            unique_in_tenant("stint_clock_tenant_id"),
            models.UniqueConstraint(fields=["tenant", "ticket", "metric", "cycle"], name="stint_clock_once_per_stint"),
            CompositeForeignKey(field="ticket", name="stint_clock_of_a_ticket_of_its_tenant", on_delete="CASCADE"),
            CompositeForeignKey(field="level", name="stint_clock_at_a_level_of_its_tenant"),
        ]
        # Read every two seconds by the sweep; finished, paused and told clocks stay out of it.
        indexes = [models.Index(fields=["next_at", "tenant"], condition=WATCHED, name="stint_clock_watched_by_next")]
