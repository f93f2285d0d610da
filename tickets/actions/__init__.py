"""Every verb of a ticket."""

from tickets.actions.breaches import record_due_clocks
from tickets.actions.imported_clients import receive_clients
from tickets.actions.importing import import_history
from tickets.actions.messages import reply, write_as_client, write_note
from tickets.actions.moves import (
    cancel_ticket,
    close_ticket,
    confirm_resolved,
    reopen_ticket,
    resolve_ticket,
    resume,
    wait_for_client,
)
from tickets.actions.opening import open_ticket
from tickets.actions.sorting import assign_ticket, change_severity, change_type, return_tickets_of, take_next

__all__ = [
    "assign_ticket",
    "cancel_ticket",
    "change_severity",
    "change_type",
    "close_ticket",
    "confirm_resolved",
    "import_history",
    "open_ticket",
    "receive_clients",
    "record_due_clocks",
    "reopen_ticket",
    "reply",
    "resolve_ticket",
    "resume",
    "return_tickets_of",
    "take_next",
    "wait_for_client",
    "write_as_client",
    "write_note",
]
