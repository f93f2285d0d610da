"""The shape of lines by tickets and by capacity, and all lines of an agreement as one form."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _

from contracts.fine_print import reopen_field
from contracts.line_forms import (
    OVERAGES,
    PERIODS,
    AdHocForm,
    BucketForm,
    LineForm,
    PackageLineForm,
    RetainerForm,
    money_field,
)
from contracts.terms import LEVELS, Fte, LevelPrice, PerTicket


class PerTicketForm(LineForm):
    """Tickets agreed per level and period (C-45)."""

    kind, title, FINE = "per_ticket", _("Per ticket"), ("reopen_days",)
    period = forms.ChoiceField(label=_("Period"), choices=PERIODS, required=False)
    reopen_days = reopen_field()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for level in LEVELS:
            said = {"level": level}
            self.fields[f"included_{level}"] = forms.IntegerField(
                label=_("Tickets agreed at L%(level)s") % said, min_value=0, max_value=100000, required=False
            )
            self.fields[f"price_{level}"] = money_field(_("Price of each at L%(level)s") % said)
            self.fields[f"extra_{level}"] = money_field(_("Price of each more at L%(level)s") % said)

    def terms(self, old=None):
        said = self.cleaned_data
        levels = {
            level: LevelPrice(
                included=said[f"included_{level}"] or 0,
                price=said[f"price_{level}"],
                extra_price=said[f"price_{level}"] if said[f"extra_{level}"] is None else said[f"extra_{level}"],
            )
            for level in LEVELS
            if said[f"price_{level}"] is not None
        }
        return PerTicket(levels=levels, period=said["period"] or "month", reopen_days=self.reopen_days_of(old))

    @staticmethod
    def initial_of(terms):
        found = {"period": terms.period, "reopen_days": terms.reopen_days}
        for level, price in terms.levels.items():
            found |= {f"included_{level}": price.included, f"price_{level}": price.price, f"extra_{level}": price.extra_price}
        return found


class FteForm(LineForm):
    """Capacity by a table of label and hours (C-47)."""

    kind, title, asked = "fte", _("Full-time equivalents"), ("label", "rate", "capacity")
    label = forms.CharField(
        label=_("Capacity bought"), max_length=20, required=False, help_text=_("One of the table, such as 0.25.")
    )
    capacity = forms.CharField(
        label=_("Hours a month by capacity"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One a line, such as 0.25: 40. The table decides, nothing is multiplied."),
    )
    rate = money_field(_("Rate an hour"))
    period = forms.ChoiceField(label=_("Period"), choices=PERIODS, required=False)
    overage = forms.ChoiceField(label=_("Hours beyond it"), choices=OVERAGES, required=False)
    overage_rate = money_field(_("Rate an hour beyond it"))

    def clean_capacity(self):
        table = {}
        for line in self.cleaned_data["capacity"].splitlines():
            if not line.strip():
                continue
            label, colon, hours = line.partition(":")
            try:
                table[label.strip()] = Decimal(hours.strip())
                is_meant = bool(colon and label.strip()) and 0 < table[label.strip()] <= 100000
            except ArithmeticError:  # no number at all, or “NaN”, which cannot be compared
                is_meant = False
            if not is_meant:
                raise forms.ValidationError(
                    _("“%(line)s” is not a capacity and its hours, such as 1: 168.") % {"line": line[:40]}
                )
        return table or None

    def clean(self):
        said = super().clean()
        if said.get("name") and said.get("capacity") and said.get("label") not in said["capacity"]:
            self.add_error("label", _("The table has no such capacity."))
        return said

    def terms(self, old=None):
        said = self.cleaned_data
        return Fte(
            label=said["label"],
            capacity=said["capacity"],
            rate=said["rate"],
            overage=said["overage"] or "bill",
            overage_rate=said["overage_rate"],
            period=said["period"] or "month",
        )

    @staticmethod
    def initial_of(terms):
        table = "\n".join(f"{label}: {hours:f}" for label, hours in terms.capacity.items())
        names = ("label", "rate", "period", "overage", "overage_rate")
        return {"capacity": table} | {name: getattr(terms, name) for name in names}


KIND_FORMS = {form.kind: form for form in (RetainerForm, PackageLineForm, BucketForm, PerTicketForm, FteForm, AdHocForm)}


class LinesForm:
    """The lines that there are and one more of each kind, as one form: `known` is pairs of a line and its terms."""

    def __init__(self, data=None, *, known=(), proposed=()):
        self.known = [self._known(data, line, terms) for line, terms in known]
        offered = dict(proposed)  # kind -> (name, terms) to begin with
        self.new = [self._new(data, kind, offered.get(kind)) for kind in KIND_FORMS]

    @staticmethod
    def _known(data, line, terms):
        form_class = KIND_FORMS[line.kind]
        form = form_class(data, prefix=f"line_{line.pk}", initial=form_class.initial_of(terms) | {"name": line.name})
        form.line, form.old = line, terms
        form.fields["name"].disabled = True
        form.fields["is_left_out"] = forms.BooleanField(label=_("Ends with this change"), required=False)
        return form

    @staticmethod
    def _new(data, kind, offered):
        form_class = KIND_FORMS[kind]
        initial = form_class.initial_of(offered[1]) | {"name": offered[0]} if offered else None
        form = form_class(data, prefix=f"new_{kind}", initial=initial)
        form.old, form.is_proposed = (offered[1] if offered else None), bool(offered)
        return form

    def is_valid(self):
        return all([form.is_valid() for form in self.forms])

    @property
    def forms(self):
        """The form of each line, present and new."""
        return [*self.known, *self.new]

    @property
    def is_open(self):
        """Whether a form of a new line has something to say, so that it is shown unfolded."""
        return any(form.errors for form in self.new)

    def going_on(self):
        """Id of each line that goes on -> its terms."""
        return {str(form.line.pk): form.terms(form.old) for form in self.known if not form.cleaned_data["is_left_out"]}

    def added(self):
        """The new lines, as `agree` takes them."""
        return [
            {"kind": form.kind, "name": form.cleaned_data["name"], "terms": form.terms(form.old)}
            for form in self.new
            if form.is_meant
        ]
