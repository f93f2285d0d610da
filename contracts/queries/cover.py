"""Whether work is covered: gathers what the ten questions of C-08 need to know, and asks them."""

from dataclasses import dataclass, replace
from typing import Any

from common.zones import zone
from contracts.allowances import hours_of
from contracts.cover import Place, Question, Verdict, decide, would_cover
from contracts.models import ACCEPTED, Contract, ContractVersion, Suspension
from contracts.queries.agreements import Agreement, agreement_on, version_on
from contracts.queries.contracts import calendars_of, contract_in_force, standing
from contracts.queries.quantities import quantity_left
from contracts.terms import AdHoc, Cover, PerTicket
from products.models import Environment
from slas.models import CalendarVersion
from slas.queries import calendars_by_kind, timeline

NO_TERMS = Cover()
CRITICAL = "critical"
STATES = {"current": "active", "coming": "coming", "over": "over"}


@dataclass(frozen=True)
class Decided:
    """A verdict, and the contract and version of its terms that it was made by (none: the client has none)."""

    verdict: Verdict
    contract: Contract | None
    version: ContractVersion | None
    question: Question
    cover: Cover

    def for_severity(self, severity: str) -> Verdict:
        """The verdict if the same had another severity; asks the database nothing."""
        return decide(replace(self.question, severity=severity), self.cover)


def cover_decision(*, client, at, product=None, contract=None, accepted_at=None, worked_at=None, level=None, **about) -> Decided:
    """Whether a contract of the client covers some work at an instant (C-08).

    `contract` is the one that a ticket is under; without it the one in force for the product is taken. The terms are those of
    the day of `accepted_at` (C-12); the day of the questions is that of `worked_at`, else `at`, in the contract's zone (C-05).
    `about` may hold environment, severity, activity, upgrade (minor or major) and channel. Without `worked_at` the hours are
    asked only of channels through which work begins at once.
    """
    now = worked_at or at
    found, is_product_covered = _contract_for(client, product, contract, now)
    if found is None:
        question = _question(now.astimezone(zone(client.time_zone)).date(), "none", product, True, level, about)
        return Decided(decide(question, NO_TERMS), None, None, question, NO_TERMS)
    told = {"at": at, "product": product, "worked_at": worked_at, "level": level, **about}
    goes_on_from = accepted_at if contract is not None else None
    asked, agreement = _asked(client, found, is_product_covered, accepted_at, goes_on_from, **told)
    quantity = _quantity(agreement, now)
    if quantity.get("minutes_left") == 0 and not quantity.get("tickets_left"):
        quantity["minutes_left"] = _minutes_beside(found, client, now, {"accepted_at": accepted_at, **told})
    question = replace(asked, **quantity)
    return Decided(decide(question, agreement.terms.cover), found, agreement.version, question, agreement.terms.cover)


AT_ONCE = ("phone", "visit", "chat")  # somebody works while the client speaks (S-13)


def covers_beside(contract, *, at, product=None, accepted_at=None, worked_at=None, level=None, **about) -> bool:
    """Whether a contract of the client would cover work that is done under another, so that its hours are for it: the first nine
    questions of C-08, each answered by yes (`decisions.md` 11). Takes what `cover_decision` takes."""
    _contract, is_product_covered = _contract_for(contract.client, product, contract, worked_at or at)
    told = {"at": at, "product": product, "worked_at": worked_at, "level": level, **about}
    question, agreement = _asked(contract.client, contract, is_product_covered, accepted_at, accepted_at, **told)
    return would_cover(question, agreement.terms.cover)


def _asked(client, contract, is_product_covered, accepted_at, goes_on_from, *, at, product, worked_at, level, **about):
    """What is asked of a contract save for its quantities, and what was agreed on the day of acceptance."""
    now, there = worked_at or at, zone(contract.time_zone)
    agreement = agreement_on(contract, (accepted_at or at).astimezone(there).date())
    question = _question(
        now.astimezone(there).date(),
        _state(contract, now, goes_on_from, about.get("severity")),
        product,
        is_product_covered,
        level,
        about,
        places=_places(client, product, about.get("environment")),
        is_in_hours=_is_in_hours(contract, agreement.terms.cover, worked_at or (at if about.get("channel") in AT_ONCE else None)),
    )
    return question, agreement


