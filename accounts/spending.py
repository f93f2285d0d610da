"""What an approver may commit a client to: amounts without tax, in the limit's own currency (C-22)."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from accounts.models import Membership
from common.errors import DomainError
from common.money import in_words


class AboveSpendingLimit(DomainError):
    """The amount without tax is above what the approver may spend (C-22)."""

    code = "above_spending_limit"


def is_within(net: Decimal, currency: str, limit: Decimal | None, limit_currency: str) -> bool:
    """Whether an approver's spending limit reaches a tax-exclusive total: in its own currency alone, and no limit reaches
    everything (C-22)."""
    return limit is None or (currency == limit_currency and net <= limit)


def may_spend(approver: Any, net: Decimal, currency: str) -> bool:
    """`is_within` of an approver's limit."""
    return is_within(net, currency, approver.spending_limit, approver.spending_currency)


def approves_for(member: Any, client_id: Any) -> bool:
    """Whether a contact approves for its client at this moment: a right that was taken away since it was read counts no more."""
    return member.client_id == client_id and _stored(member, is_approver=True) is not None


def refuse_above_limit(approver: Any, amount: Decimal, currency: str, next_step: str, *, field: str = "") -> None:
    """AboveSpendingLimit, with what the approver can do instead as `next_step`, unless the limit reaches the amount (C-22), as it
    is at this moment."""
    approver = _stored(approver) or approver
    if not may_spend(approver, amount, currency):
        raise AboveSpendingLimit(f"{_why_above(approver, amount, currency)} {next_step}", field=field)


def _stored(member, **only):
    return Membership.objects.in_force().filter(tenant_id=member.tenant_id, pk=member.pk, **only).first()


def _why_above(approver, amount, currency):
    limit = {"limit": in_words(approver.spending_limit, approver.spending_currency), "code": approver.spending_currency}
    said = {"amount": in_words(amount, currency), "currency": currency} | limit
    if currency == approver.spending_currency:
        return _("%(amount)s without tax is above your limit of %(limit)s.") % said
    return (
        _("Your limit of %(limit)s is in %(code)s, and reaches nothing in %(currency)s: this is %(amount)s without tax.") % said
    )
