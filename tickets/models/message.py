"""What was said on a ticket, and what came with it."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.tenancy import ClientQuerySet, OwnedModel, unique_in_tenant
from common.constraints import CompositeForeignKey
from files.models import PUBLIC, VISIBILITY

SIDES = {"client": _("Client"), "staff": _("Staff")}


class SaidQuerySet(ClientQuerySet):
    """Rows with a visibility: contacts see the public ones of tickets that they may see."""

    def seen_by_contact(self, member):
        from tickets.models.ticket import Ticket

        return self.filter(client_id=member.client_id, visibility=PUBLIC, ticket__in=Ticket.objects.visible_to(member))

    def public(self):
        return self.filter(visibility=PUBLIC)


class Message(OwnedModel):
    """A public message or an internal note."""

    client = models.ForeignKey("accounts.Client", models.PROTECT, related_name="+", db_constraint=False)
    ticket = models.ForeignKey("tickets.Ticket", models.CASCADE, related_name="messages", db_constraint=False)
    visibility = models.CharField(max_length=8, choices=VISIBILITY)
    side = models.CharField(max_length=6, choices=SIDES)
    author = models.ForeignKey("accounts.Membership", models.PROTECT, related_name="+", null=True, db_constraint=False)
    body = models.TextField(max_length=50_000)
    channel = models.CharField(max_length=12, default="portal")
    at = models.DateTimeField()  # when it was said: the instant that clocks count
    recorded_at = models.DateTimeField()
    is_imported = models.BooleanField(default=False)

    objects = SaidQuerySet.as_manager()

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            unique_in_tenant("message_tenant_id"),
            CompositeForeignKey(field="client", name="message_of_a_client_of_its_tenant"),
            CompositeForeignKey(field="ticket", name="message_on_a_ticket_of_its_tenant", on_delete="CASCADE"),
            CompositeForeignKey(field="author", name="message_by_a_member_of_its_tenant"),
        ]
        indexes = [models.Index(fields=["tenant", "ticket", "at"], name="message_by_ticket")]


class Attachment(OwnedModel):
    """A file on a message; sees the light as its message does."""

    client = models.ForeignKey("accounts.Client", models.PROTECT, related_name="+", db_constraint=False)
    ticket = models.ForeignKey("tickets.Ticket", models.CASCADE, related_name="attachments", db_constraint=False)
    message = models.ForeignKey(Message, models.CASCADE, related_name="attachments", db_constraint=False)
    file = models.ForeignKey("files.File", models.PROTECT, related_name="+", db_constraint=False)
    visibility = models.CharField(max_length=8, choices=VISIBILITY)

    objects = SaidQuerySet.as_manager()

    class Meta:
        constraints = [
            unique_in_tenant("attachment_tenant_id"),
            models.UniqueConstraint(fields=["tenant", "file"], name="attachment_once_per_file"),
            CompositeForeignKey(field="client", name="attachment_of_a_client_of_its_tenant"),
            CompositeForeignKey(field="ticket", name="attachment_on_a_ticket_of_its_tenant", on_delete="CASCADE"),
            CompositeForeignKey(field="message", name="attachment_on_a_message_of_its_tenant", on_delete="CASCADE"),
            CompositeForeignKey(field="file", name="attachment_of_a_file_of_its_tenant"),
        ]
        indexes = [models.Index(fields=["tenant", "ticket"], name="attachment_by_ticket")]