def _minutes_beside(own, client, now, told):
    """What the client's other contracts have left at an instant for work that they would cover; one query without others."""
    left = 0
    for other in Contract.objects.filter(tenant_id=client.tenant_id, client=client, stage=ACCEPTED).exclude(pk=own.pk):
        other.client = client
        today = now.astimezone(zone(other.time_zone)).date()
        if other.starts_on <= today:
            minutes, _tickets = quantity_left(agreement_on(other, min(today, other.ends_on or today)), now)
            left += minutes if minutes and covers_beside(other, **told) else 0
    return left


def _contract_for(client, product, contract, at):
    """The contract to ask, and whether it covers the product (none: that cannot be told without a product)."""
    if contract is not None:
        covered = {each.product_id for each in contract.covered.all()}
        return contract, not covered or (product.pk in covered if product else None)
    if contract := contract_in_force(client, product, at):
        return contract, True
    others = list(Contract.objects.filter(tenant_id=client.tenant_id, client=client).prefetch_related("covered"))
    if not others:
        return None, True
    for state in ("active", "suspended", "run_off", "coming", "over"):
        for other in others:
            if _state(other, at) == state:
                covers = not other.covered.all() or (
                    any(each.product_id == product.pk for each in other.covered.all()) if product else None
                )
                return other, covers
    return None, True


def _state(contract, at, accepted_at=None, severity=""):
    """Where the contract stands for new work; what was accepted before its end goes on in the run-off (C-58)."""
    if contract.stage != ACCEPTED:
        return "none"
    held = Suspension.objects.filter(tenant_id=contract.tenant_id, contract=contract, from_at__lte=at)
    state = STATES[standing(contract, at)]
    if state == "active" and (suspension := held.exclude(until_at__lte=at).first()):
        return "active" if suspension.lets_critical_through and severity == CRITICAL else "suspended"  # C-62
    if state != "over":
        return state
    run_off = version_on(contract, contract.ends_on).agreed.run_off_days
    if (at.astimezone(zone(contract.time_zone)).date() - contract.ends_on).days > run_off:
        return state
    goes_on = accepted_at is not None and standing(contract, accepted_at) == "current"
    return "active" if goes_on else "run_off"


def _question(today, state, product, is_product_covered, level, about, **more) -> Question:
    told: dict[str, Any] = {"product": product.name if product else "", "is_product_covered": is_product_covered}
    if level is not None:
        told |= {"level": level.number, "level_name": level.name}
    told |= {name: about.get(name) or "" for name in ("severity", "activity", "upgrade", "channel")}
    return Question(today=today, state=state, **told, **more)


def _places(client, product, environment):
    if environment is not None:
        return (_place(environment),)
    if product is None:
        return ()
    rows = Environment.objects.filter(tenant_id=client.tenant_id, client=client, product=product, is_active=True)
    return tuple(_place(row) for row in rows.select_related("version"))


def _place(environment):
    version = environment.version
    return Place(
        environment.name,
        environment.kind,
        version.name if version else "",
        version.ends_on if version else None,
        environment.has_custom_code,
    )


def _is_in_hours(contract, cover, at):
    """Whether an instant is inside the hours that the contract names; none: nothing is asked, or no calendar is chosen."""
    if at is None or not cover.hours_kind or cover.has_after_hours:
        return None
    calendar = calendars_by_kind(contract.tenant_id, contract.client_id, calendars_of(contract)).get(cover.hours_kind)
    versions = list(CalendarVersion.objects.filter(tenant_id=contract.tenant_id, calendar=calendar).order_by("number"))
    return timeline(versions).is_open(at) if versions else None


def _quantity(agreement: Agreement, at):
    """What is left of hours and tickets at an instant, and whether more of them has a price; without lines nothing is counted.

    Where a line absorbs what goes beyond it, nothing is ever used up (C-35).
    """
    terms = [told for _line, told in agreement.lines]
    overages = {getattr(hours_of(told), "overage", "") for told in terms}
    if not terms or "absorb" in overages:
        return {}
    is_priced = bool(overages - {"", "block"}) or any(isinstance(told, AdHoc | PerTicket) for told in terms)
    if all(isinstance(told, AdHoc) for told in terms):
        return {"minutes_left": 0, "is_overage_priced": True}
    minutes, tickets = quantity_left(agreement, at)
    return {"is_overage_priced": is_priced, "minutes_left": minutes, "tickets_left": tickets}
