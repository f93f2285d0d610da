"""Which cycles a happening begins, once it has stopped those that it ends (domain 4.2)."""

from __future__ import annotations

from slas import tally as clockwork
from slas.docket import Docket
from slas.happenings import FirstResponse, Happening, Kind
from slas.metrics import Metric

WHERE_NOTHING_WAS_SAID = frozenset({Metric.RESOLUTION})  # a log without messages can be judged by no other metric


def begin_cycles(ticket: Docket, happening: Happening) -> None:
    """Begin what the rules say that this happening starts."""
    kind = Kind(happening.kind)
    for metric, rule in ticket.rules.items():
        if kind in rule.starts:
            _BEGIN.get(metric, _once)(ticket, metric, happening)
    if kind is Kind.REPLIED:
        ticket.is_answered = True


def _once(ticket: Docket, metric: Metric, happening: Happening) -> None:
    """At the opening; a ticket from a log without messages is measured by its resolution alone."""
    if _response(happening) is not FirstResponse.NOT_RECORDED or metric in WHERE_NOTHING_WAS_SAID:
        ticket.begin(metric, happening.at)


def _first_response(ticket: Docket, metric: Metric, happening: Happening) -> None:
    """Awaited, or met at once when the ticket was logged during a call or chat (S-13)."""
    response, at = _response(happening), happening.at
    if response in (FirstResponse.NONE, FirstResponse.NOT_RECORDED):
        return
    tally = ticket.begin(metric, at)
    if response is FirstResponse.MET_AT_ONCE:
        clockwork.run(tally, at, ticket.hours_of(tally))
        clockwork.stop(tally, at, ticket.hours_of(tally), is_final=True)
        ticket.is_answered = True


def _next_response(ticket: Docket, metric: Metric, happening: Happening) -> None:
    """From the oldest message that waits for an answer, once the first response is not awaited any more (S-15, S-16)."""
    is_over = ticket.phase in ("closed", "cancelled")
    if not is_over and ticket.open_tally(metric) is None and ticket.open_tally(Metric.FIRST_RESPONSE) is None:
        ticket.begin(metric, happening.at)


def _update_cadence(ticket: Docket, metric: Metric, happening: Happening) -> None:
    """From each public update, the first response included, and from a reopening (S-17)."""
    kind = Kind(happening.kind)
    if kind is Kind.OPENED:
        begins = _response(happening) is FirstResponse.MET_AT_ONCE
    else:
        begins = kind is Kind.REPLIED or ticket.is_answered
    if begins and ticket.phase == "open" and ticket.open_tally(metric) is None:
        ticket.begin(metric, happening.at)


def _hotfix(ticket: Docket, metric: Metric, happening: Happening) -> None:
    """Once, from receipt or from the confirmed defect, as the terms say."""
    is_ours = (Kind(happening.kind) is Kind.DEFECT_CONFIRMED) == (ticket.terms.hotfix_from == "confirmed")
    if is_ours and metric not in ticket.cycles and ticket.phase in ("open", "resolved"):
        _once(ticket, metric, happening)


def _ola_accept(ticket: Docket, metric: Metric, happening: Happening) -> None:
    """A stint at a level begins; the one before is over for good, and the level's own terms hold (S-35)."""
    for tally in ticket.tallies:
        tally.is_final = True
    ticket.terms_key = happening.facts["terms"]
    ticket.begin(metric, happening.at)


def _ola_work(ticket: Docket, metric: Metric, happening: Happening) -> None:
    """Work begins with the first acceptance of the stint, whose number it bears."""
    stint = ticket.cycles.get(str(Metric.OLA_ACCEPT))
    if stint and ticket.cycles.get(str(metric)) != stint:
        ticket.begin(metric, happening.at, cycle=stint)


def _response(happening: Happening) -> FirstResponse:
    return FirstResponse(happening.facts.get("first_response", FirstResponse.RUNS))


_BEGIN = {
    Metric.FIRST_RESPONSE: _first_response,
    Metric.NEXT_RESPONSE: _next_response,
    Metric.UPDATE_CADENCE: _update_cadence,
    Metric.HOTFIX: _hotfix,
    Metric.OLA_ACCEPT: _ola_accept,
    Metric.OLA_WORK: _ola_work,
}
