"""What the dialogs of the desk's ticket page ask for; each field's meaning stands beside it, for nothing hides without script."""

from textwrap import shorten

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts.models import Level
from common import wallclock
from contracts.models import Contract
from products.models import Environment
from slas.models import METRICS, SEVERITIES, TicketType
from tickets.actions.deliveries import ONE_LOWER
from tickets.actions.waits import VENDORS
from tickets.forms.triage import BODY_LENGTH, TITLE_LENGTH, MomentField, VersionForm
from tickets.models import Clock, Message, Ticket
from tickets.transitions import SCHEDULED, WAITING_APPROVAL, WAITING_THIRD_PARTY


def message_field(label, required=True, hint="", rows=4):
    """A text that the client reads."""
    return forms.CharField(
        label=label, required=required, help_text=hint, max_length=BODY_LENGTH, widget=forms.Textarea(attrs={"rows": rows})
    )


class WaitForm(VersionForm):
    """For whom or what the ticket waits (S-20); a time agreed with the client is told in the same action (S-21)."""

    wait = forms.ChoiceField(
        label=_("What does it wait for?"),
        widget=forms.RadioSelect,
        choices=[
            (WAITING_APPROVAL, _("The client’s approval")),
            *((f"{WAITING_THIRD_PARTY}:{vendor}", words) for vendor, words in VENDORS.items()),
            (SCHEDULED, _("A time agreed with the client")),
        ],
        error_messages={"required": _("Say what it waits for.")},
    )
    until = MomentField(label=_("Agreed time"), required=False, help_text=_("Only for a time agreed with the client."))
    body = message_field(
        _("Message to the client"),
        required=False,
        hint=_("Needed for an agreed time; otherwise the client is told nothing without it."),
    )

    def clean(self):
        given = super().clean()
        if given.get("wait") == SCHEDULED:
            if not given.get("until") and "until" not in self.errors:
                self.add_error("until", _("Say when the work goes on."))
            if not given.get("body"):
                self.add_error("body", _("Tell the client what was agreed."))
        return given


class WorkaroundForm(VersionForm):
    """A way round, told to the client (S-18)."""

    body = message_field(_("Message to the client"))
    lower_severity = forms.BooleanField(label=_("The client agreed to one severity lower from now on"), required=False)

    def __init__(self, *args, ticket, **more):
        super().__init__(*args, **more)
        if ticket.severity not in ONE_LOWER:
            del self.fields["lower_severity"]


class DeploymentForm(VersionForm):
    """Where the fix went, and when (S-19)."""

    environment = forms.ModelChoiceField(Environment.objects.none(), label=_("Environment"), empty_label=None)
    deployed_at = MomentField(label=_("Deployed at"), help_text=_("When it was there, not when the code was finished."))
    reference = forms.CharField(label=_("Release or change"), required=False, max_length=120)

    def __init__(self, *args, member, ticket, **more):
        super().__init__(*args, **more)
        known = Environment.objects.visible_to(member).active().filter(client=ticket.client_id)
        self.fields["environment"].queryset = known
        self.fields["deployed_at"].initial = timezone.localtime(wallclock.now()).replace(second=0, microsecond=0)


class NoReplyForm(VersionForm):
    """Why, for colleagues (S-15)."""

    text = forms.CharField(label=_("Why is no reply needed?"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class MergeForm(VersionForm):
    """The ticket that goes on (S-36), by its number."""

    survivor = forms.CharField(
        label=_("Number of the ticket that goes on"), max_length=12, widget=forms.TextInput(attrs={"inputmode": "numeric"})
    )

    def __init__(self, *args, member, ticket, **more):
        super().__init__(*args, **more)
        self.known = Ticket.objects.visible_to(member).filter(client=ticket.client_id)

    def clean_survivor(self):
        number = self.cleaned_data["survivor"].strip().removeprefix("#")
        found = self.known.filter(number=int(number)).first() if number.isdecimal() and len(number) < 10 else None
        if found is None:
            raise forms.ValidationError(_("This client has no ticket of that number."))
        return found


class SplitForm(VersionForm):
    """Which message becomes a ticket of its own, and what that ticket is (S-37)."""

    message = forms.ModelChoiceField(Message.objects.none(), label=_("Message"), empty_label=None)
    title = forms.CharField(label=_("Title of the new ticket"), max_length=TITLE_LENGTH)
    severity = forms.ChoiceField(label=_("Severity"), choices=list(SEVERITIES.items()), initial="minor")
    type = forms.ModelChoiceField(TicketType.objects.none(), label=_("Type"), empty_label=None)

    def __init__(self, *args, member, ticket, **more):
        super().__init__(*args, **more)
        said = Message.objects.visible_to(member).filter(ticket=ticket, side="client").public().order_by("-at")
        self.fields["message"].queryset = said
        self.fields["message"].label_from_instance = lambda message: shorten(message.body, 80, placeholder="…")
        self.fields["type"].queryset = TicketType.objects.visible_to(member).filter(is_active=True)


class VoidForm(VersionForm):
    """Which missed promise counts for nothing, and why, for colleagues (S-32)."""

    clock = forms.ModelChoiceField(Clock.objects.none(), label=_("Missed promise"), empty_label=None)
    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args, member, ticket, **more):
        super().__init__(*args, **more)
        missed = Clock.objects.visible_to(member).filter(ticket=ticket, breached_at__isnull=False, voided_at=None)
        self.fields["clock"].queryset = missed.order_by("breached_at")
        self.fields["clock"].label_from_instance = _missed


class AgreeForm(VersionForm):
    """A day agreed with the client, beside the computed due (D-18)."""

    on = forms.DateField(
        label=_("Agreed date"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Empty: no date is agreed."),
    )

    def __init__(self, *args, ticket, **more):
        super().__init__(*args, **more)
        self.fields["on"].initial = ticket.agreed_on and ticket.agreed_on.isoformat()


class ContractForm(VersionForm):
    """Another contract of the client (S-38)."""

    contract = forms.ModelChoiceField(Contract.objects.none(), label=_("Contract"), empty_label=None)

    def __init__(self, *args, member, ticket, **more):
        super().__init__(*args, **more)
        others = Contract.objects.visible_to(member).filter(client=ticket.client_id).exclude(pk=ticket.contract_id)
        self.fields["contract"].queryset = others.select_related("tier")
        self.fields["contract"].label_from_instance = lambda contract: f"{contract.name} · {contract.tier.name}"


class EscalateForm(VersionForm):
    """Another level, and what whoever takes over there has to know."""

    level = forms.ModelChoiceField(Level.objects.none(), label=_("Level"), empty_label=_("Choose a level"))
    note = forms.CharField(
        label=_("Handover note"),
        required=False,
        max_length=BODY_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("For colleagues only: what is known, what was ruled out, and what you need."),
    )

    def __init__(self, *args, member, ticket, **more):
        super().__init__(*args, **more)
        self.fields["level"].queryset = Level.objects.visible_to(member).exclude(pk=ticket.level_id)


def _missed(clock):
    when = date_format(timezone.localtime(clock.breached_at), str(_("D j M Y, H:i")))
    return f"{METRICS[clock.metric]} · {when}"
