"""A ticket's story told at random, each event one that could happen then."""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from random import Random
from typing import Any

from conformance.recipes.worlds import cut, written

SEVERITIES = ("critical", "major", "minor")
AMOUNTS = {  # in hours of the calendar, by severity
    "first_response": (1, 4, 8),
    "next_response": (2, 4, 8),
    "update_cadence": (2, 6, 16),
    "workaround": (4, 8, 20),
    "hotfix": (8, 24, 40),
    "resolution": (6, 16, 40),
    "ola_accept": (1, 2, 4),
    "ola_work": (4, 8, 16),
}
WAITS = ("waiting_client", "waiting_client", "waiting_approval", "waiting_third_party", "scheduled")


def targets(rng: Random, metrics: Iterable[str], hours: Callable[[str], str], types: bool = False) -> list[dict[str, Any]]:
    """A target for every severity; units and amounts vary around the table."""
    rows = []
    for metric in metrics:
        for severity, base in zip(SEVERITIES, AMOUNTS[metric], strict=True):
            row = {"metric": metric, "severity": severity, "hours": hours(severity)} | _amount(rng, base)
            rows.append(row)
            if types and metric == "resolution":
                rows.append(row | {"type": "request"} | _amount(rng, base * 2))
    return rows


def _amount(rng: Random, base: int) -> dict[str, Any]:
    kind = rng.random()
    if kind < 0.25:
        return {"amount": base * rng.choice((20, 35, 45, 60, 75, 90)), "unit": "minutes"}
    if kind < 0.35 and base >= 8:
        return {"amount": rng.randint(1, 4), "unit": "business_days"}
    return {"amount": max(1, base + rng.randint(-base // 2, base // 2)), "unit": "hours"}


class Teller:
    """Keeps just enough of a ticket in mind to tell a story that could be true."""

    def __init__(self, rng: Random, start: datetime, step: int, **facts: Any) -> None:
        self.rng, self.at, self.step = rng, start, step
        self.severity = facts.setdefault("severity", rng.choice(SEVERITIES))
        self.events: list[dict[str, Any]] = [{"at": written(start), "kind": "opened", **facts}]
        self.is_resolved = self.is_over = self.is_answered = self.is_waiting = False
        self.is_answered = facts.get("first_response") == "met_at_once"
        self.holds: list[dict[str, str]] = []

    def later(self, hours: float) -> None:
        """Some time passes, at least one step."""
        at = cut(self.at + timedelta(hours=self.rng.expovariate(1 / hours)), self.step)
        self.at = max(at, self.at.replace(microsecond=0) + timedelta(seconds=self.step))
        if self.step == 1 and self.rng.random() < 0.2:
            self.at += timedelta(milliseconds=self.rng.choice((1, 250, 999)))

    def tell(self, kind: str, **facts: Any) -> None:
        self.events.append({"at": written(self.at), "kind": kind, **facts})

    def choose(self, moves: Iterable[str]) -> None:
        """One of these moves that is possible now."""
        possible = [move for move in moves if getattr(self, f"may_{move}", self.is_open)()]
        if possible:
            getattr(self, self.rng.choice(possible))()

    def is_open(self) -> bool:
        return not self.is_resolved and not self.is_over

    def reply(self) -> None:
        self.is_answered = True
        self.tell("replied")

    def write(self) -> None:
        self.is_waiting = False
        self.tell("client_wrote")

    def wait(self) -> None:
        self.is_waiting = True
        facts: dict[str, str] = {"wait": self.rng.choice(WAITS)}
        if facts["wait"] == "waiting_third_party":
            facts["vendor"] = self.rng.choice(("client", "client", "provider"))
        if facts["wait"] == "scheduled":
            facts["until"] = written(cut(self.at + timedelta(hours=self.rng.uniform(1, 60)), self.step))
        self.tell("waiting", **facts)

    def may_end_wait(self) -> bool:
        return self.is_open() and self.is_waiting

    def end_wait(self) -> None:
        self.is_waiting = False
        self.tell(self.rng.choice(("wait_ended", "client_wrote", "wait_ended")))

    def hold(self) -> None:
        kind = self.rng.choice(("suspended", "no_cover", "consent", "consent", "deploy_slot"))
        hold = {"hold": kind} | ({"name": self.rng.choice("ab")} if kind == "consent" else {})
        if hold not in self.holds:
            self.holds.append(hold)
            self.tell("hold_opened", **hold)

    def may_release(self) -> bool:
        return bool(self.holds) and not self.is_over

    def release(self) -> None:
        self.tell("hold_closed", **self.holds.pop(self.rng.randrange(len(self.holds))))

    def resolve(self) -> None:
        self.is_resolved, self.is_answered, self.is_waiting = True, True, False
        if self.rng.random() < 0.7:  # S-14: a word to the client goes with it
            self.tell("replied")
        self.tell("resolved")

    def may_reopen(self) -> bool:
        return self.is_resolved and not self.is_over

    def reopen(self) -> None:
        self.is_resolved = False
        if self.rng.random() < 0.6:
            self.tell("client_wrote")
        self.tell("reopened")

    def may_close(self) -> bool:
        return self.is_resolved and not self.is_over

    def close(self) -> None:
        self.is_over = True
        self.tell("closed")

    def cancel(self) -> None:
        self.is_over = True
        self.tell("cancelled")

    def change_severity(self) -> None:
        self.severity = self.rng.choice([s for s in SEVERITIES if s != self.severity])
        self.tell("severity_changed", severity=self.severity)

    def change_type(self) -> None:
        self.tell("type_changed", type=self.rng.choice(("incident", "request")))

    def need_no_reply(self) -> None:
        self.tell("no_reply_needed")

    def work_around(self) -> None:
        self.tell("workaround_delivered")

    def confirm(self) -> None:
        self.tell("defect_confirmed")

    def deploy(self) -> None:
        self.tell("deployed", environment_kind=self.rng.choice(("production", "production", "staging")))


def questions(rng: Random, events: list[dict[str, Any]], end: datetime, step: int, many: int = 2) -> list[dict[str, Any]]:
    """Once when all is told or a few days later, and at the instant of an event or between."""
    start = datetime.fromisoformat(events[0]["at"])
    asked = {written(cut(end + timedelta(hours=rng.choice((0, 0, 3, 20, 70))), step))}
    while len(asked) < many:
        if rng.random() < 0.5:
            asked.add(rng.choice(events)["at"])
        else:
            asked.add(written(cut(start + rng.random() * (end - start + timedelta(hours=6)), step)))
    return [{"what": "clocks", "as_of": at} for at in sorted(asked)]
