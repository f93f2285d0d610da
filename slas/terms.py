"""The promises that hold for a ticket, as plain values: targets, the hours they count on, warnings (S-04, S-09)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, Self

from slas.hours import Hours
from slas.metrics import Pause, Pauses
from slas.rules import EscalationRule

__all__ = ["Hours", "Target", "TargetKey", "Terms", "TermsError", "Unit"]


class Unit(StrEnum):
    """What a target is counted in; a business day is the calendar's nominal day, never 24 hours (S-04)."""

    MINUTES = "minutes"
    HOURS = "hours"
    BUSINESS_DAYS = "business_days"
    END_OF_NEXT_BUSINESS_DAY = "end_of_next_business_day"  # a fixed instant, not pausable


class TermsError(ValueError):
    """Terms that cannot be; the text is a sentence for a person."""


@dataclass(frozen=True)
class Target:
    """An amount in a unit, counted on the hours of that key."""

    amount: int
    unit: str
    hours: str

    def __post_init__(self) -> None:
        if self.unit not in tuple(Unit):
            raise TermsError(f"“{self.unit}” is not a unit that a target can be counted in.")
        if self.amount < 1:
            raise TermsError("A target must be at least 1.")

    def seconds(self, hours: Hours, at: datetime | None = None) -> int | None:
        """Open seconds promised; none for a fixed instant, which depends on when the clock starts.

        A business day is the nominal day in force at the instant of the promise, `at`, else the newest one.
        """
        match self.unit:
            case Unit.MINUTES:
                return self.amount * 60
            case Unit.HOURS:
                return self.amount * 3600
            case Unit.BUSINESS_DAYS:
                day = hours.nominal_day_minutes_at(at) if at is not None else hours.newest.nominal_day_minutes
                return self.amount * day * 60
            case _:
                return None


TargetKey = tuple[str, str, str | None]  # metric, severity, ticket type or None for every type


@dataclass(frozen=True)
class Terms:
    """One tier version with the calendars that a contract gives to its kinds of hours."""

    targets: Mapping[TargetKey, Target]
    hours: Mapping[str, Hours]
    warnings: tuple[int, ...] = field(default=(75,))  # percent of the target (S-09)
    pauses: Pauses = field(default=Pauses())
    hotfix_from: str = "confirmed"  # a hotfix is owed from when the defect was, or from when the ticket was "received"
    hotfix_to: str = "production"  # the kind of environment to which it has to be deployed
    rules: tuple[EscalationRule, ...] = ()
    kinds: Mapping[str, str] = field(default_factory=dict)  # kind of hours -> the key of its calendar in `hours`

    def __post_init__(self) -> None:
        for (metric, severity, _), target in self.targets.items():
            if target.hours not in self.hours:
                raise TermsError(f"The {metric} target for {severity} counts on “{target.hours}”, which has no calendar.")

    def target_for(self, metric: str, severity: str, ticket_type: str | None) -> Target | None:
        """The promise for a type of ticket, else for every type."""
        return self.targets.get((metric, severity, ticket_type)) or self.targets.get((metric, severity, None))

    def as_json(self) -> dict[str, Any]:
        """Plain values that `from_json` takes back."""
        return {
            "targets": [
                {"metric": m, "severity": s, "type": t, "amount": target.amount, "unit": str(target.unit), "hours": target.hours}
                for (m, s, t), target in self.targets.items()
            ],
            "hours": {key: hours.as_json() for key, hours in self.hours.items()},
            "warnings": list(self.warnings),
            "pauses": {"reasons": sorted(self.pauses.reasons), "critical_updates": self.pauses.critical_updates},
            "hotfix_from": self.hotfix_from,
            "hotfix_to": self.hotfix_to,
            "rules": [rule.as_json() for rule in self.rules],
            "kinds": dict(self.kinds),
        }

    @classmethod
    def from_json(cls, plain: Mapping[str, Any]) -> Self:
        return cls(
            targets={
                (row["metric"], row["severity"], row.get("type")): Target(int(row["amount"]), row["unit"], row["hours"])
                for row in plain["targets"]
            },
            hours={key: Hours.from_json(hours) for key, hours in plain["hours"].items()},
            warnings=tuple(plain.get("warnings", (75,))),
            pauses=_pauses(plain.get("pauses")),
            hotfix_from=plain.get("hotfix_from", "confirmed"),
            hotfix_to=plain.get("hotfix_to", "production"),
            rules=tuple(EscalationRule.from_json(rule) for rule in plain.get("rules", ())),
            kinds=plain.get("kinds", {}),
        )


def _pauses(plain: Mapping[str, Any] | None) -> Pauses:
    if plain is None:
        return Pauses()
    return Pauses(frozenset(Pause(reason) for reason in plain["reasons"]), bool(plain.get("critical_updates", False)))
