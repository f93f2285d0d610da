"""Every write about contracts."""

from contracts.actions.agreements import agree
from contracts.actions.beside import Beside
from contracts.actions.booking import lock_pots
from contracts.actions.caps import close_cap, open_cap
from contracts.actions.changing import change_terms
from contracts.actions.charging import spend
from contracts.actions.contracts import change_contract_end, create_contract, order_conditions
from contracts.actions.ending import give_notice, withdraw_notice
from contracts.actions.keeping import keep_ledger, wake_ledger
from contracts.actions.ledger import Drawn, Source, draw, release_held
from contracts.actions.offering import accept_contract, decline_contract, offer_contract, withdraw_offer
from contracts.actions.packages import change_package, create_package, set_up_packages
from contracts.actions.rates import set_rate
from contracts.actions.renewing import offer_renewal, renew_contract, tell_uplift
from contracts.actions.suspending import let_critical_through, reinstate_contract, suspend_contract, suspend_overdue, waive_fees
from contracts.actions.thresholds import weigh_pending
from contracts.actions.ticking import tick
from contracts.actions.topping import note_payment, top_up
from contracts.actions.units import commit_unit, release_unit, reserve_unit

__all__ = [
    "Beside",
    "change_package",
    "create_package",
    "set_up_packages",
    "Drawn",
    "Source",
    "accept_contract",
    "agree",
    "change_contract_end",
    "change_terms",
    "close_cap",
    "commit_unit",
    "create_contract",
    "decline_contract",
    "draw",
    "give_notice",
    "keep_ledger",
    "let_critical_through",
    "lock_pots",
    "note_payment",
    "offer_contract",
    "offer_renewal",
    "open_cap",
    "order_conditions",
    "reinstate_contract",
    "release_held",
    "release_unit",
    "renew_contract",
    "reserve_unit",
    "set_rate",
    "spend",
    "suspend_contract",
    "suspend_overdue",
    "tell_uplift",
    "tick",
    "top_up",
    "waive_fees",
    "wake_ledger",
    "weigh_pending",
    "withdraw_notice",
    "withdraw_offer",
]
