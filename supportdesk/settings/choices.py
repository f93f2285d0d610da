"""How the API's schema calls sets of choices whose fields share a name; without it a set would be called by a hash."""

CHOICES = {
    "KindEnum": "tickets.api.ledgers.KINDS",
    "StateEnum": "tickets.models.clock.CLOCK_STATES.items",
    "InvoiceState": "billing.models.invoice.STATES.items",
    "InvoiceKind": "billing.models.invoice.KINDS.items",
    "QuoteState": "billing.models.quotes.QUOTE_STATES.items",
    "ConsentState": "billing.models.consent.CONSENT_STATES.items",
    "CreditState": "billing.models.consent.CREDIT_STATES.items",
    "ContractState": "contracts.api.shapes.CONTRACT_STATES",
    "ContractKind": "contracts.models.KINDS.items",
    "MovementKind": "contracts.models.ledger.MOVEMENTS.items",
    "StatusEnum": "tickets.api.outputs.TICKET_STATUSES",
    "TimeKindEnum": "tickets.models.WORK_KINDS.items",
    "TimeStatusEnum": "tickets.models.WORK_STATUSES.items",
}
