"""Reads of the queue: rows as plain tuples, a page of them in three queries however many tickets there are."""

from collections import defaultdict
from datetime import datetime, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Count, F, Q, Value

from accounts.models import Client, Level, Membership
from common.paging import in_utc
from slas.clockstate import FINISHED, State
from slas.metrics import REPEATING
from slas.models import TierVersion
from tickets.models import Clock

PAGE = 50
COUNTED = 1000  # nobody reads an exact number of a thousand waiting tickets, and counting them all would cost more each day
SOON = timedelta(hours=1)
OWN = ("id", "number", "title", "severity", "status", "received_at", "updated_at", "rank_at", "next_due_at")
NAMED = ("level_id", "client_id", "tier_version_id", "assignee_id")


class QueueRow(NamedTuple):
    """One line of the queue."""

    id: UUID
    number: int
    title: str
    severity: str
    status: str
    received_at: datetime
    updated_at: datetime
    rank_at: datetime
    next_due_at: datetime | None
    level_number: int
    level_name: str
    client_name: str
    tier_name: str
    assignee_name: str | None
    clock: Any  # the ShownClock that is nearest to being missed, or None


class ShownClock(NamedTuple):
    """What a row says of a clock. Units: open seconds."""

    metric: str
    state: str
    started_at: datetime
    due_at: datetime | None
    plan_at: list[datetime]
    plan_what: list[str]
    fired: list[str]
    breached_at: datetime | None
    elapsed_seconds: int
    target: dict


class QueuePage(NamedTuple):
    """Some rows in order, and the cursors of the pages around them (empty: there is none)."""

    rows: list[QueueRow]
    before: str
    after: str


class Totals(NamedTuple):
    """How the tickets of the list stand, of the most urgent thousand."""

    all: int
    missed: int
    soon: int
    later: int
    standing: int
    is_capped: bool


def queue_page(member, rows, *, order="rank_at", after="", before="", size=PAGE):
    """A page of tickets by `rank_at` (or any instant; `-updated_at`: the latest first), from a cursor on or back from it."""
    field, falls = order.lstrip("-"), order.startswith("-")
    if before:
        ordered = _beyond(rows, field, before, not falls).order_by(*_order(field, not falls))
    else:
        ordered = (_beyond(rows, field, after, falls) if after else rows).order_by(*_order(field, falls))
    found = list(ordered.values_list(*OWN, *NAMED)[: size + 1])
    is_more, found = len(found) > size, found[:size]
    if before:
        found.reverse()
    clocks = nearest_clocks(member, [row[0] for row in found]) if found else {}
    page = _with_names(member, found, clocks) if found else []
    has_before, has_after = (is_more, True) if before else (bool(after), is_more)
    return QueuePage(
        page,
        cursor_of(page[0], field) if page and has_before else "",
        cursor_of(page[-1], field) if page and has_after else "",
    )


def nearest_clocks(member, ticket_ids):
    """Ticket id -> the clock that a row shows: the running one due first, else the paused one with least left, else the last."""
    rows = Clock.objects.visible_to(member).filter(ticket_id__in=ticket_ids).exclude(PAST_CYCLES)
    of_ticket = defaultdict(list)
    for ticket_id, *values in rows.values_list("ticket_id", *ShownClock._fields):
        of_ticket[ticket_id].append(ShownClock(*values))
    return {ticket_id: min(clocks, key=_nearness) for ticket_id, clocks in of_ticket.items()}


def _with_names(member, found, clocks):
    """The rows with what their ids are called, in one query.

    Read beside, not joined: through the policies of the joined tables the planner takes the page for all open tickets.
    """
    levels, clients, versions, assignees = (set(column) for column in list(zip(*found, strict=True))[len(OWN) :])
    named = (
        Level.objects.visible_to(member).order_by().filter(pk__in=levels).values_list("id", "name", "number"),
        Client.objects.visible_to(member).order_by().filter(pk__in=clients).values_list("id", "name", Value(0)),
        Membership.objects.visible_to(member).order_by().filter(pk__in=assignees).values_list("id", "name", Value(0)),
        TierVersion.objects.visible_to(member).order_by().filter(pk__in=versions).values_list("id", "tier__name", Value(0)),
    )
    names = {pk: (name, place) for pk, name, place in named[0].union(*named[1:], all=True)}
    nobody = (None, 0)
    return [
        QueueRow(
            *row[: len(OWN)],
            level_number=names[level][1],
            level_name=names[level][0],
            client_name=names[client][0],
            tier_name=names[version][0],
            assignee_name=names.get(assignee, nobody)[0],
            clock=clocks.get(row[0]),
        )
        for row in found
        for level, client, version, assignee in [row[len(OWN) :]]
    ]


PAST_CYCLES = Q(metric__in=REPEATING, state__in=FINISHED)
RUNNING = (State.RUNNING, State.BREACHED_RUNNING)


def _nearness(clock):
    if clock.state in RUNNING and clock.due_at is not None:
        return (0, clock.due_at.timestamp())
    if clock.state in (State.PAUSED, State.NOT_STARTED):
        return (1, clock.target["seconds"] - clock.elapsed_seconds)
    return (2 if clock.state == State.NO_OPEN_TIME else 3, 0)


def totals_of(rows, at):
    """How many tickets are missed, due within the hour, due later, or stand still; one bounded read."""
    most_urgent = rows.order_by("rank_at", "id").values("id", "next_due_at")[: COUNTED + 1]
    numbers = most_urgent.aggregate(
        all=Count("id"),
        missed=Count("id", filter=Q(next_due_at__lte=at)),
        soon=Count("id", filter=Q(next_due_at__gt=at, next_due_at__lte=at + SOON)),
        standing=Count("id", filter=Q(next_due_at=None)),
    )
    later = numbers["all"] - numbers["missed"] - numbers["soon"] - numbers["standing"]
    is_capped = numbers["all"] > COUNTED
    return Totals(min(numbers["all"], COUNTED), numbers["missed"], numbers["soon"], later, numbers["standing"], is_capped)


def filter_choices(member):
    """What the filters offer: clients as (id, name) and levels as (id, name), in one query."""
    clients = Client.objects.visible_to(member).order_by().annotate(what=Value("client"), label=F("name"), place=Value(0))
    levels = Level.objects.visible_to(member).order_by().annotate(what=Value("level"), label=F("name"), place=F("number"))
    columns = ("what", "id", "label", "place")
    found = clients.values_list(*columns).union(levels.values_list(*columns), all=True)
    offered = {"client": [], "level": []}
    for what, pk, label, place in sorted(found, key=lambda row: (row[3], row[2].casefold())):
        offered[what].append((str(pk), f"L{place} {label}" if what == "level" else label))
    return offered


def cursor_of(row, field):
    """Where a row stands, as text for an address."""
    return f"{getattr(row, field).isoformat()}_{row.id}"


class BadCursor(ValueError):
    """A cursor that this desk did not write."""


def _beyond(rows, field, cursor, falls):
    instant, _underscore, pk = cursor.partition("_")
    try:
        at, pk = in_utc(datetime.fromisoformat(instant)), UUID(pk)
    except ValueError as broken:
        raise BadCursor(cursor) from broken
    if at is None:
        raise BadCursor(cursor)
    side = "lt" if falls else "gt"
    further = Q(**{f"{field}__{side}": at}) | Q(**{field: at, f"id__{side}": pk})
    return rows.filter(further, **{f"{field}__{side}e": at})


def _order(field, falls):
    return (f"-{field}", "-id") if falls else (field, "id")
