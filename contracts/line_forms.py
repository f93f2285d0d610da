"""The shape of a contract's lines, a form for each kind: a line is meant where its name is filled in."""

from decimal import Decimal

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.inputs import DayField
from contracts.fine_print import DrawFields, NumbersField, reopen_field
from contracts.forms import DayInput
from contracts.spans import minutes_of_days
from contracts.terms import LEVELS, REOPEN_DAYS, AdHoc, Bucket, Hours, PackageLine, Retainer

PERIODS = [("month", _("Month")), ("quarter", _("Quarter")), ("year", _("Year"))]
OVERAGES = [
    ("bill", _("Bill them")),
    ("block", _("Hold them until the client agrees")),
    ("borrow", _("Borrow from the next period, then bill")),
    ("absorb", _("Work on for free")),
]
ROLLOVERS = [
    ("none", _("Nothing is carried over")),
    ("capped", _("Up to a part, for some periods")),
    ("unlimited", _("All, until the contract ends")),
]


def money_field(label, **more):
    return forms.DecimalField(label=label, max_digits=14, decimal_places=3, min_value=0, **({"required": False} | more))


def hours_field(label, **more):
    """Hours as a decimal number; stored as whole minutes."""
    return forms.DecimalField(label=label, max_digits=8, decimal_places=2, min_value=0, **({"required": False} | more))


class LineForm(forms.Form):
    """What all lines share. `asked` are the fields without which a named line is none."""

    kind = ""
    asked: tuple[str, ...] = ()
    FINE: tuple[str, ...] = ()  # what most leave as usual
    name = forms.CharField(label=_("Name of the line"), max_length=120, required=False)

    def clean(self):
        said = super().clean()
        if said.get("name"):
            for key in self.asked:
                if said.get(key) is None and key not in self.errors:
                    self.add_error(key, _("This is needed for the line."))
        elif any(said.get(key) not in (None, "") for key in self.asked):
            self.add_error("name", _("Give the line a name, or empty its fields."))
        return said

    @property
    def main(self):
        """For the page: what each line says."""
        return [part for part in self if part.name not in self.FINE]

    @property
    def fine_print(self):
        """For the page: what most lines leave as usual."""
        return [self[name] for name in self.FINE]

    @property
    def is_fine_print_wrong(self):
        return any(part.errors for part in self.fine_print)

    @property
    def is_meant(self):
        return bool(self.cleaned_data.get("name"))

    def reopen_days_of(self, old):
        """What was entered of it, else what was agreed, else as usual (C-46)."""
        said = self.cleaned_data["reopen_days"]
        return getattr(old, "reopen_days", REOPEN_DAYS) if said is None else said

    def filled(self, **defaults):
        """The cleaned values, with what is as usual where nothing was said."""
        return {
            key: self.cleaned_data[key] if self.cleaned_data[key] not in (None, "") else value for key, value in defaults.items()
        }


