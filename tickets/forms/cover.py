"""What is asked about the cover of tickets: what one is about, what becomes of it, and the check before there is one."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Client, Level
from common.inputs import pick
from contracts.cover_words import UPGRADES
from products.models import Environment, Product
from slas.models import SEVERITIES, SOURCES, TicketType
from tickets.forms.places import places_of, with_product
from tickets.forms.triage import BODY_LENGTH, MomentField, VersionForm
from tickets.models.cover import ACCEPTED, DECLINED, GOODWILL

ANY_UPGRADE = [("", _("None")), *UPGRADES.items()]


class SubjectForm(VersionForm):
    """Which product and environment a ticket is about, and whether another version is asked for."""

    product = forms.ModelChoiceField(Product.objects.none(), label=_("Product"), required=False, empty_label=_("None of these"))
    environment = forms.ModelChoiceField(
        Environment.objects.none(), label=_("Environment"), required=False, empty_label=_("Not known")
    )
    upgrade = forms.ChoiceField(
        label=_("An upgrade is asked for"),
        choices=ANY_UPGRADE,
        required=False,
        help_text=_("Upgrades are covered only where the contract says so."),
    )

    def __init__(self, *args, member, ticket, **more):
        super().__init__(*args, **more)
        self.fields["product"].queryset = Product.objects.visible_to(member).used_by(ticket.client_id)
        self.fields["environment"].queryset = places_of(member, ticket.client_id)
        self.fields["environment"].label_from_instance = with_product
        now = {"product": ticket.product_id, "environment": ticket.environment_id, "upgrade": ticket.upgrade}
        for name, value in now.items():
            self.fields[name].initial = value


class OutcomeForm(VersionForm):
    """What becomes of work that the contract does not cover (C-11)."""

    outcome = forms.ChoiceField(
        label=_("What happens now?"),
        widget=forms.RadioSelect,
        choices=[
            (GOODWILL, _("Do it as goodwill: nothing is charged")),
            (ACCEPTED, _("It is covered after all (only where it is still to be decided)")),
            (DECLINED, _("Decline: the client reads the reason, and the ticket is cancelled")),
        ],
        error_messages={"required": _("Choose what happens now.")},
    )
    reason = forms.CharField(label=_("Why?"), max_length=BODY_LENGTH, widget=forms.Textarea(attrs={"rows": 4}))


class CheckForm(forms.Form):
    """A ticket that nobody filed: would it be covered? Products and environments are those of the client chosen."""

    def __init__(self, *args, member, client, **more):
        super().__init__(*args, **more)
        products = Product.objects.visible_to(member).used_by(client) if client else []
        places = places_of(member, client) if client else []
        types = TicketType.objects.visible_to(member).filter(is_active=True)
        self.fields["client"] = pick(Client.objects.visible_to(member).active(), label=_("Client"))
        self.fields["product"] = pick(products, empty=_("None named"), label=_("Product"))
        self.fields["environment"] = pick(places, empty=_("Not known"), label_of=with_product, label=_("Environment"))
        self.fields["type"] = pick(types, empty=_("Any"), label=_("Type"))
        self.fields["severity"] = _any(_("Severity"), SEVERITIES)
        self.fields["channel"] = _any(_("Reached us by"), SOURCES)
        self.fields["level"] = pick(Level.objects.visible_to(member), empty=_("Not asked"), label=_("Work at level"))
        self.fields["upgrade"] = forms.ChoiceField(label=_("Upgrade"), choices=ANY_UPGRADE, required=False)
        self.fields["worked_at"] = MomentField(
            label=_("Work begins"), required=False, help_text=_("Empty: the contract’s hours are not asked.")
        )
        self.fields["at"] = MomentField(label=_("By the terms of"), required=False, help_text=_("Empty: now."))


def _any(label, names):
    return forms.ChoiceField(label=label, choices=[("", _("Any")), *names.items()], required=False)
