"""What leads look through time by; nonsense is as good as nothing."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Client, Membership
from tickets.models.work import WORK_KINDS

STATES = {
    "": _("To approve"),
    "held": _("Held"),
    "approved": _("Approved"),
    "all": _("All"),
}


class TimeFilters(forms.Form):
    """State, person, client and kind."""

    state = forms.ChoiceField(choices=list(STATES.items()), required=False)
    member = forms.ModelChoiceField(Membership.objects.none(), required=False, empty_label=_("Everybody"), label=_("Who"))
    client = forms.ModelChoiceField(Client.objects.none(), required=False, empty_label=_("Any client"), label=_("Client"))
    kind = forms.ChoiceField(choices=[("", _("Any kind")), *WORK_KINDS.items()], required=False, label=_("Kind"))

    def __init__(self, *args, member, **more):
        super().__init__(*args, **more)
        self.fields["member"].queryset = Membership.objects.visible_to(member).filter(client=None).order_by("name")
        self.fields["client"].queryset = Client.objects.visible_to(member).order_by("name")

    def clean_state(self):
        return self.cleaned_data["state"] or ""
