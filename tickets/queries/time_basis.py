"""What work is reckoned by: the terms of its contract on the day, the zone of its dates and the billing calendar (C-05, C-16)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from contracts.bands import minutes_by_band
from contracts.models import Contract
from contracts.pricing import Rounding
from contracts.queries import billing_hours, version_on
from contracts.spans import day_of
from contracts.terms import Terms
from slas.hours import Hours
from slas.openhours import OpenHours
from slas.queries import OFFICE_HOURS, calendars_by_kind, hours_of_calendar


@dataclass(frozen=True)
class Basis:
    """Without a contract the terms are the usual ones, and the zone is the client's."""

    contract: Contract | None
    terms: Terms
    zone: str
    calendar: Hours

    @property
    def rounding(self) -> Rounding:
        rules = self.terms.time
        return Rounding(rules.rounding, rules.increment_minutes, rules.minimums)

    def day_of(self, at: datetime) -> date:
        """The local date of an instant (C-05, EX-C6)."""
        return day_of(at, self.zone)

    def worked(self, started_at: datetime, ended_at: datetime) -> dict[str, Any]:
        """When an entry was worked: its instants, the local day on which it began, and the minutes of each band (C-16, C-19)."""
        bands = minutes_by_band(started_at, ended_at, self.calendar)
        return {"started_at": started_at, "ended_at": ended_at, "work_on": self.day_of(started_at), "bands": bands}


def basis_for(*, client, contract, ticket, started_at) -> Basis:
    """The basis of work that began at an instant; a ticket keeps the version that it was accepted under (C-12)."""
    zone = contract.time_zone if contract else client.time_zone
    terms = Terms()
    if contract is not None:
        terms = version_on(contract, day_of(ticket.received_at if ticket else started_at, zone)).agreed
    return Basis(contract, terms, zone, billing_hours(contract, terms) if contract else _office_hours(client))


def _office_hours(client):
    """What the client, else the tenant, means by office hours (S-46)."""
    calendar_id = calendars_by_kind(client.tenant_id, client.pk).get(OFFICE_HOURS)
    found = hours_of_calendar(client.tenant_id, calendar_id) if calendar_id else None
    return found or Hours(OpenHours(client.time_zone, always_open=True))
