"""What a client has bought, and when it holds."""

from contracts.queries.agreements import Agreement, agreement_on, in_effect, version_on
from contracts.queries.billing_hours import billing_hours
from contracts.queries.charges import uninvoiced
from contracts.queries.contracts import (
    calendars_of,
    calendars_of_each,
    condition_as_a_sentence,
    condition_in_words,
    conditions_of,
    conditions_of_each,
    contract_in_force,
    contracts_held,
    holds,
    overlapping,
    standing,
    tier_meant,
    wide_contracts,
)
from contracts.queries.cover import Decided, cover_decision, covers_beside
from contracts.queries.ledger import (
    PotLeft,
    WorkCharge,
    balance_of,
    contracts_with_due_ledger,
    ledger_of,
    pots_left,
    uninvoiced_work,
)
from contracts.queries.pace import Pace, pace_of
from contracts.queries.page import (
    changes_of,
    course_of,
    ledger_page,
    lines_of,
    pots_of,
    versions_of,
    work_done_on,
)
from contracts.queries.rates import cards_for, overage_rates, rates_by_band
from contracts.queries.renewals import coming_term, offered_commitment, renewal_commitment, renewal_offered, tell_by
from contracts.queries.risks import risks_of_each
from contracts.queries.search import contracts_found
from contracts.queries.standings import standing_notice, state_of, states_of_each, suspension_at, today_of
from contracts.queries.tickets import TicketsLeft, tickets_left
from contracts.queries.units import TicketCharge, ticket_charges, tickets_counted, uninvoiced_tickets

__all__ = [
    "changes_of",
    "coming_term",
    "offered_commitment",
    "renewal_commitment",
    "tell_by",
    "course_of",
    "ledger_page",
    "lines_of",
    "pots_of",
    "renewal_offered",
    "versions_of",
    "work_done_on",
    "Agreement",
    "Decided",
    "Pace",
    "PotLeft",
    "TicketCharge",
    "TicketsLeft",
    "WorkCharge",
    "agreement_on",
    "balance_of",
    "billing_hours",
    "calendars_of",
    "calendars_of_each",
    "cards_for",
    "condition_as_a_sentence",
    "condition_in_words",
    "conditions_of",
    "conditions_of_each",
    "contract_in_force",
    "contracts_found",
    "contracts_held",
    "contracts_with_due_ledger",
    "cover_decision",
    "covers_beside",
    "holds",
    "in_effect",
    "ledger_of",
    "overage_rates",
    "overlapping",
    "pace_of",
    "pots_left",
    "rates_by_band",
    "risks_of_each",
    "standing",
    "ticket_charges",
    "tickets_counted",
    "tickets_left",
    "standing_notice",
    "state_of",
    "states_of_each",
    "suspension_at",
    "tier_meant",
    "today_of",
    "uninvoiced",
    "uninvoiced_tickets",
    "uninvoiced_work",
    "version_on",
    "wide_contracts",
]
