"""The verbs behind the menu of the desk's ticket page."""

from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.doors import door
from tickets import actions
from tickets.holds import DEPLOY_SLOT
from tickets.transitions import SCHEDULED, WAITING_APPROVAL
from tickets.views.triage_verbs import dialog_deed


@door("desk", may="ticket.wait")
@require_POST
def wait(request, tenant, pk):
    """Wait for an approval, a third party or a time."""
    return dialog_deed(request, pk, "wait", _wait, lambda ticket: _("The ticket waits."))


@door("desk", may="ticket.escalate")
@require_POST
def move_level(request, tenant, pk):
    """To another level, up or down."""

    def sentence(ticket):
        return _("The ticket is at %(level)s.") % {"level": ticket.level}

    return dialog_deed(request, pk, "escalate", actions.move_level, sentence)


def _wait(*, wait, until, **said):
    if wait == SCHEDULED:
        return actions.schedule_with_client(until=until, **said)
    if wait == WAITING_APPROVAL:
        return actions.wait_for_approval(**said)
    return actions.wait_for_third_party(vendor=wait.partition(":")[2], **said)


@door("desk", may="ticket.reply")
@require_POST
def no_reply(request, tenant, pk):
    """The client awaits nothing (S-15)."""
    return dialog_deed(request, pk, "no-reply", actions.no_reply_needed, lambda ticket: _("No reply is awaited any more."))


@door("desk", may="ticket.deliver")
@require_POST
def workaround(request, tenant, pk):
    """A way round the fault, told to the client (S-18)."""
    return dialog_deed(request, pk, "workaround", actions.deliver_workaround, lambda ticket: _("Workaround sent."))


@door("desk", may="ticket.deliver")
@require_POST
def defect(request, tenant, pk):
    """It is a fault of the product."""
    return dialog_deed(request, pk, "defect", actions.confirm_defect, lambda ticket: _("The defect is confirmed."))


@door("desk", may="ticket.deliver")
@require_POST
def deployment(request, tenant, pk):
    """The fix is where it was promised (S-19)."""
    return dialog_deed(request, pk, "deployment", actions.record_deployment, lambda ticket: _("Deployment recorded."))


@door("desk", may="ticket.deliver")
@require_POST
def slot(request, tenant, pk):
    """The fix waits for the client's hour."""

    def hold(**said):
        return actions.open_hold(hold=DEPLOY_SLOT, **said)

    return dialog_deed(request, pk, "slot", hold, lambda ticket: _("The hotfix clock stands still."))


@door("desk", may="ticket.deliver")
@require_POST
def slot_end(request, tenant, pk):
    """The hour has come."""

    def release(**said):
        return actions.close_hold(hold=DEPLOY_SLOT, **said)

    return dialog_deed(request, pk, "slot-end", release, lambda ticket: _("The hotfix clock runs again."))


@door("desk", may="ticket.combine")
@require_POST
def merge(request, tenant, pk):
    """This ticket goes on as part of another (S-36)."""

    def into(*, ticket, **said):
        return actions.merge_tickets(merged=ticket, **said)

    done = _("The tickets are one now.")
    return dialog_deed(request, pk, "merge", into, lambda ticket: done, lambda ticket: redirect("desk:ticket", tenant, ticket.pk))


@door("desk", may="ticket.combine")
@require_POST
def split(request, tenant, pk):
    """One of its messages becomes a ticket of its own (S-37)."""

    def off(*, ticket, **said):
        return actions.split_ticket(**said)

    def sentence(ticket):
        return _("Ticket %(number)s is filed.") % {"number": ticket.number}

    return dialog_deed(request, pk, "split", off, sentence, lambda ticket: redirect("desk:ticket", tenant, ticket.pk))


@door("desk", may="ticket.agree")
@require_POST
def agreed_date(request, tenant, pk):
    """A date beside what the clocks say (D-18)."""
    return dialog_deed(request, pk, "agree", actions.agree_date, lambda ticket: _("Saved."))


@door("desk", may="ticket.move_contract")
@require_POST
def contract(request, tenant, pk):
    """Another contract's promises from now on (S-38)."""
    return dialog_deed(request, pk, "contract", actions.move_to_contract, lambda ticket: _("The ticket is moved."))


@door("desk", may="clock.void")
@require_POST
def voided_breach(request, tenant, pk):
    """A missed promise that counts for nothing (S-32)."""

    def void(*, ticket, **said):
        return actions.void_breach(**said)

    return dialog_deed(request, pk, "void", void, lambda clock: _("The missed promise is voided."))
