"""What is typed of a quote: its words and terms, its lines, and the client's answer."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Level
from billing.actions import Quoted
from billing.models.entity import CATEGORIES
from billing.models.quotes import BANDS, BILLINGS, PRICINGS, STARTS
from tickets.forms.submission import OnceForm

ROWS = 6
SPARE = 2
MOST_HOURS = 1000


def money_field(label, **more):
    """An amount without tax."""
    return forms.DecimalField(label=label, min_value=Decimal(0), max_digits=15, decimal_places=3, **({"required": False} | more))


class QuoteForm(OnceForm):
    """The words and terms of a quote (C-20)."""

    title = forms.CharField(label=_("Title"), max_length=160)
    scope = forms.CharField(
        label=_("What will be done"), max_length=4000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    pricing = forms.ChoiceField(label=_("Price"), choices=PRICINGS.items())
    not_to_exceed = money_field(
        _("Not to exceed"), help_text=_("Without tax. Empty: the quoted amount is the limit; work beyond it is held.")
    )
    contingency_percent = forms.DecimalField(
        label=_("Contingency in percent"), min_value=0, max_value=100, max_digits=6, decimal_places=3, required=False
    )
    billing = forms.ChoiceField(label=_("Invoiced"), choices=BILLINGS.items())
    starts_when = forms.ChoiceField(label=_("Paid upfront, work starts"), choices=STARTS.items())
    valid_days = forms.IntegerField(label=_("Valid for days"), min_value=1, max_value=365)
    tax_category = forms.ChoiceField(label=_("Tax"), choices=CATEGORIES.items())
    development = money_field(
        _("What the first development cost"), help_text=_("Only for the hint beside the totals; the client never sees it.")
    )

    def clean_contingency_percent(self):
        return self.cleaned_data["contingency_percent"] or Decimal(0)


class QuoteLineForm(forms.Form):
    """One line: hours of a level, or a price; a line without either is left out."""

    description = forms.CharField(max_length=300, required=False)
    level = forms.TypedChoiceField(coerce=int, empty_value=None, required=False)
    hours = forms.DecimalField(min_value=Decimal(0), max_value=MOST_HOURS, max_digits=8, decimal_places=4, required=False)
    band = forms.ChoiceField(choices=BANDS.items(), required=False)
    rate = forms.DecimalField(min_value=Decimal(0), max_digits=15, decimal_places=4, required=False)
    price = money_field("")
    LABELS = {
        "description": _("Work, line %(line)s"),
        "level": _("Level, line %(line)s"),
        "hours": _("Hours, line %(line)s"),
        "band": _("When it is worked, line %(line)s"),
        "rate": _("Rate an hour, line %(line)s"),
        "price": _("Fixed price, line %(line)s"),
    }

    def __init__(self, *args, levels, line, **more):
        super().__init__(*args, **more)
        self.fields["level"].choices = [("", "–"), *levels]
        for name, words in self.LABELS.items():
            self.fields[name].label = words % {"line": line}
            self.fields[name].widget.attrs |= {"class": "input", "aria-label": self.fields[name].label}
            if name in ("hours", "rate", "price"):
                self.fields[name].widget = forms.TextInput(
                    attrs=self.fields[name].widget.attrs | {"inputmode": "decimal", "size": 7}
                )

    def clean(self):
        said = super().clean()
        hours = said.get("hours")
        if hours and hours * 60 != int(hours * 60):
            self.add_error("hours", _("Give hours in whole minutes: 0.25 is a quarter of an hour."))
        return said

    @property
    def line(self):
        """What was typed, or none for an empty row."""
        said = self.cleaned_data
        if said.get("price") is not None:
            return Quoted(said.get("description") or str(_("Fixed price")), price=said["price"])
        if not said.get("hours") and not said.get("description"):
            return None
        minutes = int((said.get("hours") or 0) * 60)
        words = said.get("description") or str(pgettext_lazy("done", "Work"))
        return Quoted(words, level=said.get("level"), minutes=minutes, rate=said.get("rate"), band=said.get("band") or "business")


class QuoteSheet:
    """A quote's form and its rows of lines, filled from a version or from what was sent."""

    def __init__(self, data, *, member, initial, version=None):
        levels = [(level.number, f"{level.number} {level.name}") for level in Level.objects.visible_to(member)]
        known = list(version.lines.all()) if version else []
        self.form = QuoteForm(data, member=member, initial=initial)
        self.rows = [
            QuoteLineForm(data, prefix=f"line_{place}", levels=levels, line=place + 1, initial=_initial(known, place))
            for place in range(max(ROWS, len(known) + SPARE))
        ]

    def is_valid(self):
        """Whether the form and every row can be read."""
        return all([self.form.is_valid(), *(row.is_valid() for row in self.rows)])

    @property
    def lines(self):
        return [row.line for row in self.rows if row.is_valid() and row.line is not None]

    @property
    def terms(self):
        return {name: value for name, value in self.form.cleaned_data.items() if name not in ("development", "pk")}

    @property
    def errors(self):
        """Every form in which something is to be mended."""
        return [self.form, *self.rows]


class AcceptForm(forms.Form):
    """The approver's yes; the hash says what they had before them."""

    order_reference = forms.CharField(label=_("Purchase order"), max_length=60, required=False)
    sha256 = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)


class ReasonForm(forms.Form):
    """Why."""

    reason = forms.CharField(label=_("Why?"), max_length=500, widget=forms.Textarea(attrs={"rows": 4}))


class QuoteSearchForm(forms.Form):
    """What the list of quotes is narrowed by."""

    STATES = [
        ("", _("All")),
        ("draft", _("Drafts")),
        ("sent", _("Waiting")),
        ("accepted", _("Accepted")),
        ("over", _("Over")),
        ("stalled", _("Needs a person")),
    ]
    q = forms.CharField(max_length=160, required=False)
    state = forms.ChoiceField(choices=STATES, required=False)


def _initial(lines, place):
    if place >= len(lines):
        return {"band": "business"}
    line = lines[place]
    if line.minutes is None:
        return {"description": line.description, "price": _plain(line.net), "band": "business"}
    hours = _plain(Decimal(line.minutes) / 60)
    return {"description": line.description, "level": line.level, "hours": hours, "band": line.band, "rate": _plain(line.rate)}


def _plain(number):
    return f"{number.normalize():f}"
