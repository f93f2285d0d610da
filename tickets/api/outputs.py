"""What callers are shown: each field is named here, and contacts get fewer.

The fields describe the answer for the schema; the rows are written by hand, because fifty of them through the fields
cost more than the query (a test holds both together).
"""

from django.urls import reverse
from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from files.models import VISIBILITY
from slas.models import ACTIVITY_CLASSES, METRICS, SEVERITIES
from tickets.api.cover import CoverShown
from tickets.api.cover import shown as shown_cover
from tickets.models import CLOCK_STATES, SOURCES, WORK_KINDS, WORK_STATUSES
from tickets.models.message import SIDES
from tickets.transitions import STATUSES, as_client_sees

TICKET_STATUSES = [(code, names[0]) for code, names in STATUSES.items()]


@extend_schema_serializer(component_name="Reference")
class Named(serializers.Serializer):
    """Something by its id and its name."""

    id = serializers.UUIDField()
    name = serializers.CharField()


@extend_schema_serializer(component_name="Level")
class NumberedLevel(serializers.Serializer):
    """A support level."""

    number = serializers.IntegerField()
    name = serializers.CharField()


@extend_schema_serializer(component_name="Ticket")
class TicketShown(serializers.Serializer):
    """A ticket. `level`, `assignee` and `source` are shown to staff tokens only."""

    id = serializers.UUIDField()
    number = serializers.IntegerField()
    title = serializers.CharField()
    type = serializers.CharField()
    severity = serializers.ChoiceField(choices=list(SEVERITIES.items()))
    status = serializers.ChoiceField(choices=TICKET_STATUSES)
    client = Named()
    requester = Named(allow_null=True)
    product = Named(allow_null=True)
    environment = serializers.UUIDField(allow_null=True)
    received_at = serializers.DateTimeField()
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    resolved_at = serializers.DateTimeField(allow_null=True)
    closed_at = serializers.DateTimeField(allow_null=True)
    next_due_at = serializers.DateTimeField(allow_null=True)
    scheduled_until = serializers.DateTimeField(allow_null=True)
    agreed_on = serializers.DateField(allow_null=True)
    merged_into = serializers.UUIDField(allow_null=True)
    version = serializers.IntegerField()
    level = NumberedLevel(required=False)
    assignee = Named(allow_null=True, required=False)
    source = serializers.ChoiceField(choices=list(SOURCES.items()), required=False)

    # Clients and members are read beside: planning a join through their policies costs ten times what the rows cost.
    joined, beside = ("type", "product", "level"), ("client", "requester", "assignee")
    joined_for_contacts, beside_for_contacts = ("type", "product"), ("requester",)

    def to_representation(self, ticket):
        member = self.context["request"].member
        for_contact = bool(member.client_id)
        shown = {
            "id": ticket.id,
            "number": ticket.number,
            "title": ticket.title,
            "type": ticket.type.code,
            "severity": ticket.severity,
            "status": as_client_sees(ticket.status) if for_contact else ticket.status,
            "client": _named(member.client if for_contact else ticket.client),
            "requester": _named(ticket.requester),
            "product": _named(ticket.product),
            "environment": ticket.environment_id,
            "received_at": ticket.received_at,
            "created_at": ticket.created_at,
            "updated_at": ticket.updated_at,
            "resolved_at": ticket.resolved_at,
            "closed_at": ticket.closed_at,
            "next_due_at": ticket.next_due_at,
            "scheduled_until": ticket.scheduled_until,
            "agreed_on": ticket.agreed_on,
            "merged_into": ticket.merged_into_id,
            "version": ticket.version,
        }
        if not for_contact:
            shown["level"] = {"number": ticket.level.number, "name": ticket.level.name}
            shown["assignee"] = _named(ticket.assignee)
            shown["source"] = ticket.source
        return shown


@extend_schema_serializer(component_name="Clock")
class ClockShown(serializers.Serializer):
    """One promise on the ticket. `elapsed_seconds` is open time up to `running_since`; `id` leads to its ledger."""

    id = serializers.UUIDField()
    metric = serializers.ChoiceField(choices=list(METRICS.items()))
    cycle = serializers.IntegerField()
    state = serializers.ChoiceField(choices=list(CLOCK_STATES.items()))
    elapsed_seconds = serializers.IntegerField()
    started_at = serializers.DateTimeField()
    running_since = serializers.DateTimeField(allow_null=True)
    due_at = serializers.DateTimeField(allow_null=True)
    stopped_at = serializers.DateTimeField(allow_null=True)
    breached_at = serializers.DateTimeField(allow_null=True)
    voided_at = serializers.DateTimeField(allow_null=True)

    def to_representation(self, clock):
        return {name: getattr(clock, name) for name in self.fields}


