"""How a list of tickets is narrowed."""

import django_filters
from django.utils.translation import gettext_lazy as _

from accounts.api.filters import InstantFilter, VisibleFilter
from accounts.models import Client, Membership
from contracts.models import Contract
from slas.models import SEVERITIES
from tickets.models import WORK_KINDS, WORK_STATUSES, Ticket, TimeEntry
from tickets.transitions import STATUSES, as_client_sees


class TicketFilters(django_filters.FilterSet):
    """Several values of one parameter are alternatives, several parameters all hold."""

    status = django_filters.MultipleChoiceFilter(
        choices=[(code, names[0]) for code, names in STATUSES.items()],
        method="with_status",
        help_text=_("Repeat it for several. A contact's token knows the statuses that contacts are told."),
    )
    severity = django_filters.MultipleChoiceFilter(choices=list(SEVERITIES.items()), help_text=_("Repeat it for several."))
    client = VisibleFilter(Client, help_text=_("Id of a client company."))
    number = django_filters.NumberFilter(min_value=1, max_value=2**31 - 1, help_text=_("The number that people call it by."))
    updated_since = InstantFilter(
        field_name="updated_at", lookup_expr="gte", help_text=_("RFC 3339, such as 2026-06-08T08:00:00Z.")
    )

    class Meta:
        model = Ticket
        fields: list = []

    def with_status(self, rows, name, chosen):
        if not chosen:
            return rows
        if self.request.member.client_id:
            chosen = [status for status in STATUSES if as_client_sees(status) in chosen]
        return rows.filter(status__in=chosen)


class TimeFilters(django_filters.FilterSet):
    """Several parameters all hold."""

    ticket = VisibleFilter(Ticket, help_text=_("Id of a ticket."))
    client = VisibleFilter(Client, help_text=_("Id of a client company."))
    contract = VisibleFilter(Contract, help_text=_("Id of a contract."))
    member = VisibleFilter(Membership, help_text=_("Id of who worked."))
    kind = django_filters.MultipleChoiceFilter(choices=list(WORK_KINDS.items()), help_text=_("Repeat it for several."))
    status = django_filters.MultipleChoiceFilter(choices=list(WORK_STATUSES.items()), help_text=_("Repeat it for several."))
    started_since = InstantFilter(field_name="started_at", lookup_expr="gte", help_text=_("Work that began then or later."))
    started_before = InstantFilter(field_name="started_at", lookup_expr="lt", help_text=_("Work that began earlier."))

    class Meta:
        model = TimeEntry
        fields: list = []
