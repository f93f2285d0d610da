"""The shape of what is said about colleagues, levels, tokens and the tenant."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import SCOPES
from accounts.permissions import STAFF_ROLES
from common.inputs import pick, zone_field

LONGEST_TOKEN_DAYS = 365


class ColleagueForm(forms.Form):
    """What a colleague is called here, may do and works at."""

    name = forms.CharField(label=_("Name"), max_length=120)

    def __init__(self, *args, levels, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["roles"] = forms.MultipleChoiceField(
            label=_("Roles"),
            choices=list(STAFF_ROLES.items()),
            widget=forms.CheckboxSelectMultiple,
            help_text=_("One person may hold several."),
        )
        self.fields["level"] = pick(
            levels, empty=_("No level"), label=_("Level"), help_text=_("Whose tickets “take the next” offers.")
        )


class ColleagueInvitationForm(ColleagueForm):
    """A colleague to be invited."""

    email = forms.EmailField(label=_("E-mail address"), max_length=254)
    field_order = ["email", "name"]


class LevelsForm(forms.Form):
    """What the levels are called."""

    def __init__(self, *args, levels, **kwargs):
        super().__init__(*args, **kwargs)
        self.levels = {f"level_{level.number}": level for level in levels}
        for key, level in self.levels.items():
            self.fields[key] = forms.CharField(label=f"L{level.number}", max_length=60, initial=level.name)

    def clean(self):
        said = super().clean()
        return {"names": {level: said[key] for key, level in self.levels.items() if key in said}}


class SettingsForm(forms.Form):
    """What is set for the whole tenant."""

    name = forms.CharField(label=_("Name"), max_length=120, help_text=_("As clients read it."))
    time_zone = zone_field(help_text=_("New clients start with it."))
    sender_name = forms.CharField(
        label=_("Sender of mails"), max_length=120, required=False, help_text=_("Empty: the name of the workspace.")
    )
    sender_address = forms.EmailField(
        label=_("Sender's address"),
        max_length=254,
        required=False,
        help_text=_("Your mail server has to allow it. Empty: the address of the installation."),
    )
    staff_need_second_factor = forms.BooleanField(
        label=_("Staff need a second factor"),
        required=False,
        help_text=_("Whoever has none sets one up at the next page they open."),
    )
    tiers_need_second_person = forms.BooleanField(
        label=_("Changes of SLA tiers need a second person"),
        required=False,
        help_text=_("Whoever changes a tier proposes it; somebody else publishes it."),
    )


class TokenForm(forms.Form):
    """A token for a program that acts as a member."""

    name = forms.CharField(label=_("Name"), max_length=80, help_text=_("What uses it, such as monitoring."))

    def __init__(self, *args, members, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["member"] = pick(
            members, label=_("Acts as"), label_of=_named, help_text=_("It may do what this person may, within its scopes.")
        )
        self.fields["scopes"] = forms.MultipleChoiceField(
            label=_("Scopes"), choices=list(SCOPES.items()), widget=forms.CheckboxSelectMultiple
        )
        self.fields["days"] = forms.IntegerField(
            label=_("Days"), min_value=1, max_value=LONGEST_TOKEN_DAYS, help_text=_("It stops working after that many days.")
        )


def _named(member):
    return f"{member.name} ({member.client.name})" if member.client_id else member.name
