"""How a ticket stands: what runs, what is paused, and what is promised, from one instant to the next."""

from typing import Any

from conformance.oracle.calendars import Calendar
from conformance.oracle.clocks import Clock, Doubtful, Promise

NO_SERVICE = {"suspended", "no_cover"}
SWITCHED = {"waiting_client", "waiting_approval", "clients_vendor", "scheduled", "consent"}
OLA = ("ola_accept", "ola_work")
LASTING = ("workaround", "hotfix", "resolution", *OLA)  # resolving stops them, reopening sets them going again


class Standing:
    """Moved on by `advance`; what happens to it is in `ticket.py`."""

    def __init__(self, case: dict[str, Any], calendar: type[Calendar] = Calendar, clock: type[Clock] = Clock) -> None:
        self.calendars = {name: calendar(versions) for name, versions in case["calendars"].items()}
        self.policies = case.get("policies", {})
        self.new_clock = clock
        self.now = 0
        self.clocks: list[Clock] = []
        self.policy = self.level_policy = self.severity = ""
        self.type: str | None = None
        self.is_resolved = self.is_closed = self.is_cancelled = False
        self.awaits_first = self.was_answered = self.was_confirmed = False
        self.wait: str | None = None
        self.wait_until: int | None = None
        self.holds: set[tuple[str, str]] = set()

    # Time

    def advance(self, to: int) -> None:
        """Let time pass; a scheduled wait ends by itself on the way."""
        while self.wait_until is not None and self.wait_until <= to:
            until, self.wait_until = max(self.wait_until, self.now), None
            self._pass(until)
            self.wait = None
        self._pass(to)

    def _pass(self, to: int) -> None:
        if to > self.now:
            for clock in self.clocks:
                if self.is_running(clock):
                    clock.run(self.now, to)
                    clock.note_breach(to)
                elif self.is_live(clock) and clock.elapsed == clock.target and clock.breached_at is None:
                    raise Doubtful("stands still with nothing left")
            self.now = to

    def is_live(self, clock: Clock) -> bool:
        return clock.stopped_at is None and not clock.is_cancelled

    def is_running(self, clock: Clock) -> bool:
        return self.is_live(clock) and not self.is_resolved and not self.is_closed and not self.is_paused(clock)

    def is_paused(self, clock: Clock) -> bool:
        if clock.is_fixed:
            return False  # S-04: a fixed instant knows no pause
        reasons = {hold for hold, _ in self.holds} | ({self.wait} if self.wait else set())
        if clock.metric in ("first_response", "next_response"):
            pausing = NO_SERVICE
        else:
            policy = self.policies[self.policy]
            switched = set(policy.get("pauses", SWITCHED))
            if clock.metric == "update_cadence" and self.severity == "critical" and not policy.get("pauses_cadence_of_critical"):
                switched = set()
            pausing = NO_SERVICE | switched | ({"deploy_slot"} if clock.metric == "hotfix" else set())
        return bool(reasons & pausing)

    # Promises

    def promise_for(self, metric: str) -> Promise | None:
        name = self.level_policy if metric in OLA else self.policy
        if not name:
            return None
        policy = self.policies[name]
        fitting = [t for t in policy["targets"] if (t["metric"], t["severity"]) == (metric, self.severity)]
        for row in sorted(fitting, key=lambda t: t.get("type") is None):
            if row.get("type") in (None, self.type):
                return Promise(row["amount"], row["unit"], row["hours"], self.calendars[policy["hours"][row["hours"]]])
        return None

    def start(self, metric: str) -> Clock:
        cycle = 1 + sum(clock.metric == metric for clock in self.clocks)
        clock = self.new_clock(metric, cycle, self.now, None)
        clock.take(self.promise_for(metric), self.now)
        if clock.promise and any(c.metric == metric and c.promise is None for c in self.clocks):
            raise Doubtful("numbered after a cycle that is not shown")
        self.clocks.append(clock)
        return clock

    def live(self, *metrics: str) -> list[Clock]:
        return [clock for clock in self.clocks if clock.metric in metrics and self.is_live(clock)]

    def stop(self, *metrics: str, final: bool = False) -> None:
        for clock in self.clocks:
            if clock.metric in metrics:
                if self.is_live(clock):
                    clock.paused_at_stop = self.is_paused(clock)
                    clock.stopped_at = self.now
                clock.is_final = clock.is_final or final

    def promise_changed(self, flag: str, recount: Any = None) -> None:
        """The new target replaces the old one; what is counted stays, unless it is to be counted again (S-30, S-31)."""
        for clock in self.clocks:
            if not self.is_live(clock):
                if clock.stopped_at is not None and not clock.is_final and clock.metric in LASTING:
                    raise Doubtful("another promise while resolved")
                continue
            promise = self.promise_for(clock.metric)
            if clock.promise is None and promise is None:
                continue
            if promise is None or (clock.promise is None and (recount is None or clock.cycle > 1)):
                raise Doubtful("a promise appears or goes away")
            if clock.is_fixed or promise.unit == "end_of_next_business_day":
                raise Doubtful("to or from a fixed instant")
            clock.take(promise, self.now)
            if recount is not None:
                if clock.breached_at is not None:
                    raise Doubtful("counted again after a breach")
                clock.count_again(recount(promise))
            self._judge(clock, flag)

    def _judge(self, clock: Clock, flag: str) -> None:
        """A breach that lies behind as soon as it is promised (S-31)."""
        if clock.breached_at is None and clock.elapsed >= (clock.target or 0):
            reached = clock.reached()
            if clock.elapsed == clock.target and reached != self.now:
                raise Doubtful("reached just before it was promised")
            if clock.elapsed > (clock.target or 0):
                clock.breached_at, clock.flag = reached, flag
