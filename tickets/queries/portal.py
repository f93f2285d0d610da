"""What contacts read: their tickets, the public conversation, what they are promised. Never what is internal."""

from datetime import datetime
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db.models import Count, F, OuterRef, Q, Subquery, UUIDField
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast

from contracts.models import Contract
from contracts.queries import contracts_held
from slas.clockstate import State
from slas.models import Calendar
from slas.queries import best_effort_tier, version_in_force
from tickets.holds import CONSENT
from tickets.models import Attachment, Clock, Event, Message, Ticket
from tickets.queries.page import said_on, with_files
from tickets.queries.promises import PROMISED
from tickets.transitions import OPEN_STATUSES, RESOLVED, SCHEDULED, WAITING_APPROVAL, WAITING_CLIENT

# What a client sees of a ticket's clocks, in the order of the page; a next answer or update only while it is awaited.
SHOWN = ("first_response", "next_response", "update_cadence", "workaround", "hotfix", "resolution")
AWAITED_ONLY = ("next_response", "update_cadence")
ANSWERS = ("first_response", "next_response")
UNDERWAY = (State.RUNNING, State.BREACHED_RUNNING)
YOURS = (WAITING_CLIENT, WAITING_APPROVAL, RESOLVED)
# Events that a client is told of between the messages; the messages themselves say the rest.
TOLD = (
    "waiting", "wait_ended", "hold_opened", "hold_closed", "resolved", "reopened", "closed", "cancelled", "severity_changed",
    "type_changed", "workaround_delivered", "defect_confirmed", "deployed", "merged_in", "split_off", "date_agreed",
)  # fmt: skip


class NextStep(NamedTuple):
    """What happens next on a ticket: `kind` says who does what, `at` by when; late when that has passed."""

    kind: str
    at: datetime | None = None
    is_late: bool = False


class Entry(NamedTuple):
    """One line of the conversation: a message, or an event between messages."""

    at: datetime
    message: Message | None = None
    event: Event | None = None
    is_mine: bool = False


class Line(NamedTuple):
    """One promise of a ticket as its clock shows it."""

    clock: Clock
    calendar: str  # the name of the calendar that it is counted on
    is_late: bool  # running past its due instant, and nobody excused it
    is_excused: bool = False  # it was missed, and a manager voided that (S-32)
    is_asked: bool = False  # the ticket is held until the client consents to more hours


class Offer(NamedTuple):
    """What a contract (or none) promises: severity -> metric -> target."""

    contract: Contract | None
    tier: object
    version: object
    targets: dict


def portal_tickets(member):
    """The tickets that the contact may see."""
    return Ticket.objects.visible_to(member).select_related("product")


def portal_counts(member):
    """How many tickets are open, and how many ask something of the contact's side."""
    live = Ticket.objects.visible_to(member).filter(status__in=(*OPEN_STATUSES, RESOLVED))
    return live.aggregate(open=Count("pk", filter=Q(status__in=OPEN_STATUSES)), yours=Count("pk", filter=Q(status__in=YOURS)))


def tickets_that_ask(member, limit):
    """Tickets that wait for the client's answer or for the word that they are resolved, the oldest first."""
    return list(portal_tickets(member).filter(status__in=YOURS).order_by("updated_at", "id")[:limit])


def open_tickets(member, limit):
    """Open tickets, the next promise first."""
    return list(portal_tickets(member).open().order_by(F("next_due_at").asc(nulls_last=True), "-received_at", "id")[:limit])


def portal_ticket(member):
    """Tickets with all that their page names."""
    named = ("type", "level", "assignee", "requester", "contract", "follows_up", "merged_into", "client", "environment")
    return portal_tickets(member).select_related(*named, "tier_version__tier")


def with_next_steps(member, tickets, at):
    """The tickets, each with its `promised` clocks by metric and its `next_step`, in one query however many there are."""
    hours = Calendar.objects.visible_to(member).filter(pk=Cast(KeyTextTransform("hours", OuterRef("target")), UUIDField()))
    promised = Clock.objects.visible_to(member).filter(metric__in=SHOWN).current()
    promised = promised.annotate(calendar_name=Subquery(hours.order_by().values("name")))
    clocks = {}
    for clock in promised.filter(ticket__in=[ticket.pk for ticket in tickets]):
        clocks.setdefault(clock.ticket_id, {})[clock.metric] = clock
    for ticket in tickets:
        ticket.promised = clocks.get(ticket.pk, {})
        ticket.next_step = next_step(ticket, ticket.promised, at)
    return tickets


