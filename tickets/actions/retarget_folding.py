"""Many tickets are given new promises: each folded in memory, all of them written in a few statements (T14)."""

from collections import defaultdict
from datetime import timedelta
from typing import Any

from slas.clockstate import TicketState
from slas.happenings import Kind
from slas.queries import load_terms
from slas.replay import EMPTY, Happening, NeedsReplay, fold
from tickets.actions.retarget_rows import Touched, write_touched
from tickets.models import Clock
from tickets.models.retarget import RECOMPUTE
from tickets.queries.retargets import histories_of, keys_after

AFTER = timedelta(microseconds=1)


def retargeted(job, tickets, at):
    """Move locked tickets; returns how many were moved and how many promises that made missed at once."""
    new_keys = keys_after(job, tickets)
    moving = [ticket for ticket in tickets if new_keys[ticket.pk] != ticket.replay_state["terms"]]
    if not moving:
        return 0, 0
    clocks = defaultdict(list)
    ids = [ticket.pk for ticket in moving]
    theirs = Clock.objects.filter(tenant_id=job.tenant_id, ticket__in=ids).order_by("id")
    for clock in theirs.select_for_update(no_key=True):
        clocks[clock.ticket_id].append(clock)
    folder = Folder(job, moving, new_keys)
    done = [Touched(ticket, clocks[ticket.pk], *folder.moved(ticket, clocks[ticket.pk], at)) for ticket in moving]
    return len(done), write_touched(done, by=job.by, at=at)


class Folder:
    """Folds one more happening onto each of many tickets, with the promises of all of them read at once."""

    def __init__(self, job, tickets, new_keys):
        self.job, self.new_keys = job, new_keys
        old = {ticket.replay_state["terms"] for ticket in tickets}
        self.tenant_id, self.terms = job.tenant_id, load_terms(job.tenant_id, old | set(new_keys.values()))
        self._histories: dict[Any, list[Happening]] | None = None
        self.tickets = tickets

    def moved(self, ticket, rows, at):
        """The event, the state after it and the terms that then hold."""
        facts = {"terms": self.new_keys[ticket.pk], "retarget": str(self.job.pk)}
        if self.job.kind == RECOMPUTE:
            facts["recount"] = True
        new = Happening(max(self.job.at, ticket.received_at), Kind.RETARGETED, ticket.event_count + 1, facts)
        as_of = max([at, *(row.breached_at + AFTER for row in rows if row.breached_at)])
        try:
            if not TicketState.is_current(ticket.replay_state):
                raise NeedsReplay
            state = fold(TicketState.from_json(ticket.replay_state), [new], as_of, self.terms)
        except NeedsReplay:
            state = fold(EMPTY, [*self._history(ticket), new], as_of, self._terms_of(ticket))
        return new, state, self.terms[state.terms]

    def _history(self, ticket):
        if self._histories is None:
            self._histories = histories_of(self.tenant_id, [each.pk for each in self.tickets])
        return self._histories[ticket.pk]

    def _terms_of(self, ticket):
        named = {each.facts["terms"] for each in self._history(ticket) if "terms" in each.facts}
        if missing := named - set(self.terms):
            self.terms |= load_terms(self.tenant_id, missing)
        return self.terms
