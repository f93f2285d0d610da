"""The one place that turns clocks: new events are folded onto the stored state, and the rows follow (`decisions.md` 19)."""

from datetime import timedelta

from slas.clockstate import FINISHED, State, TicketState
from slas.metrics import REPEATING
from slas.plans import plan_of
from slas.queries import load_terms
from slas.replay import EMPTY, Happening, NeedsReplay, fold
from tickets.actions.breaches import WITHDRAWN, record_breaches, record_lack_of_open_time, withdraw_breach
from tickets.actions.events import CLOCK_KINDS
from tickets.models import Clock, Event
from tickets.models.clock import SUPERSEDED
from tickets.ranking import place

COLUMNS = ("state", "target", "elapsed_seconds", "running_since", "due_at", "stopped_at", "breached_at", "started_at")
PLANNED = ("plan_at", "plan_what", "fired", "next_at")
WRITTEN = (*COLUMNS, "flags", *PLANNED)  # of a row that is there: all that `show` and `plan` change
NO_HOURS = "no_open_time"  # said in `fired` of a clock whose administrators were alerted


def refresh_clocks(ticket, new_events, *, at, anew=False):
    """Fold `new_events` (all that this deed added) and write what the clocks show at `at`; the caller saves the ticket.

    An event dated before one that was folded already sends the fold through the whole history, to the same rows (P-4);
    so does `anew`, whatever is stored.
    """
    before = None if anew else _stored(ticket)
    happenings = [happening(event) for event in new_events if event.kind in CLOCK_KINDS]
    rows, is_whole = _locked_clocks(ticket, before), False
    try:
        if before is None:
            raise NeedsReplay
        terms = load_terms(ticket.tenant_id, _keys(happenings) | {before.terms} - {""})
        state = fold(before, happenings, _as_of(rows, at), terms)
    except NeedsReplay:
        rows, is_whole = _locked_clocks(ticket), True
        state, terms = _from_empty(ticket, as_of=_as_of(rows, at))
    ticket.replay_state = state.as_json()
    write_clocks(ticket, rows, state, terms[state.terms], at=at, is_whole=is_whole)
    return state


def _stored(ticket):
    """The state to fold onto; none where an earlier engine left it, so that all is folded again."""
    if ticket.event_count <= 1:
        return EMPTY
    return TicketState.from_json(ticket.replay_state) if TicketState.is_current(ticket.replay_state) else None


def standing(ticket, *, at):
    """How the ticket stands: the state that was stored, or folded again where an earlier engine left it."""
    stored = ticket.replay_state
    return TicketState.from_json(stored) if TicketState.is_current(stored) else replayed(ticket, as_of=at)


def replayed(ticket, *, as_of):
    """What folding the whole history from empty shows at `as_of`: the proof of the stored rows (P-4)."""
    state, _terms = _from_empty(ticket, as_of=as_of)
    return state


def _from_empty(ticket, *, as_of):
    happenings = history(ticket)
    terms = load_terms(ticket.tenant_id, _keys(happenings))
    return fold(EMPTY, happenings, as_of, terms), terms


def happening(event):
    """An event as the fold takes it."""
    return Happening(event.at, event.kind, event.sequence, event.facts)


def history(ticket):
    """All that happened to a ticket, as the fold takes it."""
    return [happening(event) for event in Event.objects.filter(ticket=ticket, tenant_id=ticket.tenant_id, kind__in=CLOCK_KINDS)]


def write_clocks(ticket, locked, state, terms, *, at, is_whole=False):
    """Make the clock rows say what the fold says; tell of a breach that no sweep has seen, or of one that was none after all."""
    known = {(row.metric, row.cycle): row for row in locked}
    before = {row.pk: row.breached_at for row in locked}
    rows = [known.get((clock.metric, clock.cycle)) or new_row(ticket, clock) for clock in state.clocks]
    without_hours = []
    for row, clock in zip(rows, state.clocks, strict=True):
        show(row, clock)
        if plan(row, clock, terms, at, severity=state.severity):
            without_hours.append(row)
        if row.pk in before:
            row.save()
    Clock.objects.bulk_create(row for row in rows if row.pk not in before)
    rows += superseded(locked, rows, state, at=at, is_whole=is_whole)
    record_breaches([row for row in rows if row.breached_at and not before.get(row.pk)], ticket, at=at)
    for row in rows:
        if before.get(row.pk) and not row.breached_at:
            withdraw_breach(row, ticket, breached_at=before[row.pk], at=at)
    record_lack_of_open_time(without_hours, ticket, at=at)
    place_in_queue(ticket, state.clocks)


def superseded(locked, shown, state, *, at, is_whole=False):
    """Cycles that there never were, as something stored late has shown: kept, and counted nowhere."""
    known = {(row.metric, row.cycle) for row in shown}
    last = state.cycles
    gone = [row for row in locked if (row.metric, row.cycle) not in known and (is_whole or row.cycle > last.get(row.metric, 0))]
    for row in gone:
        row.state, row.flags, row.stopped_at = State.CANCELLED, [SUPERSEDED], at
        row.fired += [WITHDRAWN] if row.breached_at else []
        row.running_since = row.due_at = row.breached_at = row.next_at = None
        row.plan_at, row.plan_what = [], []
        row.save()
    return gone


def show(row, clock):
    """Let the row say what the fold says of its clock, and remember a breach that it takes back."""
    if row.breached_at and not clock.breached_at:
        row.fired.append(WITHDRAWN)
    for column in COLUMNS:
        setattr(row, column, getattr(clock, column))
    row.flags = list(clock.flags)


def plan(row, clock, terms, at, *, severity):
    """Let the row say what the sweep is to look for; true when a calendar leaves it without open time, the first time (S-45)."""
    planned = plan_of(clock, terms, row.fired, severity=severity, since=at)
    row.plan_at, row.plan_what, row.next_at = list(planned.at), list(planned.what), planned.next_at
    lacks_hours = row.state == State.NO_OPEN_TIME and NO_HOURS not in row.fired
    if lacks_hours:
        row.fired.append(NO_HOURS)
    return lacks_hours


def place_in_queue(ticket, clocks):
    """When the ticket is due next, and where it therefore stands; the caller saves it."""
    dues = [clock.due_at for clock in clocks if clock.due_at and clock.state not in FINISHED and clock.state != State.PAUSED]
    ticket.next_due_at = min(dues, default=None)
    place(ticket)


def _locked_clocks(ticket, before=None):
    """Locked, so that a sweep's record is either seen or waits for us: all, or those that a deed after `before` can touch."""
    if ticket.event_count <= 1:
        return []
    rows = Clock.objects.select_for_update(no_key=True).filter(tenant_id=ticket.tenant_id, ticket=ticket).order_by("id")
    for metric in REPEATING if before is not None else ():
        rows = rows.exclude(metric=metric, cycle__lt=before.cycles.get(metric, 1))
    return list(rows)


def _as_of(rows, at):
    """A sweep may have recorded a breach while this deed waited for the lock: the fold then shows what that sweep saw."""
    return max([at, *(row.breached_at + timedelta(microseconds=1) for row in rows if row.breached_at)])


def new_row(ticket, clock):
    """A row for a clock that was never shown before."""
    return Clock(
        tenant_id=ticket.tenant_id,
        client_id=ticket.client_id,
        ticket=ticket,
        metric=clock.metric,
        cycle=clock.cycle,
    )


def _keys(happenings):
    """The promises that happenings name."""
    return {each.facts["terms"] for each in happenings if "terms" in each.facts}
