"""What a sample ticket would be promised: its deadlines, warnings and the stretches that do not count; plain values."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from slas.hours import Hours
from slas.openhours import NoOpenTime
from slas.terms import Target, Terms, Unit

DUE, WARNING, OUTSIDE = "due", "warning", "outside"
FROM_RECEIPT = ("first_response", "workaround", "resolution")
MOST_STRETCHES = 6


class Moment(NamedTuple):
    """A point of the sample's life; `until` ends a stretch that does not count, `percent` is a warning's."""

    kind: str
    at: datetime
    metric: str = ""
    target: Target | None = None
    percent: int = 0
    until: datetime | None = None


def sample(terms: Terms, severity: str, ticket_type: str | None, at: datetime, *, hotfix_from: str = "confirmed") -> list[Moment]:
    """What a ticket received at `at` is promised, in order of time, if nothing pauses it and each answer takes its full time.

    The update counts from the first response's deadline; a hotfix only where it counts from receipt; the warnings are those
    of the resolution. Metrics for which the calendar has no open time are left out (S-45).
    """
    at = at.replace(microsecond=0)
    dues = {metric: _due(terms, metric, severity, ticket_type, at) for metric in FROM_RECEIPT}
    if hotfix_from == "received":
        dues["hotfix"] = _due(terms, "hotfix", severity, ticket_type, at)
    dues["update_cadence"] = _due(terms, "update_cadence", severity, ticket_type, dues["first_response"] or at)
    moments = [
        Moment(DUE, due, metric, terms.target_for(metric, severity, ticket_type))
        for metric, due in dues.items()
        if due is not None
    ]
    moments += _warnings(terms, severity, ticket_type, at, dues["resolution"])
    if moments:
        last = max(moments, key=lambda moment: moment.at)
        leading = terms.target_for("resolution", severity, ticket_type) or last.target
        if leading is not None:
            moments += _outside(terms.hours[leading.hours], at, last.at)
    return sorted(moments, key=lambda moment: (moment.at, moment.kind != DUE))


def _due(terms: Terms, metric: str, severity: str, ticket_type: str | None, at: datetime) -> datetime | None:
    target = terms.target_for(metric, severity, ticket_type)
    if target is None:
        return None
    hours = terms.hours[target.hours]
    try:
        if target.unit == Unit.END_OF_NEXT_BUSINESS_DAY:
            return hours.end_of_next_business_day(at)
        return hours.add(at, target.seconds(hours, at) or 0)
    except NoOpenTime:
        return None


def _warnings(terms: Terms, severity: str, ticket_type: str | None, at: datetime, due: datetime | None) -> Iterator[Moment]:
    target = terms.target_for("resolution", severity, ticket_type)
    if target is None or due is None:
        return
    hours = terms.hours[target.hours]
    seconds = target.seconds(hours, at)
    if seconds is None:
        seconds = hours.elapsed(at, due)
    for percent in terms.warnings:
        if percent < 100:
            yield Moment(WARNING, hours.add(at, seconds * percent // 100), "resolution", target, percent)


def _outside(hours: Hours, at: datetime, last: datetime) -> list[Moment]:
    """The first few closed stretches between receipt and the last deadline."""
    gaps, since = [], at
    for opening, closing in hours.open_stretches(at, last):
        if opening > since:
            gaps.append(Moment(OUTSIDE, since, until=opening))
        since = max(since, closing)
    return gaps[:MOST_STRETCHES]
