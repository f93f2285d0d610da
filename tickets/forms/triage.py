"""The shape of what the desk writes on a ticket, and of a ticket filed for a client."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Client, Level, Membership
from accounts.permissions import ENGINEER, LEAD
from common.paging import in_utc
from files.forms import FilesField
from products.models import Environment, Product
from slas.models import SEVERITIES, TicketType
from tickets.forms.places import places_of, with_product
from tickets.forms.submission import OnceForm
from tickets.models import SOURCES, Message, Ticket

BODY_LENGTH = Message._meta.get_field("body").max_length
TITLE_LENGTH = Ticket._meta.get_field("title").max_length
REPLY, NOTE = "reply", "note"
SEND, WAIT, RESOLVE = "send", "wait", "resolve"
BY_STAFF = ("phone", "visit", "chat", "email", "other", "own", "monitoring")
EARLIER = ("phone", "visit", "chat", "email", "other")
SAID_THROUGH = {"portal": _("Here"), **{code: SOURCES[code] for code in EARLIER}}


class MomentInput(forms.DateTimeInput):
    """Date and time on the reader's wall, to the minute."""

    input_type = "datetime-local"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


class MomentField(forms.DateTimeField):
    """Date and time; one with a zone of its own is read as the instant that it means."""

    widget = MomentInput

    def clean(self, value):
        moment = super().clean(value)
        if moment is not None and in_utc(moment) is None:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return moment and in_utc(moment)


class WriteForm(OnceForm):
    """A public reply or an internal note, and what becomes of the ticket with it."""

    kind = forms.ChoiceField(choices=[(REPLY, REPLY), (NOTE, NOTE)])
    then = forms.ChoiceField(choices=[(SEND, SEND), (WAIT, WAIT), (RESOLVE, RESOLVE)], required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    body = forms.CharField(
        label=_("Message"),
        max_length=BODY_LENGTH,
        widget=forms.Textarea,
        error_messages={"required": _("Write something first.")},
    )
    files = FilesField()
    said_at = MomentField(label=_("Answered at"), required=False)
    channel = forms.ChoiceField(label=_("Through"), choices=list(SAID_THROUGH.items()), required=False)

    def clean(self):
        given = super().clean()
        if given.get("said_at") and given.get("kind") == REPLY and given.get("then") in (WAIT, RESOLVE):
            self.add_error(
                "said_at", _("An answer given earlier is recorded by itself. Send it, then wait for the client or resolve.")
            )
        return given


class VersionForm(forms.Form):
    """The version that the person read; none: whatever is there now."""

    version = forms.IntegerField(required=False)


class AssignForm(VersionForm):
    """An engineer, or nobody."""

    assignee = forms.ModelChoiceField(Membership.objects.none(), required=False, label=_("Assignee"))

    def __init__(self, *args, member, **more):
        super().__init__(*args, **more)
        self.fields["assignee"].queryset = Membership.objects.visible_to(member).in_force().with_role(ENGINEER, LEAD)


class SeverityForm(VersionForm):
    """One of the four severities."""

    severity = forms.ChoiceField(choices=list(SEVERITIES.items()), label=_("Severity"))


class TypeForm(VersionForm):
    """One of the tenant's types in use."""

    type = forms.ModelChoiceField(TicketType.objects.none(), label=_("Type"))

    def __init__(self, *args, member, **more):
        super().__init__(*args, **more)
        self.fields["type"].queryset = TicketType.objects.visible_to(member).filter(is_active=True)


class ReopenForm(VersionForm):
    """What the client is told."""

    body = forms.CharField(label=_("What is still wrong"), max_length=BODY_LENGTH, widget=forms.Textarea(attrs={"rows": 4}))


class CancelForm(VersionForm):
    """Why, for colleagues."""

    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class NewTicketForm(OnceForm):
    """A ticket that staff file for a client: who asked, how it reached us, when (S-11, S-13)."""

    client = forms.ModelChoiceField(Client.objects.none(), label=_("Client"), empty_label=_("Choose a client"))
    requester = forms.ModelChoiceField(
        Membership.objects.none(), label=_("Who asked"), required=False, empty_label=_("None of the contacts")
    )
    source = forms.ChoiceField(label=_("How it reached us"), choices=[(code, SOURCES[code]) for code in BY_STAFF])
    received_at = MomentField(label=_("Received at"))
    title = forms.CharField(label=_("Title"), max_length=TITLE_LENGTH)
    body = forms.CharField(label=_("Description"), max_length=BODY_LENGTH, widget=forms.Textarea(attrs={"rows": 7}))
    severity = forms.ChoiceField(label=_("Severity"), choices=list(SEVERITIES.items()), initial="minor")
    type = forms.ModelChoiceField(TicketType.objects.none(), label=_("Type"), empty_label=None)
    product = forms.ModelChoiceField(
        Product.objects.none(), label=_("Product"), required=False, empty_label=_("None in particular")
    )
    environment = forms.ModelChoiceField(
        Environment.objects.none(), label=_("Environment"), required=False, empty_label=_("Not known")
    )
    level = forms.ModelChoiceField(Level.objects.none(), label=_("Level"), empty_label=None)
    files = FilesField()
    follows_up = forms.ModelChoiceField(Ticket.objects.none(), required=False, widget=forms.HiddenInput)

    def __init__(self, *args, member, client=None, **more):
        super().__init__(*args, member=member, **more)
        self.fields["client"].queryset = Client.objects.visible_to(member).active()
        self.fields["type"].queryset = TicketType.objects.visible_to(member).filter(is_active=True)
        self.fields["level"].queryset = Level.objects.visible_to(member)
        if client is not None:
            contacts = Membership.objects.visible_to(member).in_force().filter(client=client)
            self.fields["requester"].queryset = contacts
            self.fields["follows_up"].queryset = Ticket.objects.visible_to(member).filter(client=client)
            self.fields["product"].queryset = Product.objects.visible_to(member).active().used_by(client)
            self.fields["environment"].queryset = places_of(member, client)
            self.fields["environment"].label_from_instance = with_product
