"""All clocks of one ticket while happenings are folded onto them: which run, on what hours, for which promise."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from copy import copy
from datetime import datetime

from slas import tally as clockwork
from slas.clockstate import Tally, TicketState
from slas.happenings import RANKS, Happening, Kind, OrderKey
from slas.metrics import ENDS, PROMISES, STINTS, Metric, Pause, Rule, Rules
from slas.terms import Hours, Terms

Watch = Callable[["Docket", datetime, Happening | None], None]  # after each happening, or a wait that ended by itself

NOTHING = Terms({}, {})


class Docket:
    """A ticket's state being worked on; what it hands out and takes in is never changed."""

    def __init__(self, state: TicketState, terms: Mapping[str, Terms], rules: Rules = PROMISES) -> None:
        self.all_terms, self.rules = terms, rules
        self.watch: Watch | None = None
        self.phase, self.phase_since = state.phase, state.phase_since
        self.wait, self.holds = state.wait, state.holds
        self.severity, self.ticket_type, self.terms_key = state.severity, state.ticket_type, state.terms
        self.opened_at, self.is_answered, self.cycles = state.opened_at, state.is_answered, dict(state.cycles)
        self.last_key = state.last_key
        self.tallies = [copy(tally) for tally in state.tallies]
        for tally in self.tallies:
            tally.history = []

    def carried(self, *, finished: bool = False) -> TicketState:
        """What the next fold starts from; with `finished`, the cycles too that nothing can touch any more."""
        return TicketState(
            phase=self.phase,
            phase_since=self.phase_since,
            severity=self.severity,
            ticket_type=self.ticket_type,
            terms=self.terms_key,
            wait=self.wait,
            holds=self.holds,
            tallies=tuple(each for each in self.tallies if finished or not (each.is_final and self.rule_of(each).repeats)),
            opened_at=self.opened_at,
            is_answered=self.is_answered,
            cycles=self.cycles,
            last_key=self.last_key,
        )

    @property
    def terms(self) -> Terms:
        """What is promised; nothing before a ticket has come to a level."""
        return self.all_terms[self.terms_key] if self.terms_key else NOTHING

    @property
    def measures_promises(self) -> bool:
        """Whether these are the clocks of what the client is promised, not those between levels."""
        return self.rules is not STINTS

    def rule_of(self, tally: Tally) -> Rule:
        """What starts, stops and pauses clocks of its metric."""
        return self.rules[Metric(tally.metric)]

    def open_tally(self, metric: Metric) -> Tally | None:
        """The cycle of a metric that is not over."""
        return next((each for each in self.tallies if each.metric == metric and not each.is_over), None)

    def begin(self, metric: Metric, at: datetime, *, cycle: int | None = None) -> Tally:
        """A new cycle under the promise that now holds."""
        self.cycles[str(metric)] = cycle or self.cycles.get(str(metric), 0) + 1
        tally = Tally(str(metric), self.cycles[str(metric)], since=at, begun_at=at)
        self.tallies.append(tally)
        self.promise(tally, at, self.terms, "")
        return tally

    def wake(self, key: OrderKey) -> None:
        """End a scheduled wait whose instant comes before `key` (S-20)."""
        ends_at = self.wait.ends_at if self.wait is not None else None
        if ends_at is not None and (ends_at, RANKS[Kind.WAIT_ENDED], -1) < key:
            self.wait = None
            self.settle(ends_at)

    def notice_breaches(self, at: datetime) -> None:
        """Mark what was missed before `at` (S-07)."""
        for tally in self.tallies:
            clockwork.notice_breach(tally, at)

    def stop_and_resume(self, kind: Kind, happening: Happening) -> None:
        """Stop the clocks that this happening ends, and let those go on that it resumes (S-28)."""
        at = happening.at
        for tally in list(self.tallies):
            rule = self.rule_of(tally)
            if kind in rule.stops and not tally.is_over:
                if kind in ENDS and rule.repeats and tally.since == at and not tally.stretches:
                    self._take_back(tally)  # the reply that ends the ticket begins no wait for a next one
                elif kind is not Kind.DEPLOYED or happening.facts.get("environment_kind") == self.terms.hotfix_to:
                    is_final = kind in rule.final or not rule.resumed_by
                    clockwork.stop(tally, at, self.hours_of(tally), is_final=is_final)
            elif kind in rule.resumed_by and tally.stopped_at is not None and not tally.is_final and self.phase == "open":
                clockwork.resume(tally, at)
                self.promise(tally, at, self.terms, "by_reclassification")

    def _take_back(self, tally: Tally) -> None:
        self.tallies.remove(tally)
        self.cycles[tally.metric] = tally.cycle - 1

    def settle(self, at: datetime, happening: Happening | None = None) -> None:
        """Run what should run and pause what should not, and show it to who watches."""
        reasons = self.reasons
        for tally in self.tallies:
            if tally.is_over:
                continue
            stands = self.phase != "open" or bool(self.reasons_for(tally, reasons))
            if stands and tally.running_since is not None:
                clockwork.pause(tally, at, self.hours_of(tally))
            elif not stands and tally.running_since is None:
                clockwork.run(tally, at, self.hours_of(tally))
        if self.watch is not None:
            self.watch(self, at, happening)

    @property
    def reasons(self) -> list[Pause]:
        """What the ticket waits for, and what holds it."""
        reasons = [Pause(hold.hold) for hold in self.holds]
        if self.wait is not None and self.wait.pause is not None:
            reasons.append(self.wait.pause)
        return reasons

    def reasons_for(self, tally: Tally, reasons: list[Pause]) -> list[Pause]:
        """Those for which this clock stands still; a fixed instant does for none (S-04)."""
        if not reasons or not clockwork.is_pausable(tally):
            return []
        return self.terms.pauses.stop(self.rule_of(tally), self.severity, reasons)

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
        """Give every clock the target that now holds for it, as `promise` does."""
        for tally in self.tallies:
            self.promise(tally, at, before, flag, from_receipt=from_receipt)

    def recount(self, at: datetime, before: Terms, flag: str) -> None:
        """Every stretch again, on calendars as they have since been corrected (S-34); `before` is what was counted on so far."""
        for tally in self.tallies:
            if not tally.is_over:
                old = before.hours.get(tally.target["hours"]) if tally.target is not None and tally.is_promised else None
                clockwork.recount(tally, at, old, self.terms.hours)
                target = self.terms.target_for(tally.metric, self.severity, self.ticket_type)
                if target is None:
                    clockwork.lapse(tally, at, old)
                else:
                    clockwork.promise(tally, at, target, None, self.terms.hours[target.hours], flag=flag)
