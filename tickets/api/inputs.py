"""What callers may send; every other field of a body is passed over."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from accounts.api.fields import VisibleField
from accounts.models import Client, Level, Membership
from accounts.permissions import ENGINEER, LEAD
from contracts.models import Contract
from files.models import PUBLIC, VISIBILITY
from files.uploads import refusals
from products.models import Environment, Product
from slas.models import ACTIVITY_CLASSES, SEVERITIES, TicketType
from tickets.models import WORK_KINDS, Message, Ticket
from tickets.models.work import BILLABLE

BODY = Message._meta.get_field("body").max_length


class Input(serializers.Serializer):
    """Fields that only staff may send are no fields at all for a contact."""

    staff_only: tuple[str, ...] = ()

    files = serializers.ListField(
        child=serializers.FileField(allow_empty_file=True, max_length=1000),
        required=False,
        default=list,
        help_text=_("As multipart/form-data, the field repeated for each file."),
    )

    def validate_files(self, uploads):
        wrong = refusals(uploads)
        if wrong:
            raise serializers.ValidationError([serializers.ErrorDetail(one, "refused") for one in wrong])
        return uploads

    def get_fields(self):
        fields = super().get_fields()
        member = getattr(self.context.get("request"), "member", None)
        if member is not None and member.client_id:
            for name in self.staff_only:
                del fields[name]
        return fields


class NewTicket(Input):
    """A ticket to open: a contact's token for its own company, a staff token for the client that it names."""

    staff_only = ("client", "requester")

    title = serializers.CharField(max_length=Ticket._meta.get_field("title").max_length)
    body = serializers.CharField(max_length=BODY)
    severity = serializers.ChoiceField(choices=list(SEVERITIES.items()))
    type = VisibleField(
        TicketType,
        slug_field="code",
        narrow=lambda rows: rows.filter(is_active=True),
        required=False,
        help_text=_("Code of a ticket type, such as incident; the tenant's first when left out."),
    )
    product = VisibleField(Product, narrow=lambda rows: rows.active(), required=False, allow_null=True)
    environment = VisibleField(
        Environment,
        narrow=lambda rows: rows.active(),
        required=False,
        allow_null=True,
        help_text=_("Where it happens; it brings its product and decides, with it, what the contract covers."),
    )
    client = VisibleField(Client, required=False, help_text=_("Required of staff tokens; contacts open for their company."))
    requester = VisibleField(
        Membership,
        narrow=lambda rows: rows.in_force().contacts(),
        required=False,
        allow_null=True,
        help_text=_("Staff tokens: the contact of the client who asked."),
    )

    def validate(self, sent):
        if "client" in self.fields:
            if "client" not in sent:
                raise serializers.ValidationError({"client": [serializers.ErrorDetail(_("Say for which client."), "required")]})
            requester = sent.get("requester")
            if requester is not None and requester.client_id != sent["client"].pk:
                raise serializers.ValidationError({"requester": [_("This is no contact of that client.")]})
            place = sent.get("environment")
            if place is not None and place.client_id != sent["client"].pk:
                raise serializers.ValidationError({"environment": [_("This is no environment of that client.")]})
        return sent


class NewMessage(Input):
    """A message to add: public, or an internal note of staff."""

    staff_only = ("visibility",)

    body = serializers.CharField(max_length=BODY)
    visibility = serializers.ChoiceField(
        choices=list(VISIBILITY.items()), default=PUBLIC, help_text=_("Staff tokens only; contacts always write in public.")
    )


class NoInput(serializers.Serializer):
    """Nothing but the deed itself."""


class Said(serializers.Serializer):
    """What the client is told with the deed; a contact says it to the desk."""

    body = serializers.CharField(max_length=BODY)


