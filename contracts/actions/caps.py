"""What may be spent on a job: opened when it is accepted, closed when it is done (C-23, C-24)."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from common.money import known, rounded
from contracts.errors import ContractRefused
from contracts.models import CAP_SOURCES, Contract, SpendingCap


@transaction.atomic
def open_cap(
    *,
    client: Any,
    contract: Contract | None,
    ticket_id: Any,
    source_kind: str,
    source_id: Any = None,
    amount: Decimal,
    currency: str,
    at: datetime,
) -> SpendingCap:
    """Allow an amount without tax to be spent on a ticket: an accepted quote, a not-to-exceed, a pre-authorisation (C-23).

    Several caps of a ticket add up, oldest first, so a change order is one more. What is held is placed by `release_held`.
    Refuses an amount that is not above nothing and an unknown currency.
    """
    if source_kind not in CAP_SOURCES:
        raise ValueError(source_kind)
    if rounded(amount, known(currency)) <= 0:
        raise ContractRefused(_("An amount to be spent must be above nothing."), field="amount")
    return SpendingCap.objects.create(
        tenant_id=client.tenant_id,
        client=client,
        contract=contract,
        ticket_id=ticket_id,
        source_kind=source_kind,
        source_id=source_id,
        currency=currency,
        amount=rounded(amount, currency),
        created_at=at,
    )


@transaction.atomic
def close_cap(*, cap: SpendingCap, at: datetime) -> None:
    """Nothing more is spent under the cap; what was, stays. Closing it again changes nothing."""
    SpendingCap.objects.filter(pk=cap.pk, tenant_id=cap.tenant_id, closed_at=None).update(closed_at=at)
