"""What a client has bought, and when it holds."""

from contracts.queries.agreements import Agreement, agreement_on, version_on
from contracts.queries.charges import uninvoiced
from contracts.queries.contracts import (
    calendars_of,
    calendars_of_each,
    condition_as_a_sentence,
    condition_in_words,
    conditions_of,
    conditions_of_each,
    contract_in_force,
    contracts_found,
    contracts_held,
    holds,
    overlapping,
    standing,
    tier_meant,
    wide_contracts,
)
from contracts.queries.cover import Decided, cover_decision

__all__ = [
    "Agreement",
    "Decided",
    "agreement_on",
    "calendars_of",
    "calendars_of_each",
    "condition_as_a_sentence",
    "condition_in_words",
    "conditions_of",
    "conditions_of_each",
    "contract_in_force",
    "contracts_found",
    "contracts_held",
    "cover_decision",
    "holds",
    "overlapping",
    "standing",
    "tier_meant",
    "uninvoiced",
    "version_on",
    "wide_contracts",
]