class AllowanceForm(DrawFields, LineForm):
    """Hours or days a period for a fee (C-28 to C-38)."""

    asked, FINE = ("amount", "fee"), DrawFields.DRAW
    made: type = Retainer
    amount = hours_field(_("Hours or days a period"))
    unit = forms.ChoiceField(
        label=_("Counted in"), choices=[("hours", pgettext_lazy("amount", "Hours")), ("days", _("Days"))], required=False
    )
    minutes_per_day = forms.IntegerField(label=_("Minutes in a day"), min_value=1, max_value=1440, required=False)
    fee = money_field(_("Fee a period"))
    period = forms.ChoiceField(label=_("Period"), choices=PERIODS, required=False)
    is_calendar_aligned = forms.BooleanField(
        label=_("Periods begin with the calendar’s"), required=False, help_text=_("The first and the last are charged by days.")
    )
    overage = forms.ChoiceField(label=_("Hours beyond the allowance"), choices=OVERAGES, required=False)
    overage_rate = money_field(_("Rate an hour beyond it"), help_text=_("Empty: the usual rate."))
    borrow_percent = forms.IntegerField(label=_("Borrow at most %"), min_value=0, max_value=100, required=False)
    rollover = forms.ChoiceField(label=_("Unused hours"), choices=ROLLOVERS, required=False)
    roll_percent = forms.IntegerField(label=_("Carry over at most %"), min_value=0, max_value=100, required=False)
    roll_periods = forms.IntegerField(label=_("For periods"), min_value=1, max_value=36, required=False)

    def terms(self, old=None):
        said = self.cleaned_data
        per_day = said["minutes_per_day"] or 480
        in_days = said["unit"] == "days"
        minutes = minutes_of_days(said["amount"], per_day if in_days else 60)
        usual = self.filled(overage="bill", borrow_percent=25, rollover="none", roll_percent=50, roll_periods=1)
        hours = Hours(
            allowance_minutes=minutes,
            minutes_per_day=per_day,
            is_in_days=in_days,
            overage_rate=said["overage_rate"],
            **usual,
            **self.draw_said(getattr(old, "hours", None) or Hours(allowance_minutes=0)),
        )
        return self.made(
            hours=hours,
            fee=said["fee"],
            period=said["period"] or "month",
            is_calendar_aligned=said["is_calendar_aligned"],
            **self.more(old),
        )

    def more(self, old):
        """What the terms of this kind of line have besides."""
        return {}

    @staticmethod
    def initial_of(terms):
        hours = terms.hours
        per = hours.minutes_per_day if hours.is_in_days else 60
        names = ("minutes_per_day", "overage", "overage_rate", "borrow_percent", "rollover", "roll_percent", "roll_periods")
        return {
            "amount": (Decimal(hours.allowance_minutes) / per).quantize(Decimal("0.01")).normalize().__format__("f"),
            "unit": "days" if hours.is_in_days else "hours",
            "fee": terms.fee,
            "period": terms.period,
            "is_calendar_aligned": terms.is_calendar_aligned,
            **{name: getattr(hours, name) for name in names},
            **DrawFields.draw_shown(hours),
        }


class RetainerForm(AllowanceForm):
    kind, title = "retainer", _("Retainer")


class PackageLineForm(AllowanceForm):
    """With tickets of some levels included (C-48)."""

    kind, title, made = "package", _("Package"), PackageLine
    FINE = (*DrawFields.DRAW, "reopen_days")
    reopen_days = reopen_field()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for level in LEVELS:
            self.fields[f"included_{level}"] = forms.IntegerField(
                label=_("Tickets included at L%(level)s") % {"level": level}, min_value=0, max_value=100000, required=False
            )

    def more(self, old):
        counts = {level: self.cleaned_data[f"included_{level}"] for level in LEVELS}
        included = {level: count for level, count in counts.items() if count}
        return {"included_tickets": included, "reopen_days": self.reopen_days_of(old)}

    @staticmethod
    def initial_of(terms):
        tickets = {f"included_{level}": count for level, count in terms.included_tickets.items()}
        return AllowanceForm.initial_of(terms) | tickets | {"reopen_days": terms.reopen_days}


class BucketForm(LineForm):
    """Hours bought once (C-44)."""

    kind, title, asked = "bucket", _("Bucket of hours"), ("amount", "price", "expires_on")
    FINE = ("notice_days",)
    amount = hours_field(pgettext_lazy("amount", "Hours"))
    price = money_field(_("Price"))
    expires_on = DayField(label=_("To be used until"), required=False, widget=DayInput(), help_text=_("Included."))
    notice_days = NumbersField(
        label=_("Remind of the last day, days before"), help_text=_("Such as 60, 30, 7."), least=1, most=365, is_falling=True
    )

    def terms(self, old=None):
        said = self.cleaned_data
        days = said["notice_days"] or getattr(old, "notice_days", None)
        more = {"notice_days": days} if days else {}
        return Bucket(minutes=minutes_of_days(said["amount"], 60), price=said["price"], expires_on=said["expires_on"], **more)

    @staticmethod
    def initial_of(terms):
        names = ("price", "expires_on", "notice_days")
        return {"amount": Decimal(terms.minutes) / 60} | {name: getattr(terms, name) for name in names}


class AdHocForm(LineForm):
    """Work by the hour after a quote (C-20 to C-27)."""

    kind, title = "ad_hoc", _("Ad hoc")
    billing = forms.ChoiceField(
        label=_("Billed"), choices=[("on_completion", _("When done")), ("upfront", _("Before the work"))], required=False
    )
    starts_when = forms.ChoiceField(
        label=_("Work billed before starts when"), choices=[("paid", _("Paid")), ("issued", _("Invoiced"))], required=False
    )

    def terms(self, old=None):
        return AdHoc(**self.filled(billing="on_completion", starts_when="paid"))

    @staticmethod
    def initial_of(terms):
        return {"billing": terms.billing, "starts_when": terms.starts_when}
