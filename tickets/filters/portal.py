"""How contacts narrow the list of their tickets."""

import django_filters as filters
from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from products.models import Product
from slas.models import SEVERITIES
from tickets.models import Ticket
from tickets.transitions import CANCELLED, CLOSED, OPEN_STATUSES, RESOLVED, WAITING_APPROVAL, WAITING_CLIENT

# What a client calls them -> the statuses meant
GROUPS = {
    "open": (_("Open"), OPEN_STATUSES),
    "yours": (_("Needs you"), (WAITING_CLIENT, WAITING_APPROVAL, RESOLVED)),
    "closed": (_("Closed"), (CLOSED, CANCELLED)),
}
GREATEST_NUMBER = 2**31 - 1


class PortalTicketFilter(filters.FilterSet):
    """Words in the title, or a number; a group of statuses; severity; product."""

    q = filters.CharFilter(
        label=_("Title or number"), method="by_words", max_length=200, widget=forms.TextInput(attrs={"type": "search"})
    )
    status = filters.ChoiceFilter(
        label=_("Status"),
        choices=[(code, name) for code, (name, _statuses) in GROUPS.items()],
        method="by_group",
        empty_label=_("Any status"),
    )
    severity = filters.ChoiceFilter(label=_("Severity"), choices=list(SEVERITIES.items()), empty_label=_("Any severity"))
    product = filters.ModelChoiceFilter(label=_("Product"), queryset=lambda request: _own(request), empty_label=_("Any product"))

    class Meta:
        model = Ticket
        fields = ()

    def by_group(self, rows, name, value):
        return rows.filter(status__in=GROUPS[value][1])

    def by_words(self, rows, name, value):
        number = value.strip().removeprefix("#")
        wanted = Q(title__icontains=value.strip())
        if number.isdecimal() and int(number) <= GREATEST_NUMBER:
            wanted |= Q(number=int(number))
        return rows.filter(wanted)


def _own(request):
    return Product.objects.visible_to(request.member)
