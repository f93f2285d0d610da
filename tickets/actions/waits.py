"""The verbs that make a ticket wait, each with its own reason (S-20, S-21), and the one that goes on."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from slas.happenings import Kind
from tickets.actions.clocks import standing
from tickets.actions.events import add_event, locked
from tickets.actions.messages import add_message, save_after
from tickets.actions.planning import plan_reminders, plan_waking
from tickets.actions.telling import said, tell
from tickets.errors import TicketRefused
from tickets.transitions import OPEN, SCHEDULED, WAITING_APPROVAL, WAITING_CLIENT, WAITING_THIRD_PARTY, WAITS, check_move

# Whose third party it is decides whether the clocks stand still: the provider's own supplier never pauses one (S-20).
CLIENTS_VENDOR, OUR_SUPPLIER = "client", "provider"
VENDORS = {CLIENTS_VENDOR: gettext_lazy("The client’s own vendor"), OUR_SUPPLIER: gettext_lazy("A supplier of ours")}
LONGEST = timedelta(days=366)


@transaction.atomic
def wait_for_client(*, ticket, body, by, at, files=(), version=None, pk=None):
    """Ask the client something and wait: resolution stands still until they answer (S-20, S-21); S-26 plans the reminders."""
    ticket = locked(ticket, version)
    check_move(ticket.status, WAITING_CLIENT)
    _wait(ticket, WAITING_CLIENT, body=body, by=by, at=at, files=files, pk=pk)
    plan_reminders(ticket, at=at)
    return ticket


@transaction.atomic
def wait_for_approval(*, ticket, by, at, body="", files=(), version=None, pk=None):
    """The client has a quote or a change to approve: resolution stands still until somebody goes on (S-20)."""
    ticket = locked(ticket, version)
    check_move(ticket.status, WAITING_APPROVAL)
    return _wait(ticket, WAITING_APPROVAL, body=body, by=by, at=at, files=files, pk=pk)


@transaction.atomic
def wait_for_third_party(*, ticket, vendor, by, at, body="", files=(), version=None, pk=None):
    """Somebody else has to act: a vendor of the client pauses, a supplier of the provider does not (S-20)."""
    if vendor not in VENDORS:
        raise TicketRefused(_("Say whose third party it is: the client’s, or ours."), field="vendor")
    ticket = locked(ticket, version)
    if ticket.status != WAITING_THIRD_PARTY:  # else it is another one now
        check_move(ticket.status, WAITING_THIRD_PARTY)
    return _wait(ticket, WAITING_THIRD_PARTY, body=body, by=by, at=at, files=files, pk=pk, vendor=vendor)


@transaction.atomic
def schedule_with_client(*, ticket, until, body, by, at, files=(), version=None, pk=None):
    """Agree with the client to go on at an instant; clocks stand still until then, and then run by themselves (S-20, S-21)."""
    if until <= at:
        raise TicketRefused(_("That is in the past. Choose a time that is still to come."), field="until")
    if until > at + LONGEST:
        raise TicketRefused(_("That is more than a year away. Choose an earlier time."), field="until")
    ticket = locked(ticket, version)
    if ticket.status != SCHEDULED:  # else it is another time now
        check_move(ticket.status, SCHEDULED)
    ticket.scheduled_until = until
    _wait(ticket, SCHEDULED, body=body, by=by, at=at, files=files, pk=pk, until=until.isoformat())
    plan_waking(ticket)
    return ticket


@transaction.atomic
def resume(*, ticket, by, at, version=None):
    """Go on without the client's answer."""
    ticket = locked(ticket, version)
    if ticket.status not in WAITS:
        raise TicketRefused(_("This ticket waits for nothing."))
    wait = standing(ticket, at=at).wait
    ended = add_event(ticket, Kind.WAIT_ENDED, by=by, at=at, vendor=wait.vendor if wait else None)
    ticket.status = OPEN
    save_after(ticket, [ended], at=at)
    return ticket


def _wait(ticket, status, *, body, by, at, files, pk, **facts):
    """The public message, if there is one, and the wait, at one instant."""
    message = add_message(ticket, body=body, by=by, at=at, files=files, side="staff", pk=pk) if body else None
    events = [add_event(ticket, Kind.REPLIED, by=by, at=at, message=str(message.pk))] if message else []
    events.append(add_event(ticket, Kind.WAITING, by=by, at=at, wait=status, **facts))
    ticket.status = status
    save_after(ticket, events, at=at)
    if message:
        waits = status in (WAITING_CLIENT, WAITING_APPROVAL)
        tell("staff_replied", [(ticket, {**said(message), "waits": waits})], by=by, at=at, key=str(message.pk))
    return ticket
