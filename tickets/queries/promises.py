"""What a client is promised for a ticket received at an instant: the very thing that `open_ticket` then pins."""

from datetime import datetime
from typing import NamedTuple

from contracts.models import Contract
from contracts.queries import calendars_of, contract_in_force
from slas.keys import terms_key
from slas.models import SEVERITIES, TierVersion
from slas.openhours import NoOpenTime
from slas.queries import best_effort_tier, calendars_by_kind, load_terms, newest_pins, version_in_force
from slas.terms import Unit

PROMISED = ("first_response", "resolution")


class Cover(NamedTuple):
    """What a ticket falls under: a contract or none, the tier version in force, and what events call the two with calendars."""

    contract: Contract | None
    version: TierVersion
    terms_key: str


class Promise(NamedTuple):
    """One promise for one severity; `due_at` is none when the calendar has no open time for it."""

    metric: str
    amount: int
    unit: str
    hours: str  # kind of hours, such as 8/5
    due_at: datetime | None


def cover_of(client, product, at) -> Cover:
    """The contract of the product at an instant and its tier's version, else best effort (S-34)."""
    return _cover(client, contract_in_force(client, product, at), at)


def cover_under(contract, ticket, at) -> Cover:
    """What that contract of the ticket's client promises at an instant (S-38)."""
    return _cover(ticket.client, contract, at)


def _cover(client, contract, at):
    tier = contract.tier if contract else best_effort_tier(client.tenant_id)
    version = contract.frozen_version if contract and contract.is_frozen else version_in_force(tier, at)
    calendars = calendars_by_kind(client.tenant_id, client.pk, calendars_of(contract))
    pins = newest_pins(client.tenant_id, calendars.values(), version.pk)
    return Cover(contract, version, terms_key(version.pk, calendars, pins))


def promises_if_sent(cover, at, type_code=None) -> dict[str, dict[str, Promise]]:
    """Severity -> metric -> promise, counted from `at` by the arithmetic that clocks use (S-05)."""
    terms = load_terms(cover.version.tenant_id, [cover.terms_key])[cover.terms_key]
    found: dict[str, dict[str, Promise]] = {}
    for severity in SEVERITIES:
        found[severity] = {}
        for metric in PROMISED:
            target = terms.target_for(metric, severity, type_code)
            if target is not None:
                due = _due(target, terms.hours[target.hours], at)
                found[severity][metric] = Promise(metric, target.amount, target.unit, cover.version.hours[severity], due)
    return found


def _due(target, hours, at):
    try:
        if target.unit == Unit.END_OF_NEXT_BUSINESS_DAY:
            return hours.end_of_next_business_day(at)
        return hours.add(at, target.seconds(hours, at))
    except NoOpenTime:
        return None
