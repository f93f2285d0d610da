"""What rules would have done in the life of a ticket: pure, over the fold of its history."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import NamedTuple

from slas.happenings import Happening, order_key
from slas.plans import RULE, plan_of
from slas.replay import EMPTY, NeedsReplay, TicketState, fold
from slas.rules import EscalationRule
from slas.terms import Terms


class WouldFire(NamedTuple):
    """A rule on one cycle of a metric's clock, and when."""

    at: datetime
    rule: str  # its key
    metric: str
    cycle: int


def rehearsed(
    history: Iterable[Happening], terms: Mapping[str, Terms], rules: tuple[EscalationRule, ...], *, until: datetime
) -> list[WouldFire]:
    """When these rules, instead of those of the terms, would have fired on the ticket, in order, as the sweep does it.

    They are planned anew after each happening; each fires once in a cycle, and only if its instant comes before the next one.
    """
    happenings = sorted(history, key=order_key)
    ruled = {key: replace(these, rules=rules, warnings=()) for key, these in terms.items()}
    ends = [happening.at for happening in happenings[1:]] + [until]
    fired: dict[tuple[str, int], list[str]] = {}
    found = []
    for state, since, end in zip(_states(happenings, ruled), (happening.at for happening in happenings), ends, strict=True):
        for clock in state.clocks:
            said = fired.setdefault((clock.metric, clock.cycle), [])
            plan = plan_of(clock, ruled[state.terms], said, severity=state.severity, since=since)
            for at, what in zip(plan.at, plan.what, strict=True):
                if at < end and what.startswith(RULE):
                    said.append(what)
                    found.append(WouldFire(at, what.removeprefix(RULE), clock.metric, clock.cycle))
    return sorted(found)


def _states(happenings: list[Happening], terms: Mapping[str, Terms]) -> Iterator[TicketState]:
    """What the ticket's clocks show right after each happening."""
    state = EMPTY
    for number, happening in enumerate(happenings, start=1):
        try:
            state = fold(state, [happening], happening.at, terms)
        except NeedsReplay:
            state = fold(EMPTY, happenings[:number], happening.at, terms)
        yield state
