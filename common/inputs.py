"""Form fields that several apps share: a time zone, and one or some of a list of objects that was read once."""

from datetime import date

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import gettext_lazy as _

from common.zones import zone_names


def zone_field(**more):
    """An IANA time zone."""
    choices = [(name, name.replace("_", " ")) for name in zone_names()]
    return forms.ChoiceField(**({"label": _("Time zone"), "choices": choices} | more))


class DayField(forms.DateField):
    """A day far enough from both ends of the calendar that days, months and local midnights can be counted on from it."""

    def __init__(self, **more):
        words = _("Choose a day between the years 1970 and 2100.")
        super().__init__(**more)
        self.validators += [MinValueValidator(date(1970, 1, 1), words), MaxValueValidator(date(2100, 12, 31), words)]


def pick(objects, empty=None, label_of=str, **more):
    """One of `objects`; `empty` words the choice of none, which is then allowed. Several fields may share one list."""
    known = {str(one.pk): one for one in objects}
    choices = [(pk, label_of(one)) for pk, one in known.items()]
    first = [("", empty if empty is not None else _("Choose"))]
    return forms.TypedChoiceField(choices=first + choices, coerce=known.get, empty_value=None, required=empty is None, **more)


def pick_some(objects, **more):
    """Any number of `objects`, as boxes."""
    known = {str(one.pk): one for one in objects}
    more.setdefault("required", False)
    return forms.TypedMultipleChoiceField(
        choices=[(pk, str(one)) for pk, one in known.items()],
        coerce=known.get,
        empty_value=[],
        widget=forms.CheckboxSelectMultiple,
        **more,
    )
