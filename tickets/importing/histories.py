"""The life of one incident, put together from its lines: what happened when, as our events tell it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from slas.happenings import Kind
from tickets.importing.mapping import LogMapping
from tickets.importing.rows import Broken, Update
from tickets.transitions import CANCELLED, CLOSED, NEW, RESOLVED, WAITS

LEVEL_CHANGED, ASSIGNED = "level_changed", "assigned"
OVER = (RESOLVED, CLOSED, CANCELLED)
ENDINGS = {RESOLVED: Kind.RESOLVED, CLOSED: Kind.CLOSED, CANCELLED: Kind.CANCELLED}
TITLE_LENGTH = 200


@dataclass(frozen=True)
class Change:
    """One event to be: when, what, and its facts."""

    at: datetime
    kind: str
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass
class History:
    """One incident as a ticket will show it. `severity` and `level` are those at receipt; the `last_` ones at the end."""

    key: str
    client: str
    title: str
    severity: str
    received_at: datetime
    created_at: datetime
    updated_at: datetime
    status: str = NEW
    last_severity: str = ""
    last_level: int = 1
    resolved_at: datetime | None = None
    closed_at: datetime | None = None
    changes: list[Change] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass
class Log:
    """A whole file, understood: histories in the order in which they begin in it, and what had to be left out."""

    rows: int = 0
    histories: list[History] = field(default_factory=list)
    broken: list[Broken] = field(default_factory=list)
    skipped: dict[str, list[Broken]] = field(default_factory=dict)  # incident -> its broken lines


def understand(lines: Iterable[Update | Broken], mapping: LogMapping) -> Log:
    """Group lines by incident. One with a broken line is left out whole: half a history would give it a wrong clock."""
    log = Log()
    updates: dict[str, list[Update]] = {}
    for line in lines:
        log.rows += 1
        if isinstance(line, Broken):
            log.broken.append(line)
            if line.number:
                log.skipped.setdefault(line.number, []).append(line)
        else:
            updates.setdefault(line.number, []).append(line)
    log.histories = [history_of(theirs, mapping) for number, theirs in updates.items() if number not in log.skipped]
    return log


def history_of(updates: list[Update], mapping: LogMapping) -> History:
    """One incident's lines, in the order of their instants and then of their counts (`sys_mod_count`)."""
    ordered = sorted(updates, key=lambda update: (update.updated_at, update.order, update.line))
    first, last = ordered[0], ordered[-1]
    named = [update.client for update in ordered if update.client is not None]
    history = History(
        key=first.number,
        client=named[0] if named else mapping.unknown_client,
        title=_title(ordered, mapping),
        severity=mapping.severities[first.priority],
        received_at=first.received_at,
        created_at=first.created_at or first.received_at,
        updated_at=max(last.updated_at, first.received_at),
        facts={
            "priority": last.priority,
            "made_sla": (last.texts["made_sla"] or "").upper() == "TRUE",
            "updates": len(ordered),
            "caller": first.texts["caller"] or "",
        },
    )
    _walk(history, ordered, mapping)
    _stamp(history, last)
    return history


def _walk(history: History, ordered: list[Update], mapping: LogMapping) -> None:
    """Turn what changed from line to line into events."""
    state, reopened, severity = NEW, 0, history.severity
    level, group, assignee = mapping.first_level, None, None
    for update in ordered:
        at = max(update.updated_at, history.received_at)
        if at != update.updated_at:
            history.warnings.append(f"Line {update.line} is dated before the incident was opened; it counts from then.")
        if mapping.severities[update.priority] != severity:
            before, severity = severity, mapping.severities[update.priority]
            history.changes.append(Change(at, Kind.SEVERITY_CHANGED, {"severity": severity, "before": before}))
        now = mapping.states[update.state]
        if state in OVER and now not in OVER and update.reopened <= reopened:
            history.warnings.append(f"Line {update.line} says {update.state} after the end without a reopening; it was ignored.")
        elif now != state:
            history.changes += _moves(at, state, now, mapping.third_party.get(update.state))
            if (state, now) != (CLOSED, RESOLVED):
                state = now
        reopened = max(reopened, update.reopened)
        now_at = mapping.level_of(update.texts["group"])
        if update.texts["group"] not in (None, group):
            if group is not None or now_at != level:
                facts = {"level": now_at, "before": level, "to_group": update.texts["group"], "from_group": group or ""}
                history.changes.append(Change(at, LEVEL_CHANGED, facts))
            group, level = update.texts["group"], now_at or level
        if update.texts["assignee"] not in (None, assignee):
            facts = {"to": update.texts["assignee"], "before": assignee or ""}
            history.changes.append(Change(at, ASSIGNED, facts))
            assignee = update.texts["assignee"]
    history.status, history.last_severity, history.last_level = state, severity, level


def _moves(at: datetime, state: str, now: str, vendor: str | None) -> list[Change]:
    """The events by which a ticket goes from one status to another."""
    if (state, now) == (CLOSED, RESOLVED):
        return []
    moves = []
    if state in OVER and now not in OVER:
        moves.append(Change(at, Kind.REOPENED))
    if now in WAITS:
        moves.append(Change(at, Kind.WAITING, {"wait": now} | ({"vendor": vendor} if vendor else {})))
    elif now in OVER:
        moves.append(Change(at, ENDINGS[now]))
    elif state in WAITS:
        moves.append(Change(at, Kind.WAIT_ENDED))
    return moves


def _stamp(history: History, last: Update) -> None:
    """The instants of the end as the log states them; where it is silent, or contradicts itself, its updates speak."""
    ends = {change.kind: change.at for change in history.changes if change.kind in (Kind.RESOLVED, Kind.CLOSED)}
    if history.status in (RESOLVED, CLOSED):
        resolved = ends.get(Kind.RESOLVED) or ends[Kind.CLOSED]
        history.resolved_at = max(last.resolved_at or resolved, history.received_at)
        if last.resolved_at and last.resolved_at != resolved:
            history.warnings.append("The log's own instant of resolution differs from its updates; clocks follow the updates.")
    if history.status == CLOSED:
        history.closed_at = max(last.closed_at or ends[Kind.CLOSED], history.received_at)


def _title(ordered: list[Update], mapping: LogMapping) -> str:
    """The last known words for what it was about; the number when nothing was said."""
    parts = []
    for name in mapping.title:
        said = [text for update in ordered if (text := getattr(update, name, None) or update.texts.get(name)) is not None]
        parts += said[-1:]
    return ", ".join(map(str, parts))[:TITLE_LENGTH] or ordered[0].number
