"""The ticket, who follows it, and the number that people call it by."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, OuterRef, Q

from accounts.permissions import MANAGER
from accounts.tenancy import ClientQuerySet, OwnedModel, OwnedQuerySet, unique_in_tenant
from common.constraints import CompositeForeignKey
from contracts.cover_words import UPGRADES
from slas.models import SEVERITIES, SOURCES
from tickets.transitions import OPEN_STATUSES, STATUSES

FEW = {"null": True, "blank": True, "db_constraint": False, "db_index": False}  # set on few tickets: a partial index is enough


class TicketCounter(models.Model):
    """The last ticket number of a tenant; its row is locked while a number is taken."""

    tenant = models.OneToOneField("accounts.Tenant", models.CASCADE, primary_key=True, related_name="+")
    last_number = models.PositiveIntegerField(default=0)


class TicketQuerySet(ClientQuerySet):
    def seen_by_contact(self, member):
        """A contact user sees own and followed tickets, a manager the company's; a client may let all see all."""
        rows = self.filter(client_id=member.client_id)
        if member.contact_role == MANAGER or member.client.contacts_see_all:
            return rows
        followed = Follower.objects.filter(ticket_id=OuterRef("pk"), member_id=member.pk)
        return rows.filter(Q(requester_id=member.pk) | Exists(followed))

    def open(self):
        return self.filter(status__in=OPEN_STATUSES)

    def in_order_of_urgency(self):
        return self.order_by("rank_at", "id")


