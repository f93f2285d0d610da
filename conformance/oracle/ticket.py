"""A ticket's story: what each event does to it and to its clocks."""

from typing import Any

from conformance.oracle.clocks import Doubtful
from conformance.oracle.instants import second
from conformance.oracle.standing import LASTING, OLA, Standing

ORDER = (  # S-29: of what happens in one second, which comes first
    ("opened",),
    ("replied", "workaround_delivered", "deployed", "resolved", "closed", "accepted"),
    ("cancelled", "no_reply_needed"),
    ("waiting", "hold_opened"),
    ("severity_changed", "type_changed", "retargeted", "merged_in", "level_entered"),
    ("client_wrote", "wait_ended", "hold_closed"),
    ("reopened", "defect_confirmed"),
)
RANK = {kind: rank for rank, kinds in enumerate(ORDER) for kind in kinds}


class Ticket(Standing):
    """Told by `happen`, once time was brought to the event's second."""

    def happen(self, event: dict[str, Any]) -> None:
        """What happens after a ticket was cancelled does nothing."""
        if not self.is_cancelled:
            getattr(self, f"_{event['kind']}")(event)

    def _opened(self, event: dict[str, Any]) -> None:
        self.severity, self.type, self.policy = event["severity"], event.get("type"), event["policy"]
        mode = event.get("first_response", "runs")
        self.awaits_first = mode == "runs"
        for metric in ("workaround", "resolution"):
            self.start(metric)
        if mode != "none":
            self.start("first_response")
        if mode == "met_at_once":
            self.was_answered = True
            self.stop("first_response", final=True)
            self.start("update_cadence")
        if self.policies[self.policy].get("hotfix_from", "confirmed") == "received":
            self._start_hotfix()

    def _start_hotfix(self) -> None:
        if not self.was_confirmed:
            self.was_confirmed = True
            self.start("hotfix")

    def _defect_confirmed(self, event: dict[str, Any]) -> None:
        if self.is_resolved or self.is_closed:
            raise Doubtful("confirmed while resolved")
        self._start_hotfix()

    def _answered(self) -> None:
        self.awaits_first = False
        self.stop("first_response", final=True)
        self.stop("next_response", "update_cadence", final=True)

    def _replied(self, event: dict[str, Any]) -> None:
        self._answered()
        self.was_answered = True
        if not self.is_resolved and not self.is_closed:
            self.start("update_cadence")

    def _resolved(self, event: dict[str, Any]) -> None:
        self._answered()
        self.clocks = [c for c in self.clocks if c.metric != "update_cadence" or c.started_at < self.now]
        self.stop(*LASTING)
        self.is_resolved, self.wait, self.wait_until = True, None, None

    def _closed(self, event: dict[str, Any]) -> None:
        self._resolved(event)
        self.is_closed = True

    def _reopened(self, event: dict[str, Any]) -> None:
        if self.is_closed or not self.is_resolved:
            raise Doubtful("reopened though not resolved")
        self.is_resolved = False
        for clock in self.clocks:
            if clock.metric in LASTING and clock.stopped_at is not None and not clock.is_final:
                clock.stopped_at, clock.paused_at_stop = None, False
        if self.was_answered:
            self.start("update_cadence")
        elif self.promise_for("update_cadence"):
            raise Doubtful("resolved without a word, and reopened")

    def _workaround_delivered(self, event: dict[str, Any]) -> None:
        self.stop("workaround", final=True)

    def _deployed(self, event: dict[str, Any]) -> None:
        if event.get("environment_kind") == self.policies[self.policy].get("hotfix_to", "production"):
            self.stop("hotfix", final=True)

    def _client_wrote(self, event: dict[str, Any]) -> None:
        if self.wait in ("waiting_client", "scheduled"):
            self.wait, self.wait_until = None, None
        if not self.awaits_first and not self.live("next_response"):
            self.start("next_response")

    def _no_reply_needed(self, event: dict[str, Any]) -> None:
        for clock in self.live("next_response"):
            clock.is_cancelled, clock.stopped_at = True, self.now

    def _cancelled(self, event: dict[str, Any]) -> None:
        self.is_cancelled = True
        for clock in self.clocks:
            if self.is_live(clock):
                clock.is_cancelled, clock.stopped_at = True, self.now

    def _waiting(self, event: dict[str, Any]) -> None:
        self.wait, self.wait_until = event["wait"], None
        if self.wait == "waiting_third_party":
            self.wait = "clients_vendor" if event.get("vendor") == "client" else None
        if self.wait == "scheduled":
            self.wait_until = second(event["until"])

    def _wait_ended(self, event: dict[str, Any]) -> None:
        self.wait, self.wait_until = None, None

    def _hold_opened(self, event: dict[str, Any]) -> None:
        self.holds.add((event["hold"], event.get("name", "")))

    def _hold_closed(self, event: dict[str, Any]) -> None:
        self.holds.discard((event["hold"], event.get("name", "")))

    def _severity_changed(self, event: dict[str, Any]) -> None:
        self.severity = event["severity"]
        self.promise_changed("by_reclassification")

    def _type_changed(self, event: dict[str, Any]) -> None:
        self.type = event["type"]
        self.promise_changed("by_reclassification")

    def _retargeted(self, event: dict[str, Any]) -> None:
        self.policy = event["policy"]
        hours = self.policies[self.policy]["hours"]
        if event.get("from_receipt"):  # as if promised from the start
            self.promise_changed("by_retarget", lambda promise: lambda _: promise.calendar)
        elif event.get("recount"):  # the same kinds of hours, on the calendars of the new policy
            self.promise_changed("by_recount", lambda _: lambda old: self.calendars[hours[old.hours]] if old else None)
        else:
            self.promise_changed("by_retarget")

    def _merged_in(self, event: dict[str, Any]) -> None:
        received = second(event["received"])
        for clock in self.live("first_response", "resolution"):
            if received >= clock.started_at or clock.promise is None:
                continue
            if clock.is_fixed or clock.breached_at is not None or any(old is not clock.promise for _, _, old in clock.ran):
                raise Doubtful("merged under another promise")
            clock.ran.insert(0, (received, clock.started_at, clock.promise))
            clock.started_at = received
            clock.count_again(lambda promise: promise and promise.calendar)
            self._judge(clock, "by_merge")

    def _level_entered(self, event: dict[str, Any]) -> None:
        self.stop(*OLA, final=True)
        self.level_policy = event["policy"]
        self.start("ola_accept")

    def _accepted(self, event: dict[str, Any]) -> None:
        if self.live("ola_accept"):
            self.stop("ola_accept", final=True)
            self.start("ola_work").cycle = sum(clock.metric == "ola_accept" for clock in self.clocks)
