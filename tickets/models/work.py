"""Time worked: entries whose minutes are never overwritten, what was said about them among colleagues, and running timers."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.permissions import MANAGER
from accounts.tenancy import ClientQuerySet, OwnedModel, unique_in_tenant
from common.constraints import CompositeForeignKey
from files.models import INTERNAL, PUBLIC, VISIBILITY
from slas.models import ACTIVITY_CLASSES

BILLABLE, GOODWILL, PROVIDER_FAULT, TRIAGE, NON_BILLABLE = "billable", "goodwill", "provider_fault", "triage", "non_billable"
WORK_KINDS = {
    BILLABLE: _("Billable"),
    GOODWILL: _("Goodwill"),
    PROVIDER_FAULT: _("Our own fault"),
    TRIAGE: _("Free triage"),
    NON_BILLABLE: _("Not billable"),
}
FREE_WITH_APPROVER = (GOODWILL, PROVIDER_FAULT)  # need a reason and an approver (C-11, C-14)
PENDING, COUNTED, HELD, REJECTED, CORRECTED, WITHDRAWN = "pending", "counted", "held", "rejected", "corrected", "withdrawn"
WORK_STATUSES = {
    PENDING: _("Waits for approval"),
    COUNTED: _("Counted"),
    HELD: _("Held"),
    REJECTED: _("Rejected"),
    CORRECTED: _("Corrected"),
    WITHDRAWN: _("Withdrawn"),
}
LIVE = (COUNTED, HELD)  # in the rounded total of their group (C-18)
STANDING = (PENDING, *LIVE)  # neither rejected nor replaced
REMARKS = {
    "note": _("Note"),
    "reason": _("Reason"),
    "correction": _("Why it was corrected"),
    "rejection": _("Why it was rejected"),
    "withdrawal": _("Why it was withdrawn"),
}


class TimeEntryQuerySet(ClientQuerySet):
    def seen_by_contact(self, member):
        """Counted work that is not the desk's own affair, on tickets that the contact sees; without a ticket, managers do."""
        from tickets.models.ticket import Ticket

        shown = Q(ticket__in=Ticket.objects.visible_to(member))
        if member.contact_role == MANAGER:
            shown |= Q(ticket=None)
        return self.filter(shown, client_id=member.client_id, visibility=PUBLIC)

    def standing(self):
        return self.filter(status__in=STANDING)

    def live(self):
        return self.filter(status__in=LIVE)

    def to_approve(self):
        """Neither approved nor settled otherwise (C-33)."""
        return self.filter(status__in=STANDING, approved_at=None)


