"""The clocks between levels (S-35): a second fold of the same events, kept where no contact can read or write.

A contact's deed leaves a mark on the ticket, staff's deeds and the sweep bring the clocks up to date; as every event has its
instant, these say the same whenever that is.
"""

from datetime import timedelta
from uuid import UUID

from django.db import transaction

from accounts.tenancy import current
from slas.clockstate import State, TicketState
from slas.happenings import Kind, order_key
from slas.metrics import STINTS, Metric
from slas.queries import load_ola_terms, ola_key_of
from slas.replay import EMPTY, NeedsReplay, fold
from tickets.actions.clocks import happening
from tickets.actions.events import add_event, lockable
from tickets.actions.stint_breaches import record_missed, withdraw_missed
from tickets.models import Event, StintBook, StintClock

# What turns these clocks; answers and whatever else is said turn none of them.
STINT_KINDS = frozenset(
    str(kind)
    for kind in (
        *(Kind.OPENED, Kind.CLIENT_WROTE, Kind.WAITING, Kind.WAIT_ENDED, Kind.HOLD_OPENED, Kind.HOLD_CLOSED),
        *(Kind.RESOLVED, Kind.REOPENED, Kind.CLOSED, Kind.CANCELLED, Kind.SEVERITY_CHANGED),
        *(Kind.LEVEL_ENTERED, Kind.ACCEPTED),
    )
)
COLUMNS = ("state", "target", "started_at", "elapsed_seconds", "running_since", "due_at", "stopped_at", "breached_at")
AN_INSTANT = timedelta(microseconds=1)


def follow_stints(ticket, events, *, at):
    """Let what a deed added reach the clocks between levels: now, or, where a contact did it, when the sweep comes.

    The caller saves the ticket, whose mark and `event_count` may have changed.
    """
    if ticket.stints_behind_since is None and not any(event.kind in STINT_KINDS for event in events):
        return
    if current().client:
        ticket.stints_behind_since = ticket.stints_behind_since or at
    else:
        refresh_stints(ticket, at=at)


@transaction.atomic
def catch_up_stints(*, ticket_id, tenant_id, at):
    """Heed what a contact did; whether there was something to heed. The lock on the ticket is the claim.

    Nobody's open form is outdated by it, and the ticket counts as unchanged.
    """
    behind = lockable(skip_locked=True).filter(tenant_id=tenant_id, pk=ticket_id, stints_behind_since__isnull=False)
    ticket = behind.first()
    if ticket is None:
        return False
    refresh_stints(ticket, at=at)
    ticket.save(update_fields=["event_count", "stints_behind_since"])
    return True


def refresh_stints(ticket, *, at):
    """Fold what happened since; the caller holds the ticket's lock and saves it."""
    ticket.stints_behind_since = None
    if ticket.is_imported and not ticket.is_open and not _books(ticket).exists():
        return  # history from another desk, which had other levels
    book = book_of(ticket, at=at)
    before = TicketState.from_json(book.state) if TicketState.is_current(book.state) else None
    rows = _locked(ticket, before)
    try:
        if before is None:
            raise NeedsReplay
        happenings = history(ticket, after=book.through)
        terms = load_ola_terms(ticket.tenant_id, _keys(happenings) | {before.terms})
        state = fold(before, happenings, _as_of(rows, at), terms, STINTS)
    except NeedsReplay:
        rows, happenings, before = _locked(ticket), history(ticket), EMPTY
        state = _from_empty(ticket, happenings, as_of=_as_of(rows, at))
        StintClock.objects.filter(pk__in=[row.pk for row in rows if not _is_shown(row, state)]).delete()
    _write(ticket, rows, state, _levels(before, happenings), at=at)
    book.state, book.through = state.as_json(), ticket.event_count
    book.entered_at = max([each.at for each in happenings if each.kind == Kind.LEVEL_ENTERED], default=book.entered_at)
    book.save()


def book_of(ticket, *, at):
    """The ticket's book; its first stint begins with its receipt, that of a ticket from another desk when we first see to it."""
    book = _books(ticket).first()
    if book is None:
        entered_at = at if ticket.is_imported else ticket.received_at
        enter_level(ticket, by=None, at=entered_at, recorded_at=at)
        book = StintBook.objects.create(tenant_id=ticket.tenant_id, ticket=ticket, entered_at=entered_at)
    return book