def next_step(ticket, clocks, at):
    """Whose turn it is and by when; `clocks` by metric. Late is late at once, also before a sweep has recorded it (S-07).

    An answer that is awaited comes first, then what is due soonest; what was missed and excused is no longer counted on.
    """
    if ticket.status in YOURS:
        return NextStep("confirm" if ticket.status == RESOLVED else "approve" if ticket.status == WAITING_APPROVAL else "reply")
    if ticket.status == SCHEDULED:
        return NextStep("scheduled", ticket.scheduled_until)
    if not ticket.is_open:
        return NextStep("over")
    running = [clock for clock in clocks.values() if clock.state in UNDERWAY and not clock.voided_at]
    if not running:
        return NextStep("working")
    soonest = min(running, key=lambda clock: (clock.metric not in ANSWERS, clock.due_at, SHOWN.index(clock.metric)))
    return NextStep(soonest.metric, soonest.due_at, soonest.due_at < at)


def promise_lines(member, ticket, at):
    """The promises of a ticket `with_next_steps`, each with the name of the calendar that it counts on."""
    clocks = ticket.promised
    is_asked = any(hold["hold"] == CONSENT for hold in ticket.replay_state.get("holds", ()))
    shown = [clocks[metric] for metric in SHOWN if metric in clocks and _tells(clocks[metric])]
    return [
        Line(
            clock,
            clock.calendar_name or "",
            is_late=clock.due_at is not None and clock.due_at < at and not clock.voided_at,
            is_excused=clock.voided_at is not None,
            is_asked=is_asked,
        )
        for clock in shown
    ]


def _tells(clock):
    """Whether the client learns something from it: not of what nobody owes, nor of a next answer that was given."""
    if clock.metric in AWAITED_ONLY:
        return clock.state in UNDERWAY
    return clock.state != State.CANCELLED


def public_conversation(member, ticket):
    """Public messages with their files, and the events that a client is told of, in the order in which they happened."""
    messages = Message.objects.visible_to(member).filter(said_on(ticket)).public().select_related("author")
    events = Event.objects.visible_to(member).filter(ticket=ticket, kind__in=TOLD).public().select_related("by")
    entries = [
        Entry(message.at, message=message, is_mine=message.author_id == member.pk)
        for message in with_files(messages, Attachment.objects.visible_to(member).public())
    ]
    entries += [Entry(event.at, event=event, is_mine=event.by_id == member.pk) for event in events]
    return sorted(entries, key=lambda entry: (entry.at, entry.event is not None, entry.event.sequence or 0 if entry.event else 0))


def follow_ups_of(member, ticket):
    """The tickets that were opened because of this one."""
    return list(Ticket.objects.visible_to(member).filter(follows_up=ticket).order_by("number"))


def offers_to(member, at):
    """What the client's contracts in force promise, else what everybody gets."""
    contracts = Contract.objects.visible_to(member).select_related("tier", "frozen_version").prefetch_related("covered__product")
    offers = [
        _offer(contract, contract.tier, contract.frozen_version or version_in_force(contract.tier, at))
        for contract in contracts_held(contracts, at)
    ]
    if offers:
        return offers
    tier = best_effort_tier(member.tenant_id)
    return [_offer(None, tier, version_in_force(tier, at))]


def _offer(contract, tier, version):
    targets = {}
    for target in version.targets.filter(metric__in=PROMISED, ticket_type=None, is_option=False):
        targets.setdefault(target.severity, {})[target.metric] = target
    return Offer(contract, tier, version, targets)


def ticket_or_none(member, asked):
    """The ticket of that id if the contact may see it; nonsense is nobody's id."""
    try:
        return Ticket.objects.visible_to(member).filter(pk=asked).first()
    except ValidationError:
        return None
