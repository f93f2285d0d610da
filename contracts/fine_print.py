"""How the hours of a line are drawn, when they can be used and when somebody hears of it: what most agreements leave as usual."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contracts.terms import LEVELS, Hours

MOST_NUMBERS = 10


class NumbersField(forms.CharField):
    """Some whole numbers between two, such as `50, 75, 90`; its value is a tuple of them, each once."""

    def __init__(self, *, least, most, is_falling=False, **more):
        super().__init__(required=False, max_length=80, **more)
        self.least, self.most, self.is_falling = least, most, is_falling

    def prepare_value(self, value):
        return ", ".join(str(number) for number in value) if isinstance(value, tuple) else value

    def clean(self, value):
        words = [word for word in super().clean(value).replace(";", ",").replace("%", "").split(",") if word.strip()]
        said = {"least": self.least, "most": self.most}
        try:
            numbers = {int(word) for word in words}
        except ValueError:
            numbers = {self.least - 1}
        if len(numbers) > MOST_NUMBERS or not all(self.least <= number <= self.most for number in numbers):
            raise ValidationError(_("Write at most ten whole numbers from %(least)s to %(most)s, with commas between.") % said)
        return tuple(sorted(numbers, reverse=self.is_falling))

    def has_changed(self, initial, data):
        return super().has_changed(self.prepare_value(initial), data)


class DrawFields(forms.Form):
    """How worked minutes are drawn (C-32), when the hours can be used (C-43), and when both sides hear of it (C-41)."""

    draw = forms.ChoiceField(
        label=gettext_lazy("A minute of work takes"),
        choices=[
            ("flat", gettext_lazy("One minute of the hours")),
            ("weighted", gettext_lazy("More or less, by level and time of day")),
        ],
        required=False,
    )
    thresholds = NumbersField(
        label=gettext_lazy("Tell when so many % are used"),
        help_text=gettext_lazy("Such as 50, 75, 90, 100. From 90 on the client is asked how to go on."),
        least=1,
        most=100,
    )
    usable_on = forms.ChoiceField(
        label=gettext_lazy("The hours can be used"),
        choices=[("issue", gettext_lazy("From the first day")), ("payment", gettext_lazy("Once their fee is paid"))],
        required=False,
    )
    is_overage_all_inclusive = forms.BooleanField(
        label=gettext_lazy("The rate beyond is the same at all hours"),
        required=False,
        help_text=gettext_lazy("Else evenings, weekends and holidays cost more."),
    )
    DRAW = ("draw", *(f"factor_{level}" for level in LEVELS), "thresholds", "usable_on", "is_overage_all_inclusive")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for level in LEVELS:
            self.fields[f"factor_{level}"] = forms.DecimalField(
                label=_("L%(level)s: a minute counts as") % {"level": level},
                min_value=0,
                max_value=10,
                decimal_places=2,
                required=False,
            )

    def draw_said(self, before: Hours) -> dict:
        """What was entered, as fields of `Hours`; what is left empty stays as it was, save for factors."""
        said = self.cleaned_data
        factors = {level: said[f"factor_{level}"] for level in LEVELS}
        return {
            "draw": said["draw"] or before.draw,
            "level_factors": {level: factor for level, factor in factors.items() if factor is not None},
            "thresholds": said["thresholds"] or before.thresholds,
            "usable_on": said["usable_on"] or before.usable_on,
            "is_overage_all_inclusive": said["is_overage_all_inclusive"],
        }

    @classmethod
    def draw_shown(cls, hours: Hours) -> dict:
        """Initial values."""
        factors = {f"factor_{level}": factor for level, factor in hours.level_factors.items()}
        names = [name for name in cls.DRAW if not name.startswith("factor_")]
        return factors | {name: getattr(hours, name) for name in names}


def reopen_field():
    """Within how many days a ticket that is opened again is the same one (C-46)."""
    return forms.IntegerField(
        label=gettext_lazy("Opened again within, days, it is the same ticket"), min_value=0, max_value=365, required=False
    )
