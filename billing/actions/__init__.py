"""Every write about money that is invoiced and paid."""

from billing.actions.balance import apply_balance, refund_balance
from billing.actions.crediting import credit_invoice, settle_prepayment
from billing.actions.editing import (
    Charge,
    add_line,
    add_lines,
    change_draft,
    change_line,
    delete_draft,
    delete_line,
    start_draft,
)
from billing.actions.entities import save_entity, save_profile, set_rate
from billing.actions.issuing import invoice_from_proforma, issue_invoice
from billing.actions.overdue import mark_overdue
from billing.actions.payments import record_payment, take_back_payment

__all__ = [
    "Charge",
    "add_line",
    "add_lines",
    "apply_balance",
    "change_draft",
    "change_line",
    "credit_invoice",
    "delete_draft",
    "delete_line",
    "invoice_from_proforma",
    "issue_invoice",
    "mark_overdue",
    "record_payment",
    "refund_balance",
    "save_entity",
    "save_profile",
    "set_rate",
    "settle_prepayment",
    "start_draft",
    "take_back_payment",
]
