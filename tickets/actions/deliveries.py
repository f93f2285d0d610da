"""What a client is given before the end: a way round a fault, and the fix itself where it was promised (S-18, S-19)."""

from django.db import transaction
from django.utils.translation import gettext as _

from slas.happenings import Kind
from tickets.actions.events import add_event, locked
from tickets.actions.messages import add_message, save_after
from tickets.actions.sorting import still_open
from tickets.actions.telling import said, tell
from tickets.errors import TicketIsOver, TicketRefused
from tickets.models import Event
from tickets.transitions import CANCELLED, CLOSED, NEW, OPEN

# To what a severity drops when there is a way round, with the client's consent (S-18); a minor fault drops no further.
ONE_LOWER = {"critical": "major", "major": "minor"}


@transaction.atomic
def deliver_workaround(*, ticket, body, by, at, lower_severity=False, files=(), version=None, pk=None):
    """Tell the client a way round: it answers, the workaround clock stops, resolution continues (S-18).

    `lower_severity` says that the client agreed to one severity lower from now on.
    """
    ticket = still_open(locked(ticket, version))
    if _happened(ticket, Kind.WORKAROUND_DELIVERED):
        raise TicketRefused(_("A workaround was given already. Write a reply instead."))
    if lower_severity and ticket.severity not in ONE_LOWER:
        raise TicketRefused(_("This severity does not drop any further."), field="lower_severity")
    message = add_message(ticket, body=body, by=by, at=at, files=files, side="staff", pk=pk)
    if ticket.status == NEW:
        ticket.status = OPEN
    events = [
        add_event(ticket, Kind.REPLIED, by=by, at=at, message=str(message.pk)),
        add_event(ticket, Kind.WORKAROUND_DELIVERED, by=by, at=at, message=str(message.pk)),
    ]
    if lower_severity:
        before, ticket.severity = ticket.severity, ONE_LOWER[ticket.severity]
        changed = {"severity": ticket.severity, "before": before, "with_consent": True}
        events.append(add_event(ticket, Kind.SEVERITY_CHANGED, by=by, at=at, **changed))
    save_after(ticket, events, at=at)
    tell("staff_replied", [(ticket, said(message))], by=by, at=at, key=str(message.pk))
    return ticket


@transaction.atomic
def confirm_defect(*, ticket, by, at, version=None):
    """It is a defect of the product: from now on a hotfix is owed, where the tier counts it from here."""
    ticket = still_open(locked(ticket, version))
    if _happened(ticket, Kind.DEFECT_CONFIRMED):
        raise TicketRefused(_("The defect was confirmed already."))
    confirmed = add_event(ticket, Kind.DEFECT_CONFIRMED, by=by, at=at)
    save_after(ticket, [confirmed], at=at)
    return ticket


@transaction.atomic
def record_deployment(*, ticket, environment, deployed_at, by, at, reference="", version=None):
    """The fix was deployed to an environment at an instant, entered by a person or told by CI (S-19).

    The hotfix clock stops at `deployed_at`, however late it is recorded, if the kind of environment is the promised one.
    Refuses the future, an instant before the receipt, another client's environment and one out of use.
    """
    ticket = locked(ticket, version)
    if ticket.status in (CLOSED, CANCELLED):
        raise TicketIsOver(_("This ticket is over. Record the deployment on the ticket that follows it up."))
    if environment.client_id != ticket.client_id:
        raise TicketRefused(_("This environment belongs to another client. Choose one of this client."), field="environment")
    if not environment.is_active:
        raise TicketRefused(_("This environment is out of use. Choose another one."), field="environment")
    if deployed_at > at:
        raise TicketRefused(_("A deployment cannot be recorded before it was done."), field="deployed_at")
    if deployed_at < ticket.received_at:
        raise TicketRefused(_("A fix cannot be deployed before the ticket was received."), field="deployed_at")
    facts = {"environment": str(environment.pk), "environment_name": environment.name, "environment_kind": environment.kind}
    deployed = add_event(ticket, Kind.DEPLOYED, by=by, at=deployed_at, recorded_at=at, reference=reference, **facts)
    save_after(ticket, [deployed], at=at)
    return ticket


def _happened(ticket, kind):
    return Event.objects.filter(tenant_id=ticket.tenant_id, ticket=ticket, kind=kind).exists()
