"""What happened to a ticket, and what its clocks show after it."""

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


CLAIM = """
WITH due AS ({due})
UPDATE tickets_clock AS clock SET
  breached_at = CASE WHEN clock.due_at < %s THEN clock.due_at END,
  state = CASE WHEN clock.due_at < %s THEN 'breached_running' ELSE clock.state END,
  warned_percent = CASE WHEN clock.due_at < %s THEN clock.warned_percent ELSE 75 END,
  next_at = CASE WHEN clock.due_at < %s THEN NULL ELSE clock.due_at END
FROM due WHERE clock.id = due.id RETURNING clock.*, due.next_at AS fell_due_at
"""


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

    objects = SaidQuerySet.as_manager()

    class Meta:
        ordering = ["at", "sequence"]
        constraints = [
            unique_in_tenant("event_tenant_id"),
            models.UniqueConstraint(fields=["tenant", "ticket", "sequence"], name="event_sequence_once_per_ticket"),
            models.UniqueConstraint(
                fields=["tenant", "clock", "kind", "at"], condition=Q(clock__isnull=False), name="event_of_a_clock_once"
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
        """Claim due clocks, mark the missed ones and return them, in one statement; rows that others hold are left to them.

        A clock that was only warned about is next due at its due instant (one warning is told of, `slas.queries.TOLD_PERCENTS`).
        Each clock says in `fell_due_at` when it had something to say.
        """
        due = self.due_for_notice(at).filter(tenant_id=tenant_id).order_by("next_at")[:limit]
        sql, parameters = due.select_for_update(skip_locked=True, no_key=True).values("id", "next_at").query.sql_with_params()
        return list(self.raw(CLAIM.format(due=sql), [*parameters, at, at, at, at]))


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
    flags = ArrayField(models.CharField(max_length=30), default=list)
    warned_percent = models.PositiveSmallIntegerField(default=0)  # the highest warning that went out
    next_at = models.DateTimeField(null=True)  # the earlier of the next warning and due_at; none once told or stopped

    objects = ClockQuerySet.as_manager()

    class Meta:
        constraints = [
            unique_in_tenant("clock_tenant_id"),
            models.UniqueConstraint(fields=["tenant", "ticket", "metric", "cycle"], name="clock_once_per_cycle"),
            CompositeForeignKey(field="client", name="clock_of_a_client_of_its_tenant"),
            CompositeForeignKey(field="ticket", name="clock_of_a_ticket_of_its_tenant", on_delete="CASCADE"),
        ]
        # Read every two seconds by the sweep; finished, paused and told clocks stay out of it.
        indexes = [models.Index(fields=["next_at", "tenant"], condition=WATCHED, name="clock_watched_by_next")]
