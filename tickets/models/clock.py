"""What happened to a ticket, and what its clocks show after it."""

from datetime import timedelta

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.tenancy import ClientQuerySet, OwnedModel, unique_in_tenant
from common.constraints import CompositeForeignKey
from files.models import VISIBILITY
from slas.models import METRICS
from tickets.models.message import SaidQuerySet

CLOCK_STATES = {
    "not_started": _("Not started"),
    "running": _("Running"),
    "paused": _("Paused"),
    "met": _("Met"),
    "breached_running": _("Breached, running"),
    "breached_stopped": _("Breached, stopped"),
    "cancelled": _("Cancelled"),
    "no_open_time": _("No open time"),
}
SUPERSEDED = "superseded"  # a flag: a cycle that there never was, as something stored late has shown
WATCHED = Q(next_at__isnull=False)


# A row whose plan does not begin at its `next_at` was last written by the version before plans: it warned at 75 percent.
CLAIM = """
WITH watched AS ({watched}),
planned AS (
  SELECT id,
    CASE WHEN plan_at[1] = next_at THEN plan_at ELSE array_remove(ARRAY[next_at, nullif(due_at, next_at)], NULL) END AS plan_at,
    CASE WHEN plan_at[1] = next_at THEN plan_what WHEN next_at < due_at THEN '{{w75,due}}' ELSE '{{due}}' END AS plan_what
  FROM watched
),
due AS (SELECT *, width_bucket(%s, plan_at) AS fallen FROM planned),
missed AS (SELECT due.*, 'due' = ANY(plan_what[:fallen]) AS is_missed FROM due)
UPDATE tickets_clock AS clock SET
  breached_at = CASE WHEN is_missed THEN clock.due_at ELSE clock.breached_at END,
  state = CASE WHEN is_missed THEN 'breached_running' ELSE clock.state END,
  fired = clock.fired || array_remove(missed.plan_what[:fallen], 'due'),
  plan_at = missed.plan_at[fallen + 1:],
  plan_what = missed.plan_what[fallen + 1:],
  next_at = missed.plan_at[fallen + 1]
FROM missed WHERE clock.id = missed.id
RETURNING clock.*, missed.plan_at[:fallen] AS fell_at, missed.plan_what[:fallen] AS fell_what
"""
AN_INSTANT = timedelta(microseconds=1)


class Event(OwnedModel):
    """What happened: the truth that clocks are folded from (S-01). Derived ones (warned, breached) carry no sequence."""

    client = models.ForeignKey("accounts.Client", models.PROTECT, related_name="+", db_constraint=False)
    ticket = models.ForeignKey("tickets.Ticket", models.CASCADE, related_name="events", db_constraint=False)
    sequence = models.PositiveIntegerField(null=True)  # on the ticket; none for what is derived from clocks
    at = models.DateTimeField()  # when it happened
    recorded_at = models.DateTimeField()
    kind = models.CharField(max_length=30)
    by = models.ForeignKey("accounts.Membership", models.PROTECT, related_name="+", null=True, db_constraint=False)
    clock = models.ForeignKey("tickets.Clock", models.CASCADE, related_name="+", null=True, db_constraint=False)
    visibility = models.CharField(max_length=8, choices=VISIBILITY)
    facts = models.JSONField(default=dict)
    which = models.CharField(max_length=40, default="", db_default="")  # of several of a kind that a clock left at one instant

    objects = SaidQuerySet.as_manager()

    class Meta:
        ordering = ["at", "sequence"]
        constraints = [
            unique_in_tenant("event_tenant_id"),
            models.UniqueConstraint(fields=["tenant", "ticket", "sequence"], name="event_sequence_once_per_ticket"),
            models.UniqueConstraint(
                fields=["tenant", "clock", "kind", "at", "which"], condition=Q(clock__isnull=False), name="event_of_a_clock_once"
            ),
            CompositeForeignKey(field="client", name="event_of_a_client_of_its_tenant"),
            CompositeForeignKey(field="ticket", name="event_on_a_ticket_of_its_tenant", on_delete="CASCADE"),
            CompositeForeignKey(field="by", name="event_by_a_member_of_its_tenant"),
            CompositeForeignKey(field="clock", name="event_of_a_clock_of_its_tenant", on_delete="CASCADE"),
        ]
        indexes = [models.Index(fields=["tenant", "ticket", "at"], name="event_by_ticket")]


