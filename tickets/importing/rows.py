"""The lines of a log, each checked by itself; a broken one is told with its line number and stops nothing."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from tickets.importing.mapping import LogMapping

LONGEST = {"number": 80, "client": 160}  # characters
TEXTS = ("group", "assignee", "category", "subcategory", "symptom", "caller", "made_sla")


class LogRefused(ValueError):
    """The file as a whole is no such log; the text is a sentence for a person."""


@dataclass(frozen=True)
class Update:
    """One line: what the incident was after one update. Instants are UTC."""

    line: int
    number: str
    state: str
    order: int
    updated_at: datetime
    received_at: datetime
    created_at: datetime | None
    resolved_at: datetime | None
    closed_at: datetime | None
    priority: str
    client: str | None
    reopened: int
    texts: dict[str, str | None]


@dataclass(frozen=True)
class Broken:
    """A line that cannot be understood, and why."""

    line: int
    number: str  # of the incident, empty when not even that is known
    reason: str


def read_updates(lines: Iterable[str], mapping: LogMapping, zone: ZoneInfo) -> Iterator[Update | Broken]:
    """Every line of a CSV log with a header; refuses a header that lacks columns, naming all of them.

    A line is a row: an unclosed quote spoils its own line and no other.
    """
    numbered = enumerate(lines, start=1)
    header = [name.strip() for name in _cells(next(numbered, (1, ""))[1], strict=False)]
    lacking = [theirs for theirs in mapping.columns.values() if theirs not in header]
    if lacking:
        names = ", ".join(lacking)
        raise LogRefused(f"The file lacks the column{'s' if len(lacking) > 1 else ''} {names}. Nothing was imported.")
    places = {ours: header.index(theirs) for ours, theirs in mapping.columns.items()}
    for number, line in numbered:
        if line.strip():
            yield _understood(number, line, len(header), places, mapping, zone)


class _Wrong(ValueError):
    pass


def _understood(
    number: int, line: str, width: int, places: dict[str, int], mapping: LogMapping, zone: ZoneInfo
) -> Update | Broken:
    cells = _cells(line, strict=False)
    incident = cells[places["number"]].strip() if len(cells) > places["number"] else ""
    try:
        cells = _cells(line, strict=True)
        if len(cells) != width:
            raise _Wrong(f"it has {len(cells)} cells, the header {width}")
        given = {ours: _said(cells[place], mapping) for ours, place in places.items()}
        for name, length in LONGEST.items():
            if len(given[name] or "") > length:
                raise _Wrong(f"its {mapping.columns[name]} is longer than {length} characters")
        return Update(
            line=number,
            number=_needed(given, "number", mapping),
            state=_known(given, "state", mapping.states, mapping),
            order=_count(given, "order", mapping),
            updated_at=_needed_instant(given, "updated_at", mapping, zone),
            received_at=_needed_instant(given, "received_at", mapping, zone),
            created_at=_instant(given, "created_at", mapping, zone),
            resolved_at=_instant(given, "resolved_at", mapping, zone),
            closed_at=_instant(given, "closed_at", mapping, zone),
            priority=_known(given, "priority", mapping.severities, mapping),
            client=given["client"],
            reopened=_count(given, "reopened", mapping),
            texts={name: given[name] for name in TEXTS},
        )
    except _Wrong as wrong:
        return Broken(number, incident if incident != mapping.missing else "", str(wrong))


def _cells(line: str, *, strict: bool) -> list[str]:
    try:
        return next(csv.reader([line], strict=strict), [])
    except csv.Error as wrong:
        if not strict:
            return []
        raise _Wrong(f"it is not CSV ({wrong})") from None


def _said(cell: str, mapping: LogMapping) -> str | None:
    text = cell.strip()
    if any("\ud800" <= sign <= "\udfff" for sign in text):
        raise _Wrong("it is not UTF-8")
    if "\0" in text:
        raise _Wrong("it holds a zero byte")
    return None if text in ("", mapping.missing) else text


def _needed(given: dict[str, str | None], name: str, mapping: LogMapping) -> str:
    text = given[name]
    if text is None:
        raise _Wrong(f"its {mapping.columns[name]} is missing")
    return text


def _known(given: dict[str, str | None], name: str, words: object, mapping: LogMapping) -> str:
    text = _needed(given, name, mapping)
    if text not in words:  # type: ignore[operator]
        raise _Wrong(f"the mapping does not know its {mapping.columns[name]} “{text[:60]}”")
    return text


def _count(given: dict[str, str | None], name: str, mapping: LogMapping) -> int:
    text = _needed(given, name, mapping)
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise _Wrong(f"its {mapping.columns[name]} “{text[:60]}” is not a number")
    return int(text)


def _needed_instant(given: dict[str, str | None], name: str, mapping: LogMapping, zone: ZoneInfo) -> datetime:
    at = _instant(given, name, mapping, zone)
    if at is None:
        raise _Wrong(f"its {mapping.columns[name]} is missing")
    return at


def _instant(given: dict[str, str | None], name: str, mapping: LogMapping, zone: ZoneInfo) -> datetime | None:
    """A local time as UTC: the offset before a gap, the first of two occurrences (S-43)."""
    text = given[name]
    if text is None:
        return None
    try:
        local = datetime.strptime(text, mapping.dates)  # noqa: DTZ007 - the zone comes next
        return local.replace(tzinfo=zone, fold=0).astimezone(UTC)
    except (ValueError, OverflowError):
        raise _Wrong(f"its {mapping.columns[name]} “{text[:60]}” is not a time such as {_example(mapping)}") from None


def _example(mapping: LogMapping) -> str:
    return datetime(2016, 2, 29, 13, 45, tzinfo=UTC).strftime(mapping.dates)