def enter_level(ticket, *, by, at, recorded_at=None, **facts):
    """A stint begins at the ticket's level, with what that level owes from now on."""
    level = ticket.level
    facts |= {"level": level.number, "level_id": str(level.pk), "to_group": level.name, "terms": ola_key_of(level)}
    return add_event(ticket, Kind.LEVEL_ENTERED, by=by, at=at, recorded_at=recorded_at, **facts)


def accept_stint(ticket, *, by, at):
    """Somebody takes the ticket: the first who does accepts it for the level; the event, or none."""
    book = book_of(ticket, at=at)
    if book.is_accepted:
        return None
    return add_event(ticket, Kind.ACCEPTED, by=by, at=max(at, book.entered_at + AN_INSTANT), recorded_at=at)


def replayed_stints(ticket, *, as_of):
    """What folding the whole history from empty shows at `as_of`: the proof of the stored rows (P-4)."""
    return _from_empty(ticket, history(ticket), as_of=as_of)


def history(ticket, *, after=0):
    """What turns these clocks, as the fold takes it."""
    rows = Event.objects.filter(tenant_id=ticket.tenant_id, ticket=ticket, kind__in=STINT_KINDS, sequence__gt=after)
    return [happening(event) for event in rows]


def _books(ticket):
    return StintBook.objects.filter(tenant_id=ticket.tenant_id, ticket=ticket)


def _from_empty(ticket, happenings, *, as_of):
    return fold(EMPTY, happenings, as_of, load_ola_terms(ticket.tenant_id, _keys(happenings)), STINTS)


def _keys(happenings):
    return {each.facts["terms"] for each in happenings if each.kind == Kind.LEVEL_ENTERED}


def _locked(ticket, before=None):
    """Locked, so that a sweep's record is either seen or waits for us: all, or those of the stint that `before` is in."""
    stint = before.cycles.get(Metric.OLA_ACCEPT, 0) if before is not None else 0
    rows = StintClock.objects.select_for_update(no_key=True).filter(tenant_id=ticket.tenant_id, ticket=ticket)
    return list(rows.filter(cycle__gte=stint).order_by("id"))


def _as_of(rows, at):
    """A sweep may have recorded a miss while this deed waited for the lock: the fold then shows what that sweep saw."""
    return max([at, *(row.breached_at + AN_INSTANT for row in rows if row.breached_at)])


def _is_shown(row, state):
    return any((clock.metric, clock.cycle) == (row.metric, row.cycle) for clock in state.clocks)


def _levels(before, happenings):
    """Number of a stint -> id of its level, for the stints that these happenings begin."""
    entered = [each for each in sorted(happenings, key=order_key) if each.kind == Kind.LEVEL_ENTERED]
    return {
        number: UUID(each.facts["level_id"]) for number, each in enumerate(entered, before.cycles.get(Metric.OLA_ACCEPT, 0) + 1)
    }


def _write(ticket, locked, state, levels, *, at):
    """Make the rows say what the fold says, and record what it finds missed, or in time after all."""
    known = {(row.metric, row.cycle): row for row in locked}
    new, missed = [], []
    for clock in state.clocks:
        row = known.get((clock.metric, clock.cycle))
        was_breached = row.breached_at if row else None
        if row is None:
            level = levels.get(clock.cycle, ticket.level_id)
            row = StintClock(tenant_id=ticket.tenant_id, ticket=ticket, level_id=level, metric=clock.metric, cycle=clock.cycle)
            new.append(row)
        for column in COLUMNS:
            setattr(row, column, getattr(clock, column))
        row.flags = list(clock.flags)
        row.next_at = row.due_at if row.state == State.RUNNING else None
        if row not in new:
            row.save()
        if row.breached_at and not was_breached:
            missed.append(row)
        elif was_breached and not row.breached_at:
            withdraw_missed(row, ticket, breached_at=was_breached, at=at)
    StintClock.objects.bulk_create(new)
    record_missed(missed, {ticket.pk: ticket}, at=at)
