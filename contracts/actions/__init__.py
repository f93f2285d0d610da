"""Every write about contracts."""

from contracts.actions.agreements import agree
from contracts.actions.contracts import change_contract_end, create_contract, order_conditions

__all__ = ["agree", "change_contract_end", "create_contract", "order_conditions"]
