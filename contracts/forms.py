"""The shape of what is said about contracts."""

from django import forms
from django.utils.translation import gettext_lazy as _

from common import money
from common.inputs import DayField, pick, pick_some, zone_field
from contracts.models import ACCEPTED, DRAFT, KINDS
from slas.models import HOURS_KINDS, SEVERITIES, SOURCES

SPARE_LINES = 3  # empty ones; saving gives new ones
STANDINGS = {
    "": _("Current and coming"),
    "renewal": _("Renewals due"),
    "risk": _("At risk"),
    "over": _("Over"),
    "all": _("All"),
}


def currency_field(**more):
    """A currency that we know; any other is refused by its name (C-01)."""
    words = {"invalid_choice": _("“%(value)s” is no currency we know; use its three letters, such as EUR.")}
    return forms.ChoiceField(**({"label": _("Currency"), "choices": money.choices(), "error_messages": words} | more))


class DayInput(forms.DateInput):
    """The browser's own date picker, which wants ISO dates."""

    input_type = "date"

    def __init__(self, **more):
        super().__init__(format="%Y-%m-%d", **more)


class ContractSearch(forms.Form):
    """Which contracts to list; anything unknown is left out."""

    q = forms.CharField(required=False, max_length=160)
    kind = forms.ChoiceField(required=False, choices=[("", _("Any kind")), *KINDS.items()])
    tier = forms.UUIDField(required=False)
    state = forms.ChoiceField(required=False, choices=STANDINGS)


class ClientChoice(forms.Form):
    """Whose contract it is going to be, and from which package."""

    def __init__(self, *args, clients, packages=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["client"] = pick(clients, label=_("Client"))
        if packages:
            words = _("Fills in its terms; all of them can be changed.")
            self.fields["package"] = pick(packages, empty=_("None"), label=_("Package"), help_text=words)


class ContractForm(forms.Form):
    """A contract to be: tier, days, products, and calendars where the client's usual ones do not fit."""

    name = forms.CharField(label=_("Name"), max_length=120, help_text=_("As both sides call it, such as Premium 2026."))
    kind = forms.ChoiceField(label=_("Kind"), choices=KINDS)

    def __init__(self, *args, tiers, products, calendars, managers=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reference"] = forms.CharField(
            label=_("Reference"), max_length=40, required=False, help_text=_("On offers and invoices, such as KES-2026-R.")
        )
        self.fields["currency"] = currency_field(required=False)
        self.fields["account_manager"] = pick(managers, empty=_("None"), label=_("Account manager"))
        self.fields["is_draft"] = forms.BooleanField(
            label=_("A draft"),
            required=False,
            help_text=_("Covers nothing until it is offered and accepted."),
        )
        self.fields["tier"] = pick(tiers, label=_("Tier"))
        self.fields["is_frozen"] = forms.BooleanField(
            label=_("Terms frozen"), required=False, help_text=_("Keeps today's targets, whatever the tier publishes later.")
        )
        self.fields["starts_on"] = DayField(label=_("First day"), widget=DayInput())
        self.fields["ends_on"] = DayField(
            label=_("Last day"), required=False, widget=DayInput(), help_text=_("Included. Empty: no end.")
        )
        self.fields["time_zone"] = zone_field(help_text=_("Days begin and end in this zone."))
        self.fields["products"] = pick_some(
            products, label=_("Products covered"), help_text=_("None chosen: everything that the client uses.")
        )
        self.hours_fields = {}
        for number, (kind, name) in enumerate(HOURS_KINDS.items()):
            key = f"calendar_{number}"
            self.hours_fields[key] = kind
            self.fields[key] = pick(calendars, empty=_("The client's usual"), label=_("Calendar for %(hours)s") % {"hours": name})

    def clean(self):
        cleaned = super().clean()
        chosen = {kind: cleaned.pop(key, None) for key, kind in self.hours_fields.items()}
        cleaned["calendars"] = {kind: calendar for kind, calendar in chosen.items() if calendar}
        cleaned["stage"] = DRAFT if cleaned.pop("is_draft", False) else ACCEPTED
        cleaned["currency"] = cleaned.get("currency") or money.DEFAULT
        return cleaned

    @property
    def terms(self):
        return [self[name] for name in ("name", "reference", "kind", "tier", "is_frozen", "products")]

    @property
    def who(self):
        return [self[name] for name in ("account_manager", "currency", "is_draft")]

    @property
    def days(self):
        return [self[name] for name in ("starts_on", "ends_on", "time_zone")]

    @property
    def hours(self):
        return [self[key] for key in self.hours_fields]


class EndForm(forms.Form):
    """When a contract ends."""

    ends_on = DayField(label=_("Last day"), required=False, widget=DayInput(), help_text=_("Included. Empty: no end."))


class ConditionsForm(forms.Form):
    """For which tickets a contract means another tier: lines in their order; one without a tier is left out."""

    PARTS = ("severity", "ticket_type", "product", "source", "tier")

    def __init__(self, *args, conditions, tiers, types, products, **kwargs):
        super().__init__(*args, **kwargs)
        self.lines = range(len(conditions) + SPARE_LINES)
        for number in self.lines:
            self.fields[f"place_{number}"] = forms.IntegerField(
                label=_("Place"), min_value=1, max_value=99, initial=number + 1, widget=_place(), required=False
            )
            self.fields[f"severity_{number}"] = _any(_("Severity"), SEVERITIES)
            self.fields[f"ticket_type_{number}"] = pick(types, empty=_("any"), label=_("Type"), widget=_choice(_("Type")))
            self.fields[f"product_{number}"] = pick(products, empty=_("any"), label=_("Product"), widget=_choice(_("Product")))
            self.fields[f"source_{number}"] = _any(_("Reached us by"), SOURCES)
            self.fields[f"tier_{number}"] = pick(tiers, empty="–", label=_("Tier"), widget=_choice(_("Tier")))
        for number, condition in enumerate(conditions):
            said = {"severity": condition.severity, "ticket_type": condition.ticket_type_id, "product": condition.product_id}
            said |= {"source": condition.source, "tier": condition.tier_id}
            self.initial |= {f"{part}_{number}": value for part, value in said.items()}

    def clean(self):
        said = super().clean()
        lines = []
        for number in self.lines:
            line = {part: said.get(f"{part}_{number}") for part in self.PARTS}
            if line["tier"]:
                lines.append((said.get(f"place_{number}") or number + 1, number, line))
            elif any(line.values()):
                self.add_error(f"tier_{number}", _("Choose the tier that is meant, or empty the line."))
        return {"conditions": [line for _place, _number, line in sorted(lines, key=lambda each: each[:2])]}

    def rows(self):
        """For the table: the bound fields of each line."""
        return [[self[f"{part}_{number}"] for part in ("place", *self.PARTS)] for number in self.lines]


def _choice(label):
    return forms.Select(attrs={"class": "input", "aria-label": label})


def _place():
    return forms.NumberInput(attrs={"class": "input", "aria-label": _("Place"), "min": 1})


def _any(label, names):
    return forms.ChoiceField(label=label, choices=[("", _("any")), *names.items()], required=False, widget=_choice(label))
