"""Searching documents, drafting them, and what is said when they are issued, credited and paid."""

from django import forms
from django.utils.translation import gettext_lazy as _

from billing.models.entity import CATEGORIES, LANGUAGES
from billing.models.invoice import CREDIT_NOTE, KINDS, STATES, UNITS
from billing.models.payment import BALANCE, METHODS
from common import money
from common.inputs import DayField, pick
from tickets.forms.submission import OnceForm

STANDINGS = {"": _("All"), **STATES}
AMOUNT = {"max_digits": 15, "decimal_places": 3}


class DayInput(forms.DateInput):
    """The browser's own date picker, which wants ISO dates."""

    input_type = "date"

    def __init__(self, **more):
        super().__init__(format="%Y-%m-%d", **more)


def day(label, **more):
    return DayField(label=label, widget=DayInput(), **more)


class InvoiceSearch(forms.Form):
    """Which documents to list; anything unknown is left out."""

    q = forms.CharField(required=False, max_length=160)
    state = forms.ChoiceField(required=False, choices=STANDINGS)
    kind = forms.ChoiceField(required=False, choices=[("", _("Any kind")), *KINDS.items()])
    currency = forms.CharField(required=False, max_length=3)
    since = DayField(required=False)
    until = DayField(required=False)


class NewDraftForm(OnceForm):
    """Whose document it is going to be."""

    def __init__(self, *args, clients, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["client"] = pick(clients, label=_("Client"))
        kinds = [(code, word) for code, word in KINDS.items() if code != CREDIT_NOTE]
        self.fields["kind"] = forms.ChoiceField(label=_("Kind"), choices=kinds, help_text=_("A proforma is no tax invoice."))
        self.fields["currency"] = forms.ChoiceField(label=_("Currency"), choices=money.choices)


class UntilForm(forms.Form):
    """Until which day what is payable is drafted."""

    until = day(_("Until"), help_text=_("Included, in the contract's zone."))


class DetailsForm(forms.Form):
    """What a draft says besides its lines."""

    currency = forms.ChoiceField(label=_("Currency"), choices=money.choices)
    language = forms.ChoiceField(
        label=_("Language"), choices=LANGUAGES, help_text=_("Lines that are on it already keep their words.")
    )
    payment_days = forms.IntegerField(label=_("Days to pay"), min_value=0, max_value=365)
    period_from = day(_("Period from"), required=False)
    period_until = day(_("Period until"), required=False, help_text=_("Included."))
    order_reference = forms.CharField(label=_("Client's order"), required=False, max_length=60)
    note = forms.CharField(
        label=_("Note on the document"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args, kind, **kwargs):
        super().__init__(*args, **kwargs)
        if kind == CREDIT_NOTE:
            del self.fields["payment_days"]
            self.fields["reason"] = forms.CharField(label=_("Reason"), max_length=300)


class LineForm(forms.Form):
    """A line of a draft."""

    description = forms.CharField(label=_("Description"), max_length=300)
    detail = forms.CharField(label=_("Detail"), required=False, max_length=500)
    quantity = forms.DecimalField(label=_("Quantity"), max_digits=12, decimal_places=4, initial=1)
    unit = forms.ChoiceField(
        label=_("Unit"), choices=UNITS, initial="item", help_text=_("Time worked is counted in minutes, at a price for an hour.")
    )
    unit_price = forms.DecimalField(
        label=_("Price"), max_digits=16, decimal_places=6, help_text=_("Without tax. Below nothing: a deduction.")
    )
    discount_percent = forms.DecimalField(
        label=_("Discount in percent"), required=False, min_value=0, max_value=100, max_digits=6, decimal_places=3
    )
    category = forms.ChoiceField(label=_("Tax"), choices=[("", _("the client's usual")), *CATEGORIES.items()], required=False)

    def clean_discount_percent(self):
        return self.cleaned_data["discount_percent"] or money.ZERO


class NewLineForm(OnceForm, LineForm):
    """One more line of a draft."""


class CreditForm(OnceForm):
    """How much of each line is taken back, without tax; lines left empty stay."""

    reason = forms.CharField(label=_("Reason"), max_length=300, help_text=_("It stands on the credit note."))

    def __init__(self, *args, lines, currency, **kwargs):
        super().__init__(*args, **kwargs)
        self.lines = {f"line_{number}": line for number, (line, _left) in enumerate(lines)}
        for (name, line), (_line, left) in zip(self.lines.items(), lines, strict=True):
            self.fields[name] = forms.DecimalField(
                label=line.description,
                required=False,
                **AMOUNT,
                initial=money.rounded(left, currency),
                help_text=_("%(left)s is left") % {"left": money.in_words(left, currency)},
            )
        self.fields["is_billed_again"] = forms.BooleanField(
            label=_("Bill it again"),
            required=False,
            help_text=_("What is credited in full comes on the next invoice anew. Without this it stays credited."),
        )

    def clean(self):
        said = super().clean()
        amounts = {line.pk: said.get(name) for name, line in self.lines.items()}
        chosen = {pk: amount for pk, amount in amounts.items() if amount}
        if not chosen and not self.errors:
            raise forms.ValidationError(_("Give an amount for one line at least."))
        again = said.get("is_billed_again", False)
        return {"reason": said.get("reason", ""), "lines": chosen, "is_billed_again": again, "pk": said["pk"]}


class PaymentForm(OnceForm):
    """Money that came in."""

    amount = forms.DecimalField(label=_("Amount"), **AMOUNT)
    received_on = day(_("Received on"))
    method = forms.ChoiceField(label=_("How"), choices=[(code, word) for code, word in METHODS.items() if code != BALANCE])
    reference = forms.CharField(label=_("Reference"), required=False, max_length=120)
    keeps_surplus = forms.BooleanField(label=_("Keep what is more than open to the client's credit"), required=False)


class RefundForm(OnceForm):
    """Money that was paid back to a client; `balances` are pairs of currency and amount that stand to its credit."""

    def __init__(self, *args, balances, **kwargs):
        super().__init__(*args, **kwargs)
        words = [(code, money.in_words(amount, code)) for code, amount in balances]
        self.fields["currency"] = forms.ChoiceField(label=_("From"), choices=words)
        self.fields["amount"] = forms.DecimalField(label=_("Amount"), **AMOUNT)
        self.fields["note"] = forms.CharField(label=_("Note"), required=False, max_length=300)


class StatementForm(forms.Form):
    """Which account and which days."""

    def __init__(self, *args, currencies, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["currency"] = forms.ChoiceField(
            label=_("Currency"), choices=[(code, code) for code in currencies], required=False
        )
        self.fields["since"] = day(_("From"), required=False)
        self.fields["until"] = day(_("Until"), required=False)
