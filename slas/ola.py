"""What a level owes the others, as an event can carry it: the whole promise of a stint, pinned when it begins (S-35, S-47)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from slas.hours import Hours
from slas.keys import Pin
from slas.metrics import Metric
from slas.presets import SEVERITIES
from slas.terms import Target, Terms, Unit

Minutes = tuple[int | None, int | None]  # to accept, to work; none: nothing is owed

KIND, NONE = "ola", "-"
NOTHING_OWED = Terms({}, {})


class OlaKey(NamedTuple):
    """A key taken apart: the calendar of the level through a version, and the minutes of each severity."""

    calendar: str
    pin: Pin
    minutes: dict[str, Minutes]


def ola_key(calendar_id: Any, pin: Pin, minutes: Mapping[str, Minutes]) -> str:
    """`ola|<calendar>@3~2|10/60|30/180|120/1320|240/-`: accept and work by severity, the gravest first."""
    counted_on = f"{calendar_id}@{pin.number}" + (f"~{pin.corrections}" if pin.corrections else "") if calendar_id else NONE
    owed = [minutes.get(severity, (None, None)) for severity in SEVERITIES]
    return "|".join([KIND, counted_on, *(f"{accept or NONE}/{work or NONE}" for accept, work in owed)])


def parsed_ola_key(key: str) -> OlaKey:
    """A key taken apart."""
    _kind, counted_on, *owed = key.split("|")
    calendar, _, numbers = counted_on.partition("@")
    number, _, corrections = numbers.partition("~")
    minutes = {}
    for severity, said in zip(SEVERITIES, owed, strict=True):
        accept, _, work = said.partition("/")
        minutes[severity] = (_amount(accept), _amount(work))
    return OlaKey(calendar if calendar != NONE else "", Pin(int(number or 1), int(corrections or 0)), minutes)


def ola_terms(key: OlaKey, hours: Hours | None) -> Terms:
    """The terms of a stint; without a calendar nothing is owed."""
    if hours is None:
        return NOTHING_OWED
    owed = {}
    for severity, minutes in key.minutes.items():
        for metric, amount in zip((Metric.OLA_ACCEPT, Metric.OLA_WORK), minutes, strict=True):
            if amount is not None:
                owed[str(metric), severity, None] = Target(amount, Unit.MINUTES, key.calendar)
    return Terms(owed, {key.calendar: hours})


def _amount(text: str) -> int | None:
    return None if text == NONE else int(text)
