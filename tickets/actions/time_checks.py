"""What an entry of time must be, each refusal a sentence."""

from datetime import timedelta

from django.utils import dateformat
from django.utils.translation import gettext as _

from accounts.models import Membership
from accounts.permissions import may
from contracts.models import SpendingCap
from contracts.queries import standing
from slas.happenings import Kind
from slas.models import ACTIVITY_CLASSES
from tickets.errors import TimeRefused
from tickets.models import Event, TimeEntry
from tickets.models.work import BILLABLE, FREE_WITH_APPROVER, TRIAGE, WORK_KINDS
from tickets.queries.time_reads import overlapping_entries

LONGEST = timedelta(hours=24)
LEVELS = range(1, 5)


def check_span(started_at, ended_at, at):
    """Whole minutes between two instants that have passed; refuses what cannot have been worked."""
    if ended_at < started_at:
        raise TimeRefused(_("The work ends before it starts. Check both times."), field="worked")
    if ended_at > at:
        raise TimeRefused(_("Time cannot be logged in the future. Choose an earlier end."), field="worked")
    if ended_at - started_at > LONGEST:
        raise TimeRefused(_("One entry holds at most 24 hours. Log each day by itself."), field="worked")
    minutes = int((ended_at - started_at).total_seconds()) // 60
    if minutes < 1:
        raise TimeRefused(_("The work lasts less than a minute. Enter at least one."), field="worked")
    return minutes


def check_place(*, client, ticket, contract, activity, level, kind):
    """Refuse work on nothing, on another client's contract, or of a kind, level or activity that is not known."""
    if ticket is None and contract is None:
        raise TimeRefused(_("Say what the work was on: a ticket, or a contract."), field="contract")
    if contract is not None and contract.client_id != client.pk:
        raise TimeRefused(_("This contract is another client’s."), field="contract")
    if kind not in WORK_KINDS:
        raise TimeRefused(_("This kind of time is not known."), field="kind")
    if activity not in ACTIVITY_CLASSES:
        raise TimeRefused(_("Choose an activity."), field="activity")
    if level not in LEVELS:
        raise TimeRefused(_("Choose a level from 1 to 4."), field="level")


def check_kind(*, kind, ticket, reason, minutes, basis, work_on, at):
    """Free work is said to be why, triage is free for its first minutes only (C-11, C-13, C-14)."""
    if kind in FREE_WITH_APPROVER and not reason.strip():
        raise TimeRefused(_("Say why this time is free. Who approves it reads the reason."), field="reason")
    if kind == TRIAGE:
        _check_triage(ticket, minutes, basis.terms.free_triage_minutes)
    if kind == BILLABLE and basis.contract is None and not _has_cap(ticket):
        raise TimeRefused(
            _("No contract covers this, and the client accepted no amount. Quote the work, or log triage or goodwill."),
            field="kind",
        )
    if kind == BILLABLE and basis.contract is not None and work_on < basis.contract.starts_on:
        raise TimeRefused(
            _("The contract %(name)s starts on %(day)s, after this work.")
            % {"name": basis.contract.name, "day": basis.contract.starts_on},
            field="worked",
        )


def _has_cap(ticket):
    """Whether an accepted quote, a not-to-exceed or a pre-authorisation is open for the ticket (C-23)."""
    caps = SpendingCap.objects.filter(tenant_id=ticket.tenant_id, client_id=ticket.client_id, ticket_id=ticket.pk)
    return caps.filter(closed_at=None).exists()


def _check_triage(ticket, minutes, free):
    if ticket is None:
        raise TimeRefused(_("Triage is of a ticket. Log other work as billable."), field="kind")
    used = sum(
        TimeEntry.objects.filter(tenant_id=ticket.tenant_id, ticket=ticket, kind=TRIAGE)
        .standing()
        .values_list("minutes", flat=True)
    )
    if used + minutes > free:
        raise TimeRefused(
            _("Triage is free for %(free)s minutes a ticket, and %(left)s are left. Log the rest as billable or as goodwill.")
            % {"free": free, "left": max(free - used, 0)},
            field="kind",
        )


def check_writer(entry, by):
    """One's own entry until it is approved; whoever may approve changes any (lead, account manager)."""
    if may(by, "time.approve"):
        return
    if entry.member_id != by.pk:
        raise TimeRefused(_("This is somebody else’s time. A lead or an account manager can correct it."))
    if entry.approved_at is not None:
        raise TimeRefused(_("This time was approved. A lead or an account manager can correct it."))


def check_stands(entry):
    """Refuse an entry that was replaced, rejected or withdrawn, or whose group is on an issued invoice (`decisions.md` 25)."""
    if entry.status not in ("pending", "counted", "held"):
        raise TimeRefused(_("This entry was changed by somebody in the meantime. Look at the newest."))
    if entry.billed_at is not None:
        raise TimeRefused(_("This time is on an issued invoice. Credit the invoice first; that frees it."))


def check_approver(entry, by):
    """Nobody approves their own time, unless nobody else in the tenant may."""
    if not may(by, "time.approve"):
        raise TimeRefused(_("Only a lead or an account manager approves time."))
    if entry.member_id != by.pk:
        return
    others = Membership.objects.filter(tenant_id=by.tenant_id, client=None).in_force().exclude(pk=by.pk)
    if any(may(other, "time.approve") for other in others):
        raise TimeRefused(_("You cannot approve your own time. Ask a colleague who may."))


def warnings_of(entry, basis):
    """What is odd about an entry and yet allowed: it overlaps another one of the same person, the contract is over, or what it
    mends may be our own fault (C-14)."""
    found = [
        _("It overlaps with other time of yours on %(what)s.") % {"what": other.ticket or other.contract}
        for other in overlapping_entries(entry)
    ]
    if entry.contract is not None and standing(entry.contract, entry.started_at) == "over":
        found.append(_("The contract %(name)s was over on that day.") % {"name": entry.contract.name})
    if (delivered_on := _delivered_under_warranty(entry, basis)) is not None:
        words = _("A fix for this was delivered on %(day)s. If that broke it, log the time as our own fault: nobody pays for it.")
        found.append(words % {"day": dateformat.format(delivered_on, _("j M Y"))})
    return tuple(found)


def _delivered_under_warranty(entry, basis):
    """The local day of the last fix that was delivered on the ticket, or on the one that it follows up, and is not older than the
    warranty; none for work that nobody pays anyway."""
    if entry.ticket is None or entry.kind != BILLABLE:
        return None
    rows = Event.objects.filter(tenant_id=entry.tenant_id, ticket_id__in=[entry.ticket.pk, entry.ticket.follows_up_id])
    delivered = rows.filter(kind=Kind.DEPLOYED, at__lte=entry.started_at).order_by("-at").first()
    day = delivered and basis.day_of(delivered.at)
    return day if day and (entry.work_on - day).days <= basis.terms.warranty_days else None