class ClockQuerySet(ClientQuerySet):
    def seen_by_contact(self, member):
        from tickets.models.ticket import Ticket

        return self.filter(client_id=member.client_id, ticket__in=Ticket.objects.visible_to(member))

    def current(self):
        """Of each metric of each ticket the newest cycle; earlier ones are history."""
        real = ~Q(flags__contains=[SUPERSEDED])
        newer = Clock.objects.filter(real, tenant_id=OuterRef("tenant_id"), ticket_id=OuterRef("ticket_id"))
        return self.filter(real, ~Exists(newer.filter(metric=OuterRef("metric"), cycle__gt=OuterRef("cycle"))))

    def due_for_notice(self, at):
        return self.filter(WATCHED, next_at__lt=at)  # at the due instant itself a stop is still in time (S-07)

    def claim_due(self, *, tenant_id, at, limit):
        """Claim due clocks, take what has come out of their plans, mark the missed ones and return them, in one statement.

        Rows that others hold are left to them. Each clock says in `fell_what` and `fell_at` what came, in order, and when.
        """
        watched = self.due_for_notice(at).filter(tenant_id=tenant_id).order_by("next_at")[:limit]
        rows = watched.select_for_update(skip_locked=True, no_key=True).values("id", "next_at", "due_at", "plan_at", "plan_what")
        sql, parameters = rows.query.sql_with_params()
        return list(self.raw(CLAIM.format(watched=sql), [*parameters, at - AN_INSTANT]))


class Clock(OwnedModel):
    """One metric measured on one ticket; folding the ticket's events gives these columns again (S-01)."""

    client = models.ForeignKey("accounts.Client", models.PROTECT, related_name="+", db_constraint=False)
    ticket = models.ForeignKey("tickets.Ticket", models.CASCADE, related_name="clocks", db_constraint=False)
    metric = models.CharField(max_length=16, choices=METRICS)
    cycle = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=20, choices=CLOCK_STATES)
    target = models.JSONField()  # amount, unit, seconds, hours key (S-04)
    started_at = models.DateTimeField()
    elapsed_seconds = models.PositiveIntegerField(default=0)  # open time counted before running_since
    running_since = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)  # none while paused (S-24)
    stopped_at = models.DateTimeField(null=True)
    breached_at = models.DateTimeField(null=True)  # the due instant, not when it was noticed (S-07)
    voided_at = models.DateTimeField(null=True)  # the breach was excused (S-32); it stays, and is counted apart
    flags = ArrayField(models.CharField(max_length=30), default=list)
    plan_at = ArrayField(models.DateTimeField(), default=list, db_default=[])  # what is still to come, in order…
    plan_what = ArrayField(models.TextField(), default=list, db_default=[])  # …and what each is (`slas/plans.py`)
    fired = ArrayField(models.TextField(), default=list, db_default=[])  # what it has said in this cycle
    next_at = models.DateTimeField(null=True)  # the first of `plan_at`; none once all is told, or while it does not run

    objects = ClockQuerySet.as_manager()

    class Meta:
        constraints = [
            unique_in_tenant("clock_tenant_id"),
            models.UniqueConstraint(fields=["tenant", "ticket", "metric", "cycle"], name="clock_once_per_cycle"),
            CompositeForeignKey(field="client", name="clock_of_a_client_of_its_tenant"),
            CompositeForeignKey(field="ticket", name="clock_of_a_ticket_of_its_tenant", on_delete="CASCADE"),
        ]
        indexes = [
            # Read every two seconds by the sweep; finished, paused and told clocks stay out of it.
            models.Index(fields=["next_at", "tenant"], condition=WATCHED, name="clock_watched_by_next"),
            models.Index(fields=["tenant", "breached_at"], condition=Q(breached_at__isnull=False), name="clock_missed_when"),
        ]