class TimeEntry(OwnedModel):
    """A piece of work by one person (C-02). An edit is a new entry that names the one it replaces; none is ever deleted.

    `group` names those that are rounded together (C-18); `bands` are its raw minutes by hour band (C-19), `drawn` and `held`
    what the group's rounded total grew by in its name, as far as pots and caps took it, and what they did not (C-24, C-34).
    """

    client = models.ForeignKey("accounts.Client", models.PROTECT, related_name="+", db_constraint=False)
    ticket = models.ForeignKey(
        "tickets.Ticket", models.PROTECT, related_name="time_entries", null=True, blank=True, db_constraint=False
    )
    contract = models.ForeignKey(
        "contracts.Contract", models.PROTECT, related_name="+", null=True, blank=True, db_constraint=False
    )
    activity = models.CharField(max_length=12, choices=ACTIVITY_CLASSES)
    member = models.ForeignKey("accounts.Membership", models.PROTECT, related_name="+", db_constraint=False)
    level = models.PositiveSmallIntegerField()  # its number: what the rate depends on (C-15)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField()
    minutes = models.PositiveIntegerField()  # as worked (C-02)
    work_on = models.DateField()  # the day on which it began, in the contract's zone (C-05, C-31)
    kind = models.CharField(max_length=14, choices=WORK_KINDS)
    status = models.CharField(max_length=9, choices=WORK_STATUSES)
    note = models.TextField(max_length=2_000, blank=True)  # words that the client may read; others are remarks
    visibility = models.CharField(max_length=8, choices=VISIBILITY, default=INTERNAL)  # whether the client may see the entry
    group = models.CharField(max_length=160)
    bands = models.JSONField(default=dict)
    drawn = models.JSONField(default=dict)
    held = models.JSONField(default=dict)
    held_minutes = models.PositiveIntegerField(default=0)
    parts = models.JSONField(default=dict)  # minutes by what became of them: covered, overage, absorbed
    is_covered = models.BooleanField(default=True)  # as it was decided when it was logged (C-08)
    is_late = models.BooleanField(default=False)  # its period was closed already (C-31)
    logged_by = models.ForeignKey("accounts.Membership", models.PROTECT, related_name="+", db_constraint=False)
    logged_at = models.DateTimeField()
    approved_by = models.ForeignKey("accounts.Membership", models.PROTECT, related_name="+", null=True, db_constraint=False)
    approved_at = models.DateTimeField(null=True)
    corrects = models.ForeignKey("self", models.PROTECT, related_name="corrections", null=True, db_constraint=False)
    billed_at = models.DateTimeField(null=True)  # its group is on an issued invoice and closed (`decisions.md` 25)

    objects = TimeEntryQuerySet.as_manager()
    # Told to who has just written it, and stored nowhere: what was odd and let pass, what its group came to, its cover.
    warnings: tuple[str, ...] = ()
    outcome: Any = None
    decision: Any = None

    class Meta:
        ordering = ["started_at", "id"]
        constraints = [
            unique_in_tenant("time_entry_tenant_id"),
            models.CheckConstraint(condition=Q(ended_at__gt=F("started_at")), name="work_ends_after_it_starts"),
            models.CheckConstraint(condition=Q(minutes__gte=1, minutes__lte=1440), name="work_lasts_up_to_a_day"),
            models.CheckConstraint(condition=Q(ticket__isnull=False) | Q(contract__isnull=False), name="work_is_on_something"),
            CompositeForeignKey(field="client", name="work_for_a_client_of_its_tenant"),
            CompositeForeignKey(field="ticket", name="work_on_a_ticket_of_its_tenant"),
            CompositeForeignKey(field="contract", name="work_under_a_contract_of_its_tenant"),
            CompositeForeignKey(field="member", name="work_by_a_member_of_its_tenant"),
            CompositeForeignKey(field="logged_by", name="work_logged_by_a_member_of_its_tenant"),
            CompositeForeignKey(field="approved_by", name="work_approved_by_a_member_of_its_tenant"),
            CompositeForeignKey(field="corrects", name="work_corrects_work_of_its_tenant"),
        ]
        indexes = [
            models.Index(fields=["tenant", "group"], name="time_entry_by_group"),
            models.Index(fields=["tenant", "ticket", "started_at"], name="time_entry_by_ticket"),
            models.Index(fields=["tenant", "member", "started_at"], name="time_entry_by_member"),
            models.Index(
                fields=["tenant", "started_at", "id"],
                condition=Q(status__in=STANDING, approved_at=None),
                name="time_entry_to_approve",
            ),
            models.Index(fields=["tenant", "client", "work_on"], condition=Q(held_minutes__gt=0), name="time_entry_held"),
        ]

    @property
    def is_live(self) -> bool:
        return self.status in LIVE

    @property
    def is_billable(self) -> bool:
        return self.kind == BILLABLE

    @property
    def billable_minutes(self) -> int:
        """By how much the group's rounded total grew in its name, taken or held; the sum over a group is exact, not each."""
        return sum(self.drawn.values()) + self.held_minutes

    @property
    def words(self) -> str:
        """What was done: words for the client, or the note among colleagues where the remarks were read along (`said`)."""
        return self.note or next((remark.body for remark in getattr(self, "said", ()) if remark.kind == "note"), "")

    def __str__(self):
        return f"{self.work_on} {self.minutes} min"


class TimeRemark(OwnedModel):
    """What is said about an entry among colleagues: an internal note, the reason for goodwill or a rejection."""

    client = models.ForeignKey("accounts.Client", models.PROTECT, related_name="+", db_constraint=False)
    entry = models.ForeignKey(TimeEntry, models.CASCADE, related_name="remarks", db_constraint=False)
    kind = models.CharField(max_length=10, choices=REMARKS)
    body = models.TextField(max_length=2_000)
    by = models.ForeignKey("accounts.Membership", models.PROTECT, related_name="+", db_constraint=False)
    at = models.DateTimeField()

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            CompositeForeignKey(field="client", name="time_remark_about_a_client_of_its_tenant"),
            CompositeForeignKey(field="entry", name="time_remark_on_an_entry_of_its_tenant", on_delete="CASCADE"),
            CompositeForeignKey(field="by", name="time_remark_by_a_member_of_its_tenant"),
        ]
        indexes = [models.Index(fields=["tenant", "entry", "at"], name="time_remark_by_entry")]


class RunningTimer(OwnedModel):
    """Somebody works on a ticket since an instant; stopped, it waits to become an entry. It outlives the session."""

    ticket = models.ForeignKey("tickets.Ticket", models.CASCADE, related_name="running_timers", db_constraint=False)
    member = models.ForeignKey("accounts.Membership", models.CASCADE, related_name="+", db_constraint=False)
    started_at = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["started_at"]
        constraints = [
            models.UniqueConstraint(fields=["tenant", "member", "ticket"], name="timer_once_per_member_and_ticket"),
            CompositeForeignKey(field="ticket", name="running_timer_on_a_ticket_of_its_tenant", on_delete="CASCADE"),
            CompositeForeignKey(field="member", name="running_timer_of_a_member_of_its_tenant", on_delete="CASCADE"),
        ]
