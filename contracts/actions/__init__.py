"""Every write about contracts."""

from contracts.actions.agreements import agree
from contracts.actions.booking import lock_pots
from contracts.actions.caps import close_cap, open_cap
from contracts.actions.charging import spend
from contracts.actions.contracts import change_contract_end, create_contract, order_conditions
from contracts.actions.keeping import keep_ledger, wake_ledger
from contracts.actions.ledger import Drawn, Source, draw, release_held
from contracts.actions.rates import set_rate
from contracts.actions.thresholds import weigh_thresholds
from contracts.actions.topping import buy_bucket, note_payment, top_up
from contracts.actions.units import commit_unit, release_unit, reserve_unit

__all__ = [
    "Drawn",
    "Source",
    "agree",
    "buy_bucket",
    "change_contract_end",
    "close_cap",
    "commit_unit",
    "create_contract",
    "draw",
    "keep_ledger",
    "lock_pots",
    "note_payment",
    "open_cap",
    "order_conditions",
    "release_held",
    "release_unit",
    "reserve_unit",
    "set_rate",
    "spend",
    "top_up",
    "wake_ledger",
    "weigh_thresholds",
]
