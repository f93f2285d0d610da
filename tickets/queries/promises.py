"""What a client is promised for a ticket received at an instant: the very thing that `open_ticket` then pins."""

from datetime import datetime
from typing import NamedTuple

from contracts.models import Contract
from contracts.queries import calendars_of, conditions_of, contract_in_force, tier_meant
from slas.keys import terms_key
from slas.models import SEVERITIES, TierVersion
from slas.openhours import NoOpenTime
from slas.queries import best_effort_tier, calendars_by_kind, load_terms, newest_pins, version_in_force
from slas.terms import Unit
from tickets.queries.cover import asked_before, withholds_promises

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


def cover_of(client, product, at, *, severity="", type=None, source="") -> Cover:
    """The contract of the product at an instant and the tier version that it means for such a ticket, else best effort (D-22)."""
    contract = contract_in_force(client, product, at)
    return _covers(client, contract, at, [severity], product=product, type=type, source=source)[severity]


def covers_by_severity(client, product, at, *, type=None, source="") -> dict[str, Cover]:
    """The same for every severity, read at once; best effort for those that the contract would not cover (C-13)."""
    contract = contract_in_force(client, product, at)
    covers = _covers(client, contract, at, list(SEVERITIES), product=product, type=type, source=source)
    if contract is None:
        return covers
    about = {"product": product, "environment": None, "severity": "", "type": type, "source": source}
    decided = asked_before(client, contract, at, **about)
    withheld = [severity for severity in covers if withholds_promises(decided.for_severity(severity))]
    if withheld:
        common = best_effort(client, at, withheld[0])._replace(contract=contract)
        covers |= dict.fromkeys(withheld, common)
    return covers


def cover_under(contract, ticket, at) -> Cover:
    """What that contract of the ticket's client promises for such a ticket at an instant (S-38)."""
    facts = {"product": ticket.product, "type": ticket.type, "source": ticket.source}
    return _covers(ticket.client, contract, at, [ticket.severity], **facts)[ticket.severity]


def best_effort(client, at, severity) -> Cover:
    """What everybody is promised: for a ticket of which nobody has decided yet whether it is covered (`decisions.md` 12)."""
    return _covers(client, None, at, [severity], product=None, type=None, source="")[severity]


def _covers(client, contract, at, severities, *, product, type, source):
    conditions = conditions_of(contract) if contract else []
    calendars = calendars_by_kind(client.tenant_id, client.pk, calendars_of(contract))
    facts = {"type_id": type.pk if type else None, "product_id": product.pk if product else None, "source": source}
    common = None if contract else (best_effort_tier(client.tenant_id), None)
    known: dict = {}  # tier and frozen version -> cover
    covers = {}
    for severity in severities:
        meant = tier_meant(contract, conditions, severity=severity, **facts) if contract else common
        if meant not in known:
            version = meant[1] or version_in_force(meant[0], at)
            pins = newest_pins(client.tenant_id, calendars.values(), version.pk)
            known[meant] = Cover(contract, version, terms_key(version.pk, calendars, pins))
        covers[severity] = known[meant]
    return covers


def promises_if_sent(covers, at, type_code=None) -> dict[str, dict[str, Promise]]:
    """Severity -> metric -> promise, counted from `at` by the arithmetic that clocks use (S-05)."""
    one = next(iter(covers.values()))
    loaded = load_terms(one.version.tenant_id, {cover.terms_key for cover in covers.values()})
    found: dict[str, dict[str, Promise]] = {}
    for severity, cover in covers.items():
        found[severity], terms = {}, loaded[cover.terms_key]
        for metric in PROMISED:
            target = terms.target_for(metric, severity, type_code)
            if target is not None:
                due = due_if_sent(target, terms.hours[target.hours], at)
                found[severity][metric] = Promise(metric, target.amount, target.unit, cover.version.hours[severity], due)
    return found


def due_if_sent(target, hours, at):
    """When a target runs out that begins at an instant, on the engine's own arithmetic; none without open time for it."""
    try:
        if target.unit == Unit.END_OF_NEXT_BUSINESS_DAY:
            return hours.end_of_next_business_day(at)
        return hours.add(at, target.seconds(hours, at))
    except NoOpenTime:
        return None
