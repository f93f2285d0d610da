"""All clocks of one ticket while happenings are folded onto them: which run, on what hours, for which promise."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from datetime import datetime

from slas import tally as clockwork
from slas.clockstate import Tally, TicketState
from slas.happenings import RANKS, Happening, Kind, OrderKey
from slas.metrics import RULES, Metric, Pause
from slas.terms import Hours, Terms


class Docket:
    """A ticket's state being worked on; what it hands out and takes in is never changed."""

    def __init__(self, state: TicketState, terms: Mapping[str, Terms]) -> None:
        self.all_terms = terms
        self.phase, self.phase_since = state.phase, state.phase_since
        self.wait, self.holds = state.wait, state.holds
        self.severity, self.ticket_type, self.terms_key = state.severity, state.ticket_type, state.terms
        self.last_key = state.last_key
        self.tallies = [copy(tally) for tally in state.tallies]
        for tally in self.tallies:
            tally.history = []

    def carried(self) -> TicketState:
        """What the next fold starts from."""
        return TicketState(
            phase=self.phase,
            phase_since=self.phase_since,
            severity=self.severity,
            ticket_type=self.ticket_type,
            terms=self.terms_key,
            wait=self.wait,
            holds=self.holds,
            tallies=tuple(self.tallies),
            last_key=self.last_key,
        )

    @property
    def terms(self) -> Terms:
        return self.all_terms[self.terms_key]

    def wake(self, key: OrderKey) -> None:
        """End a scheduled wait whose instant comes before `key` (S-20)."""
        ends_at = self.wait.ends_at if self.wait is not None else None
        if ends_at is not None and (ends_at, RANKS[Kind.WAIT_ENDED], -1) < key:
            self.wait = None
            self.settle(ends_at)

    def notice_breaches(self, at: datetime) -> None:
        for tally in self.tallies:
            clockwork.notice_breach(tally, at)

    def stop_and_resume(self, kind: Kind, happening: Happening) -> None:
        for tally in self.tallies:
            rule = RULES[Metric(tally.metric)]
            if kind in rule.stops and not tally.is_over:
                clockwork.stop(tally, happening.at, self.hours_of(tally))
            elif kind in rule.resumed_by and tally.stopped_at is not None and self.phase == "open":
                clockwork.resume(tally, happening.at)
                self.promise(tally, happening.at, self.terms, "by_reclassification")

    def settle(self, at: datetime) -> None:
        """Run what should run and pause what should not."""
        reasons = [Pause(hold.hold) for hold in self.holds]
        if self.wait is not None and self.wait.pause is not None:
            reasons.append(self.wait.pause)
        for tally in self.tallies:
            if tally.is_over:
                continue
            stands = self.phase != "open" or (clockwork.is_pausable(tally) and RULES[Metric(tally.metric)].is_paused_by(reasons))
            if stands and tally.running_since is not None:
                clockwork.pause(tally, at, self.hours_of(tally))
            elif not stands and tally.running_since is None:
                clockwork.run(tally, at, self.hours_of(tally))

    def hours_of(self, tally: Tally) -> Hours | None:
        """What the clock counts on, none while nothing is promised."""
        if not tally.is_promised or tally.target is None:
            return None
        return self.terms.hours[tally.target["hours"]]

    def promise(self, tally: Tally, at: datetime, before: Terms, flag: str, *, from_receipt: bool = False) -> None:
        """Give the clock the target that now holds for it; `before` are the terms it counted on."""
        if tally.is_over:
            return
        old = before.hours.get(tally.target["hours"]) if tally.target is not None and tally.is_promised else None
        target = self.terms.target_for(tally.metric, self.severity, self.ticket_type)
        if target is None:
            clockwork.lapse(tally, at, old)
        else:
            new = self.terms.hours[target.hours]
            clockwork.promise(tally, at, target, old, new, flag=flag, from_receipt=from_receipt)

    def promise_all(self, at: datetime, before: Terms, flag: str, *, from_receipt: bool = False) -> None:
        for tally in self.tallies:
            self.promise(tally, at, before, flag, from_receipt=from_receipt)
