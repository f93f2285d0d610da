"""What an event calls the promises that hold: a tier version, and for each kind of hours a calendar through a version (S-34)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple


class Pin(NamedTuple):
    """How far a calendar's versions are heeded: through a number, and its corrections through another (0: none)."""

    number: int = 1
    corrections: int = 0


class Key(NamedTuple):
    """A terms key taken apart. `calendars` maps kinds of hours to calendar ids, `pins` every calendar of the key."""

    version: str
    calendars: dict[str, str]
    pins: dict[str, Pin]


def terms_key(version_id: Any, calendars: Mapping[str, Any], pins: Mapping[str, Pin]) -> str:
    """`<tier version>|8/5=<calendar>@3~2|…`; calendars of the tier's own targets, pinned too, stand as `<calendar>=<calendar>@…`.

    `pins` are `newest_pins` of the calendars, of which others than these are taken for the tier's own.
    """
    named = {kind: str(calendar_id) for kind, calendar_id in calendars.items()}
    named |= {calendar_id: calendar_id for calendar_id in pins if calendar_id not in named.values()}
    return "|".join(
        [str(version_id), *(f"{kind}={_pinned(said, pins.get(said, Pin()))}" for kind, said in sorted(named.items()))]
    )


def parsed_key(key: str) -> Key:
    """A key taken apart; a calendar without a number is the first of its versions."""
    version, *parts = key.split("|")
    calendars, pins = {}, {}
    for part in parts:
        kind, _, said = part.partition("=")
        calendar, _, numbers = said.partition("@")
        number, _, corrections = numbers.partition("~")
        pins[calendar] = Pin(int(number or 1), int(corrections or 0))
        if kind != calendar:
            calendars[kind] = calendar
    return Key(version, calendars, pins)


def _pinned(calendar_id: str, pin: Pin) -> str:
    if pin == Pin():
        return calendar_id
    return f"{calendar_id}@{pin.number}" + (f"~{pin.corrections}" if pin.corrections else "")
