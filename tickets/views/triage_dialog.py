"""What one dialog of the ticket's page is, and how its form is made."""

from typing import Any, NamedTuple

from django.utils.translation import gettext_lazy as _


class Dialog(NamedTuple):
    """How a dialog reads; `name` is the deed that `possible` allows, and what `?do=` names."""

    name: str
    route: str
    form: Any  # called with the ticket's page: (data, member, ticket, auto_id) -> form
    menu: Any
    icon: str
    title: Any
    lead: Any
    submit: Any
    keep: Any = _("Leave it as it is")
    variant: str = "primary"
    body: str = ""  # a template that draws the fields, where one below the other is not enough


def plain(form):
    """A form that needs to know neither the member nor the ticket."""
    return lambda data, member, ticket, auto_id: form(data, auto_id=auto_id)


def of_ticket(form):
    """A form that needs to know the ticket."""
    return lambda data, member, ticket, auto_id: form(data, auto_id=auto_id, ticket=ticket)


def of_both(form):
    """A form that offers what the member may see of the ticket's."""
    return lambda data, member, ticket, auto_id: form(data, auto_id=auto_id, member=member, ticket=ticket)
