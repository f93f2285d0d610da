"""Escalation rules of a tier: at which instant of a clock something is done, for which tickets, and what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

EVERY_METRIC = "*"
ANY_HOURS, CLOCKS_HOURS = "any", "clock"  # or a kind of hours: the ticket's calendar for that kind
BEFORE, AFTER = "before", "after"

NOTIFY, RAISE_LEVEL, TO_QUEUE, RAISE_SEVERITY, WATCH = "notify", "raise_level", "to_queue", "raise_severity_for_staff", "watch"
DEEDS = (NOTIFY, RAISE_LEVEL, TO_QUEUE, RAISE_SEVERITY, WATCH)
WEBHOOK, A_ROLE = "webhook", "role:"
WHO = ("assignee", "level", "leads", "account_managers", "client_managers", WEBHOOK)


@dataclass(frozen=True)
class Step:
    """One thing that a rule does: `who` is told, the level raised (`to` a number, else by one), the `member` made a watcher."""

    do: str
    who: str = ""
    to: int | None = None
    member: str = ""

    def as_json(self) -> dict[str, Any]:
        """Plain values without what is empty."""
        said = {"do": self.do, "who": self.who, "to": self.to, "member": self.member}
        return {name: value for name, value in said.items() if value}

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> Self:
        return cls(plain["do"], plain.get("who") or "", plain.get("to"), str(plain.get("member") or ""))


@dataclass(frozen=True)
class EscalationRule:
    """Fires once per clock cycle: at a percent of the target, or so many minutes before or after the due instant.

    Percents and minutes are open time of the clock. `key` stays over versions; no severities means all of them. An instant
    outside `hours` moves to when they open next.
    """

    key: str
    name: str
    actions: tuple[Step, ...]
    metric: str = EVERY_METRIC
    severities: tuple[str, ...] = ()
    percent: int | None = None
    minutes: int | None = None
    side: str = AFTER
    hours: str = CLOCKS_HOURS

    def fits(self, metric: str, severity: str) -> bool:
        """Whether it watches a clock of that metric on a ticket of that severity."""
        return self.metric in (EVERY_METRIC, metric) and (not self.severities or severity in self.severities)

    def seconds_of(self, target: int) -> int | None:
        """Open seconds after which it fires, of a target in seconds; none where the target is too short for it."""
        if self.percent is not None:
            return -(-target * self.percent // 100)
        minutes = self.minutes or 0
        at = target + (minutes if self.side == AFTER else -minutes) * 60
        return at if at > 0 else None

    def as_json(self) -> dict[str, Any]:
        """As `TierVersion.rules` keeps it."""
        return {
            "key": self.key,
            "name": self.name,
            "metric": self.metric,
            "severities": list(self.severities),
            "percent": self.percent,
            "minutes": self.minutes,
            "side": self.side,
            "hours": self.hours,
            "actions": [step.as_json() for step in self.actions],
        }

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> Self:
        return cls(
            key=str(plain["key"]),
            name=plain["name"],
            actions=tuple(Step.from_json(step) for step in plain["actions"]),
            metric=plain.get("metric") or EVERY_METRIC,
            severities=tuple(plain.get("severities") or ()),
            percent=plain.get("percent"),
            minutes=plain.get("minutes"),
            side=plain.get("side") or AFTER,
            hours=plain.get("hours") or CLOCKS_HOURS,
        )
