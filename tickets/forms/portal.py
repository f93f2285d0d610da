"""What contacts fill in."""

from django import forms
from django.utils.translation import gettext_lazy as _

from files.forms import FilesField
from products.models import Environment, Product
from slas.models import SEVERITIES, TicketType
from tickets.forms.places import places_of, with_product
from tickets.forms.submission import OnceForm
from tickets.models import Ticket

LONGEST_TITLE, LONGEST_BODY = 200, 50_000


class BodyField(forms.CharField):
    """A text of several lines, counted as it is stored: one character a line end."""

    widget = forms.Textarea

    def to_python(self, value):
        text = super().to_python(value)
        return text.replace("\r\n", "\n") if text else text


def too_long(limit):
    """The sentence for a text over its limit."""
    return {"max_length": _("This text has %(show_value)d characters; up to %(limit_value)d are taken.")}


class OpenTicketForm(OnceForm):
    """A new ticket; `member` decides which products and types there are, and which closed ticket it may follow up."""

    title = forms.CharField(
        label=_("Summary"),
        max_length=LONGEST_TITLE,
        error_messages={"required": _("Say in a few words what it is about.")} | too_long(LONGEST_TITLE),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    product = forms.ModelChoiceField(
        Product.objects.none(),
        label=_("Product"),
        required=False,
        empty_label=_("None of these"),
        error_messages={"invalid_choice": _("Choose one of your products.")},
    )
    environment = forms.ModelChoiceField(
        Environment.objects.none(),
        label=_("Where"),
        required=False,
        empty_label=_("Not sure"),
        error_messages={"invalid_choice": _("Choose one of your environments.")},
    )
    type = forms.ModelChoiceField(
        TicketType.objects.none(),
        label=_("What is it?"),
        empty_label=None,
        error_messages={"invalid_choice": _("Choose one of the kinds offered.")},
    )
    severity = forms.ChoiceField(
        label=_("How bad is it?"),
        choices=list(SEVERITIES.items()),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose how bad it is."),
            "invalid_choice": _("Choose one of the four severities."),
        },
    )
    body = BodyField(
        label=_("What happened, and what did you expect?"),
        help_text=_("Steps, times and numbers help. Leave out passwords and personal data."),
        max_length=LONGEST_BODY,
        error_messages={"required": _("Describe what happened.")} | too_long(LONGEST_BODY),
    )
    files = FilesField()
    follows_up = forms.ModelChoiceField(Ticket.objects.none(), required=False, widget=forms.HiddenInput)

    def __init__(self, data=None, files=None, *, member, **more):
        super().__init__(data, files, member=member, **more)
        self.fields["product"].queryset = Product.objects.visible_to(member).active()
        self.fields["environment"].queryset = places_of(member)
        self.fields["environment"].label_from_instance = with_product
        types = TicketType.objects.visible_to(member).filter(is_active=True)
        self.fields["type"].queryset = types
        self.fields["follows_up"].queryset = Ticket.objects.visible_to(member)


class ReplyForm(OnceForm):
    """What a contact writes on a ticket."""

    body = BodyField(
        label=_("Your reply"),
        max_length=LONGEST_BODY,
        error_messages={"required": _("Write something before you send it.")} | too_long(LONGEST_BODY),
    )
    files = FilesField()


class PromiseForm(forms.Form):
    """What the promised times of a ticket not yet sent depend on; what is not understood counts as not said."""

    product = forms.ModelChoiceField(Product.objects.none(), required=False)
    type = forms.ModelChoiceField(TicketType.objects.none(), required=False)

    def __init__(self, data, *, member):
        super().__init__(data)
        self.fields["product"].queryset = Product.objects.visible_to(member).active()
        self.fields["type"].queryset = TicketType.objects.visible_to(member)

    def chosen(self):
        """Product and type, each none when it was not chosen."""
        self.is_valid()
        return self.cleaned_data.get("product"), self.cleaned_data.get("type")
