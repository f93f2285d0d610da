"""Holds: intervals beside the status in which clocks stand still (decision 5); which hold pauses which is S-20's table."""

from django.db import transaction
from django.utils.translation import gettext as _

from slas.happenings import Kind
from tickets.actions.clocks import standing
from tickets.actions.events import add_event, locked
from tickets.actions.messages import save_after
from tickets.errors import TicketIsOver, TicketRefused
from tickets.holds import HOLDS
from tickets.transitions import CANCELLED, CLOSED


@transaction.atomic
def open_hold(*, ticket, hold, by, at, name="", since=None, version=None):
    """Hold a ticket, from `since` where it is recorded later; `name` tells two of one kind apart. `by` none: the desk itself."""
    ticket = _holdable(ticket, hold, version)
    if (hold, name) in open_holds(ticket, at=at):
        raise TicketRefused(_("This ticket is on hold already: %(hold)s.") % {"hold": HOLDS[hold]})
    return _record(ticket, Kind.HOLD_OPENED, hold, name, by, since, at)


@transaction.atomic
def close_hold(*, ticket, hold, by, at, name="", until=None, version=None):
    """End a hold, at `until` where it is recorded later."""
    ticket = _holdable(ticket, hold, version)
    if (hold, name) not in open_holds(ticket, at=at):
        raise TicketRefused(_("This ticket is not on hold: %(hold)s.") % {"hold": HOLDS[hold]})
    return _record(ticket, Kind.HOLD_CLOSED, hold, name, by, until, at)


def open_holds(ticket, *, at):
    """The holds that are open, as pairs of kind and name."""
    return {(each.hold, each.name) for each in standing(ticket, at=at).holds}


def _holdable(ticket, hold, version):
    if hold not in HOLDS:
        raise TicketRefused(_("There is no hold of that kind."))
    ticket = locked(ticket, version)
    if ticket.status in (CLOSED, CANCELLED):
        raise TicketIsOver(_("This ticket is over; no clock of it runs."))
    return ticket


def _record(ticket, kind, hold, name, by, moment, at):
    moment = moment or at
    if not ticket.received_at <= moment <= at:
        raise TicketRefused(_("Choose a time between the receipt of the ticket and now."))
    event = add_event(ticket, kind, by=by, at=moment, recorded_at=at, hold=hold, name=name)
    save_after(ticket, [event], at=at)
    return ticket
