"""Many tickets are given new promises: the common ones swiftly, the others by the fold; all are written together (T14)."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from slas.clockstate import TicketState
from slas.happenings import Happening, Kind
from slas.queries import load_terms
from slas.replay import EMPTY, NeedsReplay, fold
from slas.terms import Terms
from tickets.actions.beside import Ask, database_beside, without_collection
from tickets.actions.copying import copy_in
from tickets.actions.retarget_reading import LockedClock, LockedTicket, locked_clocks, locked_tickets
from tickets.actions.retarget_rows import Leaving, Touched, leaving, write_rest
from tickets.models import Clock, Ticket
from tickets.models.retarget import RECOMPUTE
from tickets.queries.retargets import histories_of, keys_after
from tickets.retargeting.swift import LeftToTheFold, Swift

AFTER = timedelta(microseconds=1)


PART = 1000  # tickets: so many are reckoned while the database reads as many and writes those before


class Part(NamedTuple):
    """Some locked tickets of a batch; of those that move, what their terms will be called, those terms, and their clocks."""

    tickets: list[LockedTicket]
    moving: list[LockedTicket]
    keys: dict[str, str]
    terms: dict[str, Terms]
    rows: dict[str, dict[tuple[str, int], LockedClock]]


class Moved(NamedTuple):
    """The tickets that were found open, how many of them were moved, how many promises that made missed at once."""

    found: set[str]
    touched: int
    breached: int


def retargeted(job: Any, ids: list[str], at: datetime, *, waits: bool) -> Moved:
    """Lock those of the tickets that are open, and move them; without `waits` only those that nobody holds."""
    found: set[str] = set()
    lefts: list[Leaving] = []
    to_fold: list[str] = []
    mover, done = Mover(job, at), 0
    with without_collection(), database_beside() as ask:
        writing = []
        for part in _one_ahead(ask, job, ids, waits):
            found |= {ticket.pk for ticket in part.tickets}
            touched, others = mover.swiftly_all(part)
            to_fold += others
            if touched:
                lefts.append(leaving(touched, by=job.by, at=at))
                writing.append(ask(copy_in, lefts[-1].copies))
                done += len(touched)
        for each in writing:
            each.result()
    if folded := mover.by_the_fold(to_fold):
        lefts.append(leaving(folded, by=job.by, at=at))
        copy_in(lefts[-1].copies)
    return Moved(found, done + len(folded), sum(write_rest(left, at=at) for left in lefts))


def _one_ahead(ask: Ask, job: Any, ids: list[str], waits: bool) -> Iterator[Part]:
    """The tickets part by part; the next one is being read while somebody reckons with this."""
    parts = [ids[first : first + PART] for first in range(0, len(ids), PART)]
    coming = [ask(_read, job, part, waits) for part in parts[:1]]
    for following in [*parts[1:], None] if parts else []:
        part = coming.pop().result()
        if following:
            coming.append(ask(_read, job, following, waits))
        yield part


def _read(job: Any, ids: list[str], waits: bool) -> Part:
    tickets = locked_tickets(job.tenant_id, ids, waits=waits)
    keys = keys_after(job, tickets)
    moving = [ticket for ticket in tickets if keys[ticket.pk] != ticket.replay_state["terms"]]
    if not moving:
        return Part(tickets, moving, {}, {}, {})
    terms = _terms(job, {ticket.replay_state["terms"] for ticket in moving} | {keys[each.pk] for each in moving})
    return Part(tickets, moving, keys, terms, locked_clocks(job.tenant_id, [ticket.pk for ticket in moving]))


def _terms(job, keys):
    """Terms by key; those of the job's batch before are kept, for what a key names never changes."""
    known = _kept.get(job.pk, {})
    _kept.clear()
    missing = keys - set(known)
    _kept[job.pk] = {key: known[key] for key in keys - missing} | (load_terms(job.tenant_id, missing) if missing else {})
    return dict(_kept[job.pk])


_kept: dict[Any, dict[str, Terms]] = {}


class Mover:
    """Finds what tickets are after the job has moved them."""

    def __init__(self, job, at):
        self.job, self.at = job, at
        self.keys: dict[str, str] = {}
        self.terms: dict[str, Terms] = {}
        self.is_recount = job.kind == RECOMPUTE
        self.swift: dict[tuple[str, str, Any], Swift] = {}

    def swiftly_all(self, part):
        """The common tickets of a part, moved; the ids of those that are left to the fold."""
        self.keys |= part.keys
        self.terms |= part.terms
        found = [(ticket.pk, self.swiftly(ticket, part.rows[ticket.pk])) for ticket in part.moving]
        return [touched for _, touched in found if touched], [pk for pk, touched in found if not touched]

    def swiftly(self, ticket, rows):
        """The common ticket; None when it is left to the fold."""
        old, new, at = ticket.replay_state["terms"], self.keys[ticket.pk], max(self.job.at, ticket.received_at)
        if self.is_recount:
            return None
        if (old, new, at) not in self.swift:
            self.swift[old, new, at] = Swift(self.terms[old], self.terms[new], new, at)
        seq = ticket.event_count + 1
        try:
            clocks, changed = self.swift[old, new, at].moved(ticket.replay_state, seq, _as_of(rows.values(), self.at))
        except LeftToTheFold:
            return None
        if any((clocks[place].metric, clocks[place].cycle) not in rows for place in changed):
            return None
        return Touched(ticket, rows, seq, at, self._facts(new), ticket.replay_state, clocks, changed, self.terms[new])

    def by_the_fold(self, ids):
        """Any ticket (locked already); from empty where the stored state does not suffice."""
        if not ids:
            return []
        tickets, histories = Ticket.objects.filter(tenant_id=self.job.tenant_id, pk__in=ids).order_by("pk"), None
        rows: dict[Any, dict[tuple[str, int], Clock]] = defaultdict(dict)
        for row in (
            Clock.objects.filter(tenant_id=self.job.tenant_id, ticket__in=ids).order_by("id").select_for_update(no_key=True)
        ):
            rows[row.ticket_id][row.metric, row.cycle] = row
        touched = []
        for ticket in tickets:
            seq, at = ticket.event_count + 1, max(self.job.at, ticket.received_at)
            new = Happening(at, Kind.RETARGETED, seq, self._facts(self.keys[str(ticket.pk)]))
            as_of = _as_of(rows[ticket.pk].values(), self.at)
            try:
                if not TicketState.is_current(ticket.replay_state):
                    raise NeedsReplay
                state = fold(TicketState.from_json(ticket.replay_state), [new], as_of, self.terms)
            except NeedsReplay:
                histories = histories if histories is not None else histories_of(self.job.tenant_id, ids)
                self._know({each.facts["terms"] for each in histories[ticket.pk] if "terms" in each.facts})
                state = fold(EMPTY, [*histories[ticket.pk], new], as_of, self.terms)
            clocks, terms = list(state.clocks), self.terms[state.terms]
            every = set(range(len(clocks)))
            theirs = rows[ticket.pk]
            touched.append(Touched(ticket, theirs, seq, at, dict(new.facts), state.as_json(), clocks, every, terms, state))
        return touched

    def _facts(self, key):
        return {"terms": key, "retarget": str(self.job.pk), **({"recount": True} if self.is_recount else {})}

    def _know(self, keys):
        if missing := keys - set(self.terms):
            self.terms |= load_terms(self.job.tenant_id, missing)


def _as_of(rows, at):
    """Not before what a sweep has seen already."""
    return max([at, *(row.breached_at + AFTER for row in rows if row.breached_at)])
