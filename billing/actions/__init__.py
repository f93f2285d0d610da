"""Every write about money that is invoiced and paid."""

from billing.actions.balance import apply_balance, refund_balance
from billing.actions.claiming import claim_credit
from billing.actions.consent_work import ask_at_thresholds, carry_out_consent, work_on_consents
from billing.actions.consenting import (
    approve_consent,
    ask_consent,
    decline_consent,
    top_up_consent,
    top_up_price,
    withdraw_consent,
)
from billing.actions.crediting import credit_invoice, settle_prepayment
from billing.actions.deciding import accept_quote, charged_so_far, decline_quote, pass_quote_on
from billing.actions.drafts import draft_invoice, invoice_what_is_due
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
from billing.actions.month_credits import approve_credit, propose_credit, reject_credit
from billing.actions.overdue import mark_overdue
from billing.actions.payments import record_payment, take_back_payment
from billing.actions.preauthorising import use_preauthorisation
from billing.actions.proposing_credits import propose_month_credits
from billing.actions.quote_lines import Quoted
from billing.actions.quote_sending import send_quote
from billing.actions.quote_work import (
    carry_out_quote,
    draft_prepayment,
    draft_quote_invoice,
    settle_quote,
    work_on_quotes,
)
from billing.actions.quoting import change_quote, delete_quote_draft, draft_next_version, draft_quote, usual_currency
from billing.actions.trying_again import set_consent_aside, try_consent_again, try_quote_again
from billing.actions.unpaid import weigh_unpaid

__all__ = [
    "weigh_unpaid",
    "Charge",
    "Quoted",
    "accept_quote",
    "add_line",
    "add_lines",
    "apply_balance",
    "approve_consent",
    "approve_credit",
    "ask_at_thresholds",
    "ask_consent",
    "carry_out_consent",
    "carry_out_quote",
    "change_draft",
    "claim_credit",
    "change_line",
    "change_quote",
    "charged_so_far",
    "credit_invoice",
    "decline_consent",
    "decline_quote",
    "delete_draft",
    "delete_line",
    "delete_quote_draft",
    "draft_next_version",
    "draft_prepayment",
    "draft_quote",
    "draft_quote_invoice",
    "draft_invoice",
    "invoice_from_proforma",
    "invoice_what_is_due",
    "issue_invoice",
    "mark_overdue",
    "pass_quote_on",
    "propose_credit",
    "propose_month_credits",
    "record_payment",
    "refund_balance",
    "reject_credit",
    "save_entity",
    "save_profile",
    "send_quote",
    "set_consent_aside",
    "set_rate",
    "settle_prepayment",
    "settle_quote",
    "start_draft",
    "take_back_payment",
    "top_up_consent",
    "top_up_price",
    "use_preauthorisation",
    "usual_currency",
    "withdraw_consent",
    "work_on_consents",
    "try_consent_again",
    "try_quote_again",
    "work_on_quotes",
]
