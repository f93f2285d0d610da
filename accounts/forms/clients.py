"""The shape of what is said about clients and their contacts."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.permissions import CONTACT_ROLES
from common import money
from common.inputs import pick, zone_field


class ClientSearch(forms.Form):
    """Which clients to list; anything unknown lists the active ones."""

    q = forms.CharField(required=False, max_length=160)
    state = forms.ChoiceField(required=False, choices=[("", _("Active")), ("inactive", _("Inactive")), ("all", _("All"))])


class ClientForm(forms.Form):
    """A client company."""

    name = forms.CharField(label=_("Name"), max_length=160)
    time_zone = zone_field(help_text=_("Where the client works. New contracts start with it."))
    contacts_see_all = forms.BooleanField(
        label=_("Every contact sees all tickets of the company"),
        required=False,
        help_text=_("Otherwise users see their own and followed tickets, managers see all."),
    )


class ClientDetailsForm(ClientForm):
    """A client company that exists."""

    is_active = forms.BooleanField(
        label=_("Active"), required=False, help_text=_("Inactive clients stay readable and are left out of lists.")
    )


class NoteForm(forms.Form):
    """What staff note about a client."""

    body = forms.CharField(label=_("New note"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 3}))


class ContactForm(forms.Form):
    """What a contact may do for the company."""

    name = forms.CharField(label=_("Name"), max_length=120)
    contact_role = forms.ChoiceField(
        label=_("Role"), choices=CONTACT_ROLES, help_text=_("A manager sees every ticket of the company, a user the own ones.")
    )
    is_approver = forms.BooleanField(label=_("May approve quotes"), required=False)
    spending_limit = forms.DecimalField(
        label=_("Spending limit"),
        required=False,
        min_value=0,
        max_digits=12,
        decimal_places=2,
        help_text=_("Before tax, for one approval. Empty: no limit."),
    )
    spending_currency = forms.ChoiceField(
        label=_("Currency of the limit"),
        choices=money.choices,
        required=False,
        help_text=_("Whoever has a limit approves nothing in another currency."),
    )

    def __init__(self, *args, client, **more):
        super().__init__(*args, **more)
        usual = money.of_zone(client.time_zone) or money.DEFAULT
        self.initial["spending_currency"] = self.initial.get("spending_currency") or usual

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("spending_limit") is not None and not cleaned.get("is_approver"):
            self.add_error("spending_limit", _("Only somebody who may approve quotes has a spending limit."))
        cleaned["spending_currency"] = cleaned.get("spending_currency") or self.initial["spending_currency"]
        return cleaned


class ContactInvitationForm(ContactForm):
    """A contact to be invited."""

    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    field_order = ["email", "name"]


class MoveForm(forms.Form):
    """Where a contact goes."""

    def __init__(self, *args, clients, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["to"] = pick(clients, label=_("New client"))
