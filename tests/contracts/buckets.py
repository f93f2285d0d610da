"""Buying a bucket of hours for a running contract, as its page does: by a change of its terms."""

from decimal import Decimal

from contracts import actions
from contracts.terms import Bucket


def buy_bucket(*, contract, name, minutes, price, starts_on, expires_on, by, at):
    """The new line, its hours granted where it has begun."""
    newest = contract.versions.order_by("number").last()
    line = {"kind": "bucket", "name": name, "terms": Bucket(minutes=minutes, price=Decimal(price), expires_on=expires_on)}
    said = {"terms": newest.agreed, "lines": [line], "effective_on": starts_on, "reason": name}
    actions.change_terms(contract=contract, **said, by=by, at=at)
    actions.keep_ledger(contract=contract, at=at)
    return contract.lines.order_by("position").last()
