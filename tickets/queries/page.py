"""Reads of one ticket's page: what was said, what happened, and its clocks on the hours that they count."""

from datetime import datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, FilteredRelation, IntegerField, OuterRef, Q, TextField, UUIDField, Value
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, JSONObject

from accounts.models import Membership
from accounts.permissions import ENGINEER, LEAD
from slas.clockstate import FINISHED
from slas.keys import parsed_key
from slas.models import CalendarVersion, TicketType
from slas.queries import timeline
from tickets.models import Attachment, Clock, Event, Message, Ticket

VERSION_COLUMNS = ("number", "hours", "nominal_day_minutes", "names", "effective_at", "corrects_from")
LINKED_SHOWN = 50
EVENTS_SHOWN = 300  # of the newest; a ticket that lived longer shows its latest part


def tickets_with_all(member):
    """The tickets that the member may see, each with every row that its page names, and since when the member's own timer
    runs on it (`timer_started_at`, none without one) or until when it ran."""
    rows = Ticket.objects.visible_to(member).select_related(
        "client", "requester", "assignee", "level", "type", "product", "contract", "tier_version__tier", "environment__version"
    )
    mine = FilteredRelation("running_timers", condition=Q(running_timers__member=member.pk))
    return rows.annotate(timer=mine, timer_started_at=F("timer__started_at"), timer_stopped_at=F("timer__stopped_at"))


def ticket_words(member, ids):
    """`#4821 Export stops`, by id, of those tickets that the member may see."""
    rows = Ticket.objects.visible_to(member).filter(pk__in=ids).order_by()
    return {pk: f"#{number} {title}" for pk, number, title in rows.values_list("pk", "number", "title")}


def said_on(ticket):
    """What was said on a ticket, and on those that were merged into it (S-36)."""
    return Q(ticket=ticket) | Q(ticket__merged_into=ticket)


def with_files(messages, attachments):
    """The messages, each with its `files` among these attachments as plain values, in the same query."""
    mine = attachments.filter(message=OuterRef("pk")).order_by("id")
    return messages.annotate(files=ArraySubquery(mine.values(json=JSONObject(id="id", name="file__name", size="file__size"))))


def messages_of(member, ticket):
    """What was said, also on tickets that were merged in, oldest first, each with its author and `files`."""
    said = Message.objects.visible_to(member).filter(said_on(ticket)).select_related("author", "ticket")
    return list(with_files(said, Attachment.objects.visible_to(member)))


def linked_tickets(member, ticket):
    """What a ticket is tied to, as pairs of how and the ticket: merged, split, followed up, from either side."""
    ways = {"follows_up": "follow_up", "merged_into": "merged", "split_from": "split_off"}
    ahead = {getattr(ticket, f"{way}_id"): way for way in ways if getattr(ticket, f"{way}_id")}
    behind = Q(follows_up=ticket) | Q(merged_into=ticket) | Q(split_from=ticket)
    rows = Ticket.objects.visible_to(member).filter(behind | Q(pk__in=ahead)).order_by("number")
    columns = ("number", "title", "status", "follows_up_id", "merged_into_id", "split_from_id")
    return [
        (ahead.get(other.pk) or next(back for way, back in ways.items() if getattr(other, f"{way}_id") == ticket.pk), other)
        for other in rows.only(*columns)[:LINKED_SHOWN]
    ]


def events_of(member, ticket):
    """What happened, the newest first."""
    happened = Event.objects.visible_to(member).filter(ticket=ticket).select_related("by", "clock")
    return list(happened.order_by("-at", "-sequence")[:EVENTS_SHOWN])


def clocks_of(member, ticket):
    """The ticket's clocks, those that run first, as pairs with the Hours that each counts on (none: its calendar is gone)."""
    versions = (
        CalendarVersion.objects.visible_to(member)
        .filter(calendar_id=Cast(KeyTextTransform("hours", OuterRef("target")), UUIDField()))
        .order_by("number")
        .values(json=JSONObject(**{column: column for column in VERSION_COLUMNS}))
    )
    found = (
        Clock.objects.visible_to(member)
        .filter(ticket=ticket)
        .current()
        .annotate(counted_on=ArraySubquery(versions))
        .order_by("id")
    )
    pins = parsed_key(ticket.replay_state.get("terms", "")).pins

    def by_turn(clock):
        return clock.state in FINISHED, clock.due_at is None, clock.due_at or clock.started_at

    return [(clock, _hours(clock.counted_on, pins.get(clock.target["hours"]))) for clock in sorted(found, key=by_turn)]


def _hours(versions, pin):
    return timeline([CalendarVersion(**_instants(plain)) for plain in versions], pin) if versions else None


def _instants(plain):
    return plain | {each: plain[each] and datetime.fromisoformat(plain[each]) for each in ("effective_at", "corrects_from")}


def sorting_choices(member):
    """Who may be given the ticket and which types there are, as (id, name, code), in one query."""
    engineers = Membership.objects.visible_to(member).in_force().with_role(ENGINEER, LEAD).order_by()
    types = TicketType.objects.visible_to(member).filter(is_active=True).order_by()
    nothing, first = Value("", TextField()), Value(0, IntegerField())
    people = engineers.annotate(what=Value("engineer", TextField()), label=F("name"), known_as=nothing, place=first)
    kinds = types.annotate(what=Value("type", TextField()), label=F("name"), known_as=F("code"), place=F("order"))
    columns = ("what", "id", "label", "known_as", "place")
    found = people.values_list(*columns).union(kinds.values_list(*columns), all=True)
    offered = {"engineer": [], "type": []}
    for what, *choice, _place in sorted(found, key=lambda row: (row[4], row[2].casefold())):
        offered[what].append(tuple(choice))
    return offered