@extend_schema_serializer(component_name="Attachment")
class AttachmentShown(serializers.Serializer):
    """A file on a message; `url` hands it out as a download to the same token."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    size = serializers.IntegerField(help_text="Bytes.")
    content_type = serializers.CharField(help_text="Told by the content of the file.")
    url = serializers.URLField()

    def to_representation(self, attachment):
        file = attachment.file
        url = self.context["request"].build_absolute_uri(reverse("api:attachment", args=[attachment.pk]))
        return {"id": attachment.id, "name": file.name, "size": file.size, "content_type": file.content_type, "url": url}


@extend_schema_serializer(component_name="Message")
class MessageShown(serializers.Serializer):
    """What somebody said: `at` is when, `recorded_at` when it was stored. `visibility` is shown to staff tokens only."""

    id = serializers.UUIDField()
    side = serializers.ChoiceField(choices=list(SIDES.items()))
    author = Named(allow_null=True)
    body = serializers.CharField()
    channel = serializers.CharField()
    at = serializers.DateTimeField()
    recorded_at = serializers.DateTimeField()
    attachments = AttachmentShown(many=True)
    visibility = serializers.ChoiceField(choices=list(VISIBILITY.items()), required=False)

    def to_representation(self, message):
        shown = {
            "id": message.id,
            "side": message.side,
            "author": _named(message.author),
            "body": message.body,
            "channel": message.channel,
            "at": message.at,
            "recorded_at": message.recorded_at,
            "attachments": AttachmentShown(self.context["attachments"][message.pk], many=True, context=self.context).data,
        }
        if not self.context["request"].member.client_id:
            shown["visibility"] = message.visibility
        return shown


@extend_schema_serializer(component_name="TicketInFull")
class TicketWithAll(TicketShown):
    """A ticket with its promises and its newest messages, oldest first; `messages_url` has all of them, by pages."""

    clocks = ClockShown(many=True)
    messages = MessageShown(many=True)
    messages_url = serializers.URLField()
    cover = CoverShown(allow_null=True)

    def to_representation(self, ticket):
        own = {"context": self.context}
        return super().to_representation(ticket) | {
            "clocks": ClockShown(self.context["clocks"], many=True, **own).data,
            "messages": MessageShown(self.context["messages"], many=True, **own).data,
            "messages_url": self.context["messages_url"],
            "cover": shown_cover(self.context["cover"], self.context["request"].member),
        }


@extend_schema_serializer(component_name="TimeEntry")
class TimeEntryShown(serializers.Serializer):
    """Work of one person. `minutes` are as worked, `billable_minutes` what its group's rounded total grew by in its name.

    What is held, who approved it, its level and remarks are shown to staff tokens only.
    """

    id = serializers.UUIDField()
    ticket = serializers.UUIDField(allow_null=True)
    contract = serializers.UUIDField(allow_null=True)
    client = Named()
    member = Named()
    activity = serializers.ChoiceField(choices=list(ACTIVITY_CLASSES.items()))
    kind = serializers.ChoiceField(choices=list(WORK_KINDS.items()))
    started_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField()
    work_on = serializers.DateField(help_text="The day on which it began, in the contract's zone.")
    minutes = serializers.IntegerField()
    billable_minutes = serializers.IntegerField()
    note = serializers.CharField()
    status = serializers.ChoiceField(choices=list(WORK_STATUSES.items()), required=False)
    level = serializers.IntegerField(required=False)
    held_minutes = serializers.IntegerField(required=False)
    minutes_by_band = serializers.DictField(child=serializers.IntegerField(), required=False)
    is_late = serializers.BooleanField(required=False)
    approved_at = serializers.DateTimeField(allow_null=True, required=False)
    approved_by = Named(allow_null=True, required=False)
    corrects = serializers.UUIDField(allow_null=True, required=False)
    warnings = serializers.ListField(child=serializers.CharField(), required=False, help_text="After a write: what is odd.")

    def to_representation(self, entry):
        shown = {
            "id": entry.id,
            "ticket": entry.ticket_id,
            "contract": entry.contract_id,
            "client": _named(entry.client),
            "member": _named(entry.member),
            **{name: getattr(entry, name) for name in ("activity", "kind", "started_at", "ended_at", "work_on", "minutes")},
            "billable_minutes": entry.billable_minutes,
            "note": entry.note,
        }
        if not self.context["request"].member.client_id:
            shown |= {name: getattr(entry, name) for name in ("status", "level", "held_minutes", "is_late", "approved_at")}
            shown["minutes_by_band"] = entry.bands
            shown["approved_by"] = _named(entry.approved_by)
            shown["corrects"] = entry.corrects_id
            shown["warnings"] = [str(words) for words in entry.warnings]
        return shown


def _named(row):
    return {"id": row.id, "name": row.name} if row is not None else None
