"""The verbs that ask something first: a menu of links, each to this page with its dialog open, with script or without."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tickets.forms import dialogs as forms
from tickets.forms.cover import OutcomeForm, SubjectForm
from tickets.forms.time import TicketTimeForm
from tickets.forms.triage import CancelForm, ReopenForm, VersionForm
from tickets.views.triage_dialog import Dialog, of_both, of_ticket, plain

_ALL = (
    Dialog(
        "time",
        "ticket-time",
        of_both(TicketTimeForm),
        _("Log time…"),
        "clock",
        _("Log time"),
        _("On this ticket, in your own name. Below you see what it comes to before you save it."),
        _("Log it"),
        _("Not now"),
        body="desk/time/_fields.html",
    ),
    Dialog(
        "wait",
        "ticket-wait",
        plain(forms.WaitForm),
        _("Wait for somebody else…"),
        "pause",
        _("Let this ticket wait"),
        _("For an answer of the client, write the question below the conversation and send it with “wait for client”."),
        _("Let it wait"),
    ),
    Dialog(
        "escalate",
        "ticket-level",
        of_both(forms.EscalateForm),
        _("Move to another level…"),
        "escalate",
        _("Move to another level"),
        _("It goes back to the queue of that level. What the client was promised runs on; no client reads the note."),
        _("Move it"),
    ),
    Dialog(
        "no-reply",
        "ticket-no-reply",
        plain(forms.NoReplyForm),
        _("No reply needed…"),
        "chat",
        _("No reply is needed"),
        _("For a thank-you, say. The clock of the next response is cancelled; how often that happens is reported."),
        _("No reply needed"),
    ),
    Dialog(
        "workaround",
        "ticket-workaround",
        of_ticket(forms.WorkaroundForm),
        _("Deliver a workaround…"),
        "bolt",
        _("Deliver a workaround"),
        _("The client reads it as your reply. The workaround clock stops; resolution goes on."),
        _("Send the workaround"),
    ),
    Dialog(
        "defect",
        "ticket-defect",
        plain(VersionForm),
        _("Confirm the defect…"),
        "wrench",
        _("Confirm the defect"),
        _("It is a fault of the product. Where a hotfix is promised from here, its clock starts now. The client is told."),
        _("Confirm the defect"),
    ),
    Dialog(
        "deployment",
        "ticket-deployment",
        of_both(forms.DeploymentForm),
        _("Record a deployment…"),
        "upload",
        _("Record a deployment"),
        _("The hotfix clock stops at that time, if this is the kind of environment that was promised."),
        _("Record it"),
    ),
    Dialog(
        "slot",
        "ticket-slot",
        plain(VersionForm),
        _("Wait for a deployment slot…"),
        "calendar",
        _("Wait for the client’s deployment slot"),
        _("The fix is ready and the client says when it may go live. The hotfix clock stands still until you end the hold."),
        _("Hold the hotfix clock"),
    ),
    Dialog(
        "slot-end",
        "ticket-slot-end",
        plain(VersionForm),
        _("End the wait for a slot…"),
        "play",
        _("The deployment slot has come"),
        _("The hotfix clock runs again."),
        _("End the hold"),
    ),
    Dialog(
        "merge",
        "ticket-merge",
        of_both(forms.MergeForm),
        _("Merge into another ticket…"),
        "merge",
        _("Merge this ticket into another"),
        _("This one ends and points to the other, where its messages can be read; clocks there count from the earlier receipt."),
        _("Merge"),
    ),
    Dialog(
        "split",
        "ticket-split",
        of_both(forms.SplitForm),
        _("Split off a message…"),
        "copy",
        _("Make a ticket of a message"),
        _("For a second matter. The clocks of the new ticket run from the receipt of that message."),
        _("Make the ticket"),
    ),
    Dialog(
        "agree",
        "ticket-agreed-date",
        of_ticket(forms.AgreeForm),
        _("Agree a date…"),
        "calendar",
        _("Agree a date with the client"),
        _("It stands beside what the clocks say and changes none of them. The client sees it."),
        _("Save"),
    ),
    Dialog(
        "contract",
        "ticket-contract",
        of_both(forms.ContractForm),
        _("Move to another contract…"),
        "contract",
        _("Move to another contract"),
        _("From now on its promises hold. The time used is kept."),
        _("Move it"),
    ),
    Dialog(
        "subject",
        "ticket-subject",
        of_both(SubjectForm),
        _("Say what it is about…"),
        "tag",
        _("What is this ticket about?"),
        _("Product and environment decide what the contract covers; the cover is decided again."),
        _("Save"),
    ),
    Dialog(
        "cover",
        "ticket-cover",
        plain(OutcomeForm),
        _("Settle the cover…"),
        "shield",
        _("Work that is not covered"),
        _("Nothing is done for free in silence: what you choose is recorded with your name and reason."),
        _("Settle it"),
    ),
    Dialog(
        "void",
        "ticket-voided-breach",
        of_both(forms.VoidForm),
        _("Void a missed promise…"),
        "shield",
        _("Void a missed promise"),
        _("It stays and is shown and counted as voided. Only colleagues read the reason."),
        _("Void it"),
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
DIALOGS = {dialog.name: dialog for dialog in _ALL}


def form_of(name, data, member, ticket):
    """The form of a dialog, with what was sent or empty."""
    return DIALOGS[name].form(data, member, ticket, f"{name}_%s")


def menu_of(member, ticket, can):
    """What the menu offers: (dialog, address) of each deed that is possible, in the order of the table."""
    page = reverse("desk:ticket", args=[member.tenant.slug, ticket.pk])
    return [(dialog, f"{page}?do={name}") for name, dialog in DIALOGS.items() if name in can]


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
