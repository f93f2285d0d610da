"""Work that no allowance covers: charged under what was accepted, else held (C-23, C-24)."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import F, Sum

from contracts.bands import Minutes
from contracts.models import Movement, SpendingCap
from contracts.models.ledger import CHARGE, HOLD
from contracts.pricing import WARNINGS, crossed, fit_in, price_minutes

if TYPE_CHECKING:
    from contracts.actions.placing import Work


def open_caps(work: Work) -> list[SpendingCap]:
    """The caps that work on a ticket may be charged under, oldest first, locked."""
    if work.ticket_id is None:
        return []
    caps = SpendingCap.objects.select_for_update(of=("self",), no_key=True).order_by("pk")
    of = caps.filter(tenant_id=work.client.tenant_id, client=work.client, ticket_id=work.ticket_id, closed_at=None)
    return list(of.filter(currency=work.contract.currency) if work.contract else of)


def charge(work: Work, minutes: Minutes) -> None:
    """Charge billable minutes by band under the caps of their ticket as far as they fit, and hold the rest (C-24, EX-C7).

    A cap is used by what the group comes to more, since money is of the group (`decisions.md` 25).
    """
    line = next((line for line, _ in work.lines if line.kind == "ad_hoc"), None)
    caps = open_caps(work)
    currency = work.contract.currency if work.contract else caps[0].currency if caps else None
    rates = work.rates(currency, line) if currency else {}
    priced = {band: part for band, part in minutes.items() if band in rates}
    reason = "no_cap"
    for cap in [cap for cap in caps if cap.currency == currency] if priced else []:
        before = charged_by_group(work.group, cap)
        increment = work.terms.time.increment_minutes
        fit = fit_in(priced, rates, cap.left, cap.currency, increment, before)
        if fit.fits and spend(cap=cap, amount=fit.charge):
            for band, part in fit.fits.items():
                facts = {"warnings": warned(cap, fit.charge)} if warned(cap, fit.charge) else {}
                work.add(line, CHARGE, 0, band=band, work_minutes=part, rate=rates[band], cap=cap, facts=facts)
            priced = fit.held
        reason = "cap"
        if not priced:
            break
    for band, part in minutes.items():
        if held := part if band not in rates else priced.get(band, 0):
            why = {"reason": reason if band in rates or not caps else "no_rate"} | (
                {} if work.is_covered else {"uncovered": True}
            )
            work.add(line, HOLD, 0, band=band, work_minutes=held, rate=rates.get(band), facts=why)


def charge_beyond(work: Work, pot: Any, band: str, minutes: int, more: Mapping[str, Any]) -> int:
    """Charge minutes beyond a line that blocks them, at its overage rate, as far as somebody has agreed to that: under the
    ticket's caps, then under those that a consent opened for the whole contract (C-35, C-36). Returns the minutes charged."""
    contract = work.contract
    rate = work.rates(contract.currency, pot.line, pot.terms).get(band) if contract else None
    if contract is None or rate is None:
        return 0
    agreed = SpendingCap.objects.select_for_update(of=("self",), no_key=True).order_by("pk")
    agreed = agreed.filter(tenant_id=contract.tenant_id, contract=contract, ticket_id=None, closed_at=None)
    charged = 0
    for cap in [*open_caps(work), *agreed.filter(source_kind="nte", currency=contract.currency)]:
        before, increment = charged_by_group(work.group, cap), work.terms.time.increment_minutes
        rates = {band: rate} | dict.fromkeys(before, rate)
        fit = fit_in({band: minutes - charged}, rates, cap.left, cap.currency, increment, before)
        part = fit.fits.get(band, 0)
        if part and spend(cap=cap, amount=fit.charge):
            facts = {"warnings": warned(cap, fit.charge)} if warned(cap, fit.charge) else {}
            work.add(pot.line, CHARGE, 0, work_minutes=part, rate=rate, cap=cap, facts=facts, **more)
            charged += part
        if charged == minutes:
            break
    return charged


def spend(*, cap: SpendingCap, amount: Decimal) -> bool:
    """Use up a part of an open cap; False, and nothing changed, where it has not that much left (C-24). Negative gives back.

    Afterwards `cap.used` is what is stored.
    """
    left = F("amount") - F("used")
    fits = SpendingCap.objects.filter(pk=cap.pk, tenant_id=cap.tenant_id).alias(room=left).filter(room__gte=amount)
    changed = fits.filter(closed_at=None) if amount > 0 else fits
    is_spent = bool(changed.update(used=F("used") + amount))
    cap.refresh_from_db(fields=["used"])
    return is_spent


def warned(cap: SpendingCap, charge_made: Decimal) -> list[int]:
    """The percents of a cap that a charge just made has crossed (C-24)."""
    return crossed(cap.used - charge_made, cap.used, cap.amount, WARNINGS)


def charged_by_group(group: str, cap: SpendingCap) -> Minutes:
    """Minutes by band that a rounding group has charged under a cap, corrections taken off."""
    rows = Movement.objects.filter(tenant_id=cap.tenant_id, group=group, cap=cap).values("band")
    return {row["band"]: row["minutes"] for row in rows.annotate(minutes=Sum("work_minutes")).order_by() if row["minutes"]}


def give_back(movement: Any, minutes: int, reversed_before: int = 0) -> None:
    """Give a cap back what a group comes to less, before `minutes` of a charge are reversed.

    `reversed_before` are minutes of the same group, band and cap that this correction reverses too and has not stored yet.
    """
    cap = SpendingCap.objects.select_for_update(of=("self",), no_key=True).get(pk=movement.cap_id, tenant_id=movement.tenant_id)
    rates = {movement.band: movement.rate}
    before = charged_by_group(movement.group, cap).get(movement.band, 0) - reversed_before
    less = price_minutes({movement.band: before}, rates, cap.currency).total
    less -= price_minutes({movement.band: before - minutes}, rates, cap.currency).total
    spend(cap=cap, amount=-less)
