"""The calendar by which hours of work are told apart into bands (C-16)."""

from contracts.models import Contract
from contracts.queries.contracts import calendars_of
from contracts.terms import Terms
from slas.hours import Hours
from slas.models import CalendarVersion
from slas.queries import OFFICE_HOURS, calendars_by_kind, timeline


def billing_hours(contract: Contract, terms: Terms) -> Hours:
    """The contract's billing calendar in its versions: the one its terms name, else that for office hours (S-46)."""
    named = terms.time.billing_calendar
    calendar = named or calendars_by_kind(contract.tenant_id, contract.client_id, calendars_of(contract))[OFFICE_HOURS]
    rows = CalendarVersion.objects.filter(tenant_id=contract.tenant_id, calendar=calendar).order_by("number")
    return timeline(list(rows))
