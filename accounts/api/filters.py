"""Filters of lists: a value that cannot be used is told by the name of its parameter."""

import django_filters
from django.core.exceptions import ValidationError
from django_filters.rest_framework import DjangoFilterBackend

from accounts.api.problems import parameter_problem
from common.paging import in_utc


class ParameterFilters(DjangoFilterBackend):
    """django-filter, with the API's problems."""

    def filter_queryset(self, request, queryset, view):
        filterset = self.get_filterset(request, queryset, view)
        if filterset is None:
            return queryset
        if not filterset.is_valid():
            raise parameter_problem(filterset.errors)
        return filterset.qs


class _InstantField(django_filters.fields.IsoDateTimeField):
    def clean(self, value):
        moment = super().clean(value)
        if moment is not None and in_utc(moment) is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return moment and in_utc(moment)


class InstantFilter(django_filters.IsoDateTimeFilter):
    """An instant, in whatever zone it is written."""

    field_class = _InstantField


class VisibleFilter(django_filters.ModelChoiceFilter):
    """A row of `model` that is visible to the caller, by its id."""

    def __init__(self, model, **options):
        super().__init__(queryset=lambda request: _visible(model, request), **options)
        self.model = model


def _visible(model, request):
    """Nothing where nobody asks, as when the schema is made."""
    member = getattr(request, "member", None)
    return model._default_manager.visible_to(member) if member else model._default_manager.none()
