"""Tenants, clients, people, what they may, and the log."""

from accounts.models.access import SCOPES, ApiToken, IdempotencyKey, LogEntry
from accounts.models.letter import Letter
from accounts.models.person import Invitation, Membership, Person, display_name
from accounts.models.tenant import RESERVED_SLUGS, Client, ClientNote, Level, Tenant

__all__ = [
    "RESERVED_SLUGS",
    "SCOPES",
    "ApiToken",
    "Client",
    "ClientNote",
    "IdempotencyKey",
    "Invitation",
    "Letter",
    "Level",
    "LogEntry",
    "Membership",
    "Person",
    "Tenant",
    "display_name",
]
