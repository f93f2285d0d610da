"""The portal: what a client's contact sees and does."""

from tickets.views.portal.conversation import confirmation, messages, reopening, ticket
from tickets.views.portal.filing import open_ticket, promise
from tickets.views.portal.overview import home, tickets
from tickets.views.portal.promises import promises

__all__ = ["confirmation", "home", "messages", "open_ticket", "promise", "promises", "reopening", "ticket", "tickets"]
