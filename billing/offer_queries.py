"""What-if: the last twelve months of a client's work priced under each package, a retainer, by the hour, and as agreed now."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_UP, Decimal
from typing import Any

from django.utils.translation import gettext as _

from billing.queries import default_entity
from common import money
from contracts.fees import fee_of
from contracts.models import ACCEPTED, Contract, Package
from contracts.package_presets import LINE
from contracts.queries import agreement_on, cards_for, rates_by_band
from contracts.spans import Span, day_of, half_up
from contracts.terms import MULTIPLIERS, Fte, Hours, PackageLine, Retainer, Terms
from contracts.what_if import MONTHS, Offer, Outcome, Work, compare, portions, twelve_months
from tickets.queries.work_done import free_minutes, work_done

NOW, RETAINER, AD_HOC = "now", "retainer", "ad_hoc"


@dataclass(frozen=True)
class Size:
    """A retainer that is tried: hours a month at a price per hour, and what becomes of unused ones."""

    hours: Decimal
    price: Decimal | None
    rollover: str = "none"


@dataclass(frozen=True)
class Comparison:
    """Everything that the page and the API show; money is in `currency`, without tax."""

    client: Any
    contract: Contract | None
    span: Span
    currency: str
    size: Size
    worked: int  # billable minutes, rounded by ticket and day
    given: int  # minutes given away
    outcomes: list[Outcome]
    left_out: list[tuple[str, str]]  # packages in another currency, and that
    idle_months: int = 0  # without any work; fees are counted for them all the same

    @property
    def not_compared_names(self) -> list[str]:
        return [name for name, _currency in self.left_out]

    @property
    def unrated_levels(self) -> list[int]:
        """Levels of which some work has no rate under some offer."""
        return sorted({level for each in self.outcomes for level in each.unrated_levels})

    @property
    def now(self) -> Outcome | None:
        """Under what is agreed today, where that can be told."""
        return next((each for each in self.outcomes if each.offer.code == NOW), None)


def comparison_for(member, client, at, contract=None, **chosen) -> Comparison:
    """The comparison for all of a client's work or that on one contract, in a number of queries that does not grow with it.

    The months are whole ones in the contract's zone, else the client's. `chosen` are `hours` a month, `price` an hour and
    `rollover` of the retainer; what is missing is the average of the months, up to a whole hour, at the price of the retainer
    in force, else at the rate of the level that worked most.
    """
    today = day_of(at, (contract or client).time_zone)
    span = twelve_months(today)
    currency = contract.currency if contract else _currency_of(client)
    cards = cards_for(tenant_id=client.tenant_id, currency=currency, client_id=client.pk)
    agreed = agreement_on(contract, today) if contract else None
    terms = Terms(time=agreed.terms.time) if agreed else Terms()
    work = work_done(member, client, span, contract)
    worked = sum(sum(portion.minutes.values()) for portion in portions(terms, work))
    now = _as_agreed(agreed, client)
    size = _size(chosen, worked, now, _usual_rate(work, cards, span.ends_on), currency)
    packages, left_out = _packages(member, currency, cards)
    offers = [*([now] if now else []), *packages, *_retainer(size, terms, cards, currency)]
    offers.append(Offer(AD_HOC, _("By the hour"), terms, None, cards))
    return Comparison(
        client=client,
        contract=contract,
        span=span,
        currency=currency,
        size=size,
        worked=worked,
        given=free_minutes(member, client, span, contract),
        outcomes=compare(offers, work, span, currency) if work else [],
        left_out=left_out,
        idle_months=MONTHS - len({done.work_on.replace(day=1) for done in work}),
    )


def _currency_of(client):
    """That of the client's newest contract, else of the legal entity that invoices."""
    rows = Contract.objects.filter(tenant_id=client.tenant_id, client=client, stage=ACCEPTED).order_by("-starts_on")
    found = rows.values_list("currency", flat=True).first()
    if found is None:
        entity = default_entity(client.tenant_id)
        found = entity.currency if entity else money.DEFAULT
    return found


def _as_agreed(agreed, client):
    """Today's terms, where one line has the fee and the hours; a contract with several has no single price to compare."""
    lines = [(line, said) for line, said in agreed.lines if fee_of(said, agreed.contract.currency) is not None] if agreed else []
    if len(lines) != 1 or not isinstance(lines[0][1], Retainer | PackageLine | Fte):
        return None
    line, said = lines[0]
    of = {"currency": agreed.contract.currency, "client_id": client.pk, "contract": agreed.contract, "line": line}
    return Offer(NOW, _("As agreed now"), agreed.terms, said, cards_for(tenant_id=client.tenant_id, **of))


def _packages(member, currency, cards):
    """The packages that are offered, by their newest version, from the lowest fee; and those in another currency."""
    rows = Package.objects.visible_to(member).filter(is_active=True).prefetch_related("versions")
    offers, left_out = [], []
    for package in rows:
        newest = package.versions.all()[0]
        line = newest.agreed.lines.get(LINE)
        if newest.currency != currency:
            left_out.append((package.name, newest.currency))
        elif line is not None:
            offers.append(Offer(f"package:{package.pk}", package.name, newest.agreed, line, cards))
    return sorted(offers, key=lambda offer: (fee_of(offer.line, currency) or money.ZERO, offer.name)), left_out


def _retainer(size, terms, cards, currency):
    """The retainer that is tried; none without a price."""
    if size.price is None:
        return []
    hours = Hours(allowance_minutes=half_up(size.hours * 60), rollover=size.rollover)
    line = Retainer(hours=hours, fee=money.rounded(size.hours * size.price, currency))
    return [Offer(RETAINER, _("Retainer"), terms, line, cards)]


def _size(chosen, worked, now, usual, currency):
    average = (Decimal(worked) / 60 / MONTHS).quantize(Decimal(1), ROUND_UP)
    price = chosen.get("price")
    return Size(
        hours=chosen.get("hours") or max(average, Decimal(1)),
        price=price if price is not None else _price_in_force(now, currency) or usual,
        rollover=chosen.get("rollover") or "none",
    )


def _price_in_force(now, currency):
    """What an hour of the retainer in force costs, to the currency's minor unit (C-01); none where there is no such."""
    if now is None or not isinstance(now.line, Retainer) or not now.line.hours.allowance_minutes:
        return None
    return money.rounded(now.line.fee * 60 / now.line.hours.allowance_minutes, currency)


def _usual_rate(work: list[Work], cards, on: date):
    """The business rate of the level that worked most; none without one."""
    minutes: dict[int, int] = {}
    for done in work:
        minutes[done.level] = minutes.get(done.level, 0) + sum(sum(entry.values()) for entry in done.entries)
    if not minutes:
        return None
    return rates_by_band(cards, max(minutes, key=lambda level: (minutes[level], -level)), on, MULTIPLIERS).get("business")