class WaitWanted(serializers.Serializer):
    """For whom or what a ticket waits. `our_supplier` is the provider's own and pauses no clock."""

    CLIENT, APPROVAL, CLIENTS_VENDOR, OUR_SUPPLIER, SCHEDULE = (
        "client",
        "approval",
        "clients_vendor",
        "our_supplier",
        "schedule",
    )

    wait = serializers.ChoiceField(choices=[CLIENT, APPROVAL, CLIENTS_VENDOR, OUR_SUPPLIER, SCHEDULE])
    until = serializers.DateTimeField(required=False, help_text=_("Required with `schedule`: when the work goes on by itself."))
    body = serializers.CharField(
        max_length=BODY,
        required=False,
        default="",
        help_text=_("A public message; required with `client` and `schedule`."),
    )

    def validate(self, sent):
        missing = [name for name in ("until", "body") if self._needs(sent["wait"], name) and not sent.get(name)]
        if missing:
            needed = serializers.ErrorDetail(_("This is needed with that wait."), "required")
            raise serializers.ValidationError({name: [needed] for name in missing})
        return sent

    def _needs(self, wait, name):
        return wait == self.SCHEDULE or (wait == self.CLIENT and name == "body")


class WorkaroundGiven(Said):
    """A way round the fault, told to the client."""

    lower_severity = serializers.BooleanField(
        default=False, help_text=_("Whether the client agreed to one severity lower from now on.")
    )


class DeploymentDone(serializers.Serializer):
    """The fix was deployed; for continuous integration as well."""

    environment = VisibleField(Environment, narrow=lambda rows: rows.active(), help_text=_("One of the ticket's client."))
    deployed_at = serializers.DateTimeField(required=False, help_text=_("Now, when left out. Never in the future."))
    reference = serializers.CharField(max_length=120, required=False, default="", allow_blank=True)


class NoReplyReason(serializers.Serializer):
    """Why no reply is needed; only staff read it."""

    text = serializers.CharField(max_length=500)


class NewLevel(serializers.Serializer):
    """Where a ticket goes, up or down, and what whoever takes over has to know."""

    level = VisibleField(Level, slug_field="number", help_text=_("The number of another level, such as 3."))
    note = serializers.CharField(max_length=BODY, required=False, default="", allow_blank=True, help_text=_("Internal."))
    assignee = VisibleField(
        Membership,
        narrow=lambda rows: rows.in_force().with_role(ENGINEER, LEAD),
        required=False,
        allow_null=True,
        help_text=_("Who takes it there; left out, it waits in the level's queue."),
    )


class TimeWorked(serializers.Serializer):
    """When somebody worked, and as what. Instants count to the minute; a length is what lies between them."""

    started_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(help_text=_("At most 24 hours later, and never in the future."))
    kind = serializers.ChoiceField(choices=list(WORK_KINDS.items()), default=BILLABLE)
    activity = serializers.ChoiceField(
        choices=list(ACTIVITY_CLASSES.items()), required=False, help_text=_("As the ticket’s type, when left out.")
    )
    level = serializers.IntegerField(
        min_value=1, max_value=4, required=False, help_text=_("Of the work, for its rate; the caller’s, when left out.")
    )
    note = serializers.CharField(max_length=2_000, required=False, default="", allow_blank=True)
    is_note_public = serializers.BooleanField(default=False, help_text=_("Whether the client may read the note."))
    reason = serializers.CharField(
        max_length=500, required=False, default="", allow_blank=True, help_text=_("Required for goodwill and provider_fault.")
    )


class NewTimeEntry(TimeWorked):
    """Work of the caller on a ticket, or on a contract without one."""

    ticket = VisibleField(Ticket, required=False, allow_null=True)
    contract = VisibleField(Contract, required=False, allow_null=True, help_text=_("Without a ticket only."))

    def validate(self, sent):
        if bool(sent.get("ticket")) == bool(sent.get("contract")):
            sentence = _("Say what the work was on: a ticket, or a contract.")
            raise serializers.ValidationError({"ticket": [serializers.ErrorDetail(sentence, "required")]})
        return sent


class TimeCorrection(TimeWorked):
    """What the entry should have said: all of it."""

    why = serializers.CharField(max_length=500, required=False, default="", allow_blank=True)


class TimeWithdrawal(serializers.Serializer):
    """Why an entry should not count."""

    why = serializers.CharField(max_length=500)
