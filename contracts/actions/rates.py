"""Rate cards: prices per hour that later edits never change on what was charged (C-04, C-15)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.log import record
from common.money import known
from contracts.bands import BANDS
from contracts.errors import ContractRefused
from contracts.models import Rate, RateCard


@transaction.atomic
def set_rate(
    *,
    level: int,
    amount: Decimal,
    currency: str,
    band: str = "",
    client: Any = None,
    contract: Any = None,
    line: Any = None,
    valid_from: date | None = None,
    valid_until: date | None = None,
    by: Any,
    at: datetime,
) -> Rate:
    """Set the price per hour of a level from a work date on, on the card of the tenant or of one client, contract or line.

    Without a band it is the business rate, which multipliers apply to (C-17). What was charged keeps its rate (C-04). Refuses a
    price below nothing, an unknown currency or band, and an end before the start.
    """
    if amount < 0:
        raise ContractRefused(_("A rate cannot be below nothing."), field="amount")
    if band and band not in BANDS:
        raise ContractRefused(_("There are no hours called “%(band)s”.") % {"band": band}, field="band")
    if valid_from and valid_until and valid_until < valid_from:
        raise ContractRefused(_("The rate would end before it starts. Choose a later last day."), field="valid_until")
    owner = {"client": client, "contract": contract, "line": line}
    named = {"name": str(line or contract or client or currency)[:80]}
    card, _made = RateCard.objects.get_or_create(
        tenant_id=by.tenant_id,
        currency=known(currency),
        **owner,
        defaults=named,
    )
    rate, _made = Rate.objects.update_or_create(
        tenant_id=by.tenant_id,
        card=card,
        level=level,
        band=band,
        valid_from=valid_from,
        defaults={"amount": amount, "valid_until": valid_until},
    )
    facts = {"level": level, "band": band, "amount": str(amount), "currency": currency, "valid_from": str(valid_from or "")}
    record(tenant_id=by.tenant_id, kind="rate.set", subject=card, at=at, by=by, **facts)
    return rate
