"""Many tickets are given new promises: the common ones swiftly, the others by the fold; all are written together (T14)."""

from collections import defaultdict
from datetime import timedelta
from typing import Any

from slas.clockstate import TicketState
from slas.happenings import Happening, Kind
from slas.queries import load_terms
from slas.replay import EMPTY, NeedsReplay, fold
from slas.terms import Terms
from tickets.actions.retarget_reading import locked_clocks
from tickets.actions.retarget_rows import Touched, write_touched
from tickets.models import Clock, Ticket
from tickets.models.retarget import RECOMPUTE
from tickets.queries.retargets import histories_of, keys_after
from tickets.retargeting.swift import LeftToTheFold, Swift

AFTER = timedelta(microseconds=1)


def retargeted(job, tickets, at):
    """Move locked tickets; returns how many were moved and how many promises that made missed at once."""
    keys = keys_after(job, tickets)
    moving = [ticket for ticket in tickets if keys[ticket.pk] != ticket.replay_state["terms"]]
    if not moving:
        return 0, 0
    terms = _terms(job, {ticket.replay_state["terms"] for ticket in moving} | {keys[each.pk] for each in moving})
    mover = Mover(job, keys, terms, at)
    rows = locked_clocks(job.tenant_id, [ticket.pk for ticket in moving])
    touched, left = [], []
    for ticket in moving:
        done = mover.swiftly(ticket, rows[ticket.pk])
        touched.append(done) if done else left.append(ticket.pk)
    touched += mover.by_the_fold(left)
    return len(touched), write_touched(touched, by=job.by, at=at)


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

    def __init__(self, job, keys, terms, at):
        self.job, self.keys, self.terms, self.at = job, keys, terms, at
        self.is_recount = job.kind == RECOMPUTE
        self.swift: dict[tuple[str, Any], Swift] = {}

    def swiftly(self, ticket, rows):
        """The common ticket; None when it is left to the fold."""
        old, new, at = ticket.replay_state["terms"], self.keys[ticket.pk], max(self.job.at, ticket.received_at)
        if self.is_recount:
            return None
        if (old, at) not in self.swift:
            self.swift[old, at] = Swift(self.terms[old], self.terms[new], new, at)
        seq = ticket.event_count + 1
        try:
            clocks, changed = self.swift[old, at].moved(ticket.replay_state, seq, _as_of(rows.values(), self.at))
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
