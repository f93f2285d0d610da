"""What the dialogs of the desk's ticket page ask for; each field's meaning stands beside it, for nothing hides without script."""

from django import forms
from django.utils.translation import gettext_lazy as _

from tickets.actions.waits import VENDORS
from tickets.forms.triage import BODY_LENGTH, MomentField, VersionForm
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
