"""The verbs that ask something first: a menu of links, each to this page with its dialog open, with script or without."""

from typing import Any, NamedTuple

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tickets.forms.dialogs import WaitForm
from tickets.forms.triage import CancelForm, ReopenForm


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


def plain(form):
    """A form that needs to know neither the member nor the ticket."""
    return lambda data, member, ticket, auto_id: form(data, auto_id=auto_id)


DIALOGS = {
    dialog.name: dialog
    for dialog in (
        Dialog(
            "wait",
            "ticket-wait",
            plain(WaitForm),
            _("Wait for somebody else…"),
            "pause",
            _("Let this ticket wait"),
            _("For an answer of the client, write the question below the conversation and send it with “wait for client”."),
            _("Let it wait"),
        ),
        Dialog(
            "reopen",
            "ticket-reopening",
            plain(ReopenForm),
            _("Reopen…"),
            "refresh",
            _("Reopen this ticket"),
            _("The client reads what you write. The resolution clock goes on with the time it had used."),
            _("Reopen"),
            _("Leave it resolved"),
        ),
        Dialog(
            "cancel",
            "ticket-cancellation",
            plain(CancelForm),
            _("Cancel this ticket…"),
            "x",
            _("Cancel this ticket"),
            _("For spam, duplicates and mistakes. Its clocks count nowhere, and it cannot be opened again."),
            _("Cancel the ticket"),
            _("Keep it"),
            "danger",
        ),
    )
}


def form_of(name, data, member, ticket):
    """The form of a dialog, with what was sent or empty."""
    return DIALOGS[name].form(data, member, ticket, f"{name}_%s")


def menu_of(member, ticket, can):
    """What the menu offers: (dialog, address) of each deed that is possible, in the order of the table."""
    page = reverse("desk:ticket", args=[member.tenant.slug, ticket.pk])
    return [(dialog, f"{page}?do={name}#{name}") for name, dialog in DIALOGS.items() if name in can]


def open_dialog(member, ticket, can, asked, sent_back):
    """The dialog to show with its form: one sent back with what was typed, else the one that `?do=` asks for, else none."""
    name, form = next(iter(sent_back.items()), (asked, None))
    if name not in DIALOGS or name not in can:
        return None
    dialog = DIALOGS[name]
    return {
        "dialog": dialog,
        "form": form or form_of(name, None, member, ticket),
        "action": reverse(f"desk:{dialog.route}", args=[member.tenant.slug, ticket.pk]),
        "page": reverse("desk:ticket", args=[member.tenant.slug, ticket.pk]),
    }