class Ticket(OwnedModel):
    """A request of a client and how far it is; only verbs (`tickets.actions`) move it."""

    client = models.ForeignKey("accounts.Client", models.PROTECT, related_name="tickets", db_constraint=False)
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    type = models.ForeignKey("slas.TicketType", models.PROTECT, related_name="+", db_constraint=False)
    severity = models.CharField(max_length=10, choices=SEVERITIES)
    status = models.CharField(max_length=20, choices={code: names[0] for code, names in STATUSES.items()}, default="new")
    level = models.ForeignKey("accounts.Level", models.PROTECT, related_name="+", db_constraint=False)
    assignee = models.ForeignKey(
        "accounts.Membership", models.PROTECT, related_name="+", null=True, blank=True, db_constraint=False
    )
    requester = models.ForeignKey(
        "accounts.Membership", models.PROTECT, related_name="+", null=True, blank=True, db_constraint=False
    )
    product = models.ForeignKey("products.Product", models.PROTECT, related_name="+", null=True, blank=True, db_constraint=False)
    environment = models.ForeignKey("products.Environment", models.PROTECT, related_name="+", **FEW)
    upgrade = models.CharField(
        max_length=5, choices=UPGRADES, blank=True, default="", db_default=""
    )  # asked for; never assumed (C-50)
    contract = models.ForeignKey(
        "contracts.Contract", models.PROTECT, related_name="+", null=True, blank=True, db_constraint=False
    )
    tier_version = models.ForeignKey(
        "slas.TierVersion", models.PROTECT, related_name="+", db_constraint=False
    )  # pinned at receipt
    source = models.CharField(max_length=12, choices=SOURCES)
    follows_up = models.ForeignKey("self", models.PROTECT, related_name="follow_ups", null=True, blank=True, db_constraint=False)
    merged_into = models.ForeignKey("self", models.PROTECT, related_name="merged", **FEW)
    split_from = models.ForeignKey("self", models.PROTECT, related_name="split_off", **FEW)
    agreed_on = models.DateField(null=True)  # with the client, beside what the clocks say (D-18)
    received_at = models.DateTimeField()  # our side took the message (S-11)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    scheduled_until = models.DateTimeField(null=True)
    last_message_at = models.DateTimeField(null=True)
    last_public_by_staff = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)  # grows with every verb: optimistic locking
    event_count = models.PositiveIntegerField(default=0)  # the last sequence number of its events
    replay_state = models.JSONField(default=dict)  # `TicketState.as_json()`; a cache, replay gives it again (S-01)
    stints_behind_since = models.DateTimeField(null=True)  # a contact's deed that the clocks between levels do not heed yet
    next_due_at = models.DateTimeField(null=True)
    boost_minutes = models.PositiveIntegerField(default=0, db_default=0)  # by which a rule has moved it up the queue
    rank_at = models.DateTimeField()  # where it stands in the queue (`tickets/ranking.py`)
    is_imported = models.BooleanField(default=False)

    objects = TicketQuerySet.as_manager()

    class Meta:
        constraints = [
            unique_in_tenant("ticket_tenant_id"),
            models.UniqueConstraint(fields=["tenant", "number"], name="ticket_number_once_per_tenant"),
            CompositeForeignKey(field="client", name="ticket_of_a_client_of_its_tenant"),
            CompositeForeignKey(field="type", name="ticket_of_a_type_of_its_tenant"),
            CompositeForeignKey(field="level", name="ticket_at_a_level_of_its_tenant"),
            CompositeForeignKey(field="assignee", name="ticket_assigned_in_its_tenant"),
            CompositeForeignKey(field="requester", name="ticket_requested_in_its_tenant"),
            CompositeForeignKey(field="product", name="ticket_about_a_product_of_its_tenant"),
            CompositeForeignKey(field="environment", name="ticket_about_an_environment_of_its_tenant"),
            CompositeForeignKey(field="contract", name="ticket_under_a_contract_of_its_tenant"),
            CompositeForeignKey(field="tier_version", name="ticket_under_a_tier_of_its_tenant"),
            CompositeForeignKey(field="follows_up", name="ticket_follows_up_in_its_tenant"),
            CompositeForeignKey(field="merged_into", name="ticket_merged_in_its_tenant"),
            CompositeForeignKey(field="split_from", name="ticket_split_in_its_tenant"),
        ]
        indexes = [
            # The queue: open tickets only, in the order in which they are worked.
            models.Index(fields=["tenant", "rank_at", "id"], condition=Q(status__in=OPEN_STATUSES), name="ticket_queue"),
            models.Index(
                fields=["tenant", "assignee", "rank_at"], condition=Q(status__in=OPEN_STATUSES), name="ticket_queue_of_one"
            ),
            # Read every two seconds by the sweep; nearly always empty.
            models.Index(
                fields=["stints_behind_since", "tenant"],
                condition=Q(stints_behind_since__isnull=False),
                name="ticket_with_stints_behind",
            ),
            models.Index(fields=["tenant", "client", "-received_at", "id"], name="ticket_by_client"),
            models.Index(fields=["tenant", "merged_into"], condition=Q(merged_into__isnull=False), name="ticket_by_survivor"),
            models.Index(fields=["tenant", "split_from"], condition=Q(split_from__isnull=False), name="ticket_by_origin"),
            models.Index(fields=["tenant", "-received_at", "id"], name="ticket_by_receipt"),
            models.Index(fields=["tenant", "-updated_at", "id"], name="ticket_by_change"),
            models.Index(fields=["tenant", "requester", "-received_at"], name="ticket_by_requester"),
        ]

    @property
    def is_open(self) -> bool:
        return self.status in OPEN_STATUSES

    def __str__(self):
        return f"#{self.number} {self.title}"


class Follower(OwnedModel):
    """A contact who follows a ticket of the company."""

    client = models.ForeignKey("accounts.Client", models.CASCADE, related_name="+", db_constraint=False)
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="followers", db_constraint=False)
    member = models.ForeignKey("accounts.Membership", models.CASCADE, related_name="+", db_constraint=False)

    objects = ClientQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "ticket", "member"], name="follower_once_per_ticket"),
            CompositeForeignKey(field="client", name="follower_of_a_client_of_its_tenant", on_delete="CASCADE"),
            CompositeForeignKey(field="ticket", name="follower_of_a_ticket_of_its_tenant", on_delete="CASCADE"),
            CompositeForeignKey(field="member", name="follower_in_its_tenant", on_delete="CASCADE"),
        ]


class ImportedTicket(OwnedModel):
    """Which row of which source became which ticket, so that an import may be repeated and resumed."""

    source = models.CharField(max_length=40)
    key = models.CharField(max_length=80)
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="+", db_constraint=False)
    facts = models.JSONField(default=dict)
    warnings = ArrayField(models.CharField(max_length=200), default=list)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "source", "key"], name="imported_once"),
            CompositeForeignKey(field="ticket", name="import_of_a_ticket_of_its_tenant", on_delete="CASCADE"),
        ]
