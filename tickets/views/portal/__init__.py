"""The portal: what a client's contact sees and does."""

from tickets.views.portal.conversation import confirmation, messages, reopening, ticket
from tickets.views.portal.filing import open_ticket, promise
from tickets.views.portal.overview import home, tickets

__all__ = ["confirmation", "home", "messages", "open_ticket", "promise", "reopening", "ticket", "tickets"]
