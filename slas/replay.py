"""All clocks of one ticket as a pure function of what happened to it (S-01, decision 19)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from slas import tally as clockwork
from slas.beginnings import begin_cycles
from slas.clockstate import ClockState, State, TicketState
from slas.docket import Docket, Watch
from slas.effects import EFFECTS
from slas.happenings import FirstResponse, Happening, Kind, OrderKey, order_key
from slas.metrics import PROMISES, Rules
from slas.tally import HistoryNeeded, NeedsReplay
from slas.terms import Terms

__all__ = [
    "EMPTY", "ClockState", "FirstResponse", "Happening", "HistoryNeeded", "Kind", "NeedsReplay", "OrderKey", "OutOfOrder",
    "State", "TicketState", "fold", "order_key",
]  # fmt: skip

EMPTY = TicketState()
AFTER_ALL = 99  # a rank behind every other


class OutOfOrder(NeedsReplay):
    """A happening belongs before one that was folded already."""


def fold(
    state: TicketState,
    happenings: Iterable[Happening],
    as_of: datetime,
    terms: Mapping[str, Terms],
    rules: Rules = PROMISES,
    watch: Watch | None = None,
) -> TicketState:
    """The state after more happenings, its clocks shown as of an instant; `terms` by the keys that happenings name.

    Breaches are derived, never read (S-07): folding nothing onto a stored state shows what a sweep has to write.
    `rules` are the client's promises, or STINTS for what the levels owe each other. Cycles that nothing can touch any more
    are shown by the fold that ends them and carried no further. `watch` is shown the docket after each happening.
    Raises NeedsReplay when the stored state does not suffice; then fold all happenings onto EMPTY.
    """
    docket = Docket(state, terms, rules)
    docket.watch = watch
    for happening in sorted(happenings, key=order_key):
        _take(docket, happening)
    carried = docket.carried()
    shown = Docket(docket.carried(finished=True), terms, rules)
    shown.watch = watch
    shown.wake((as_of, AFTER_ALL, 0))
    clocks = [clockwork.shown(tally, as_of) for tally in shown.tallies]
    return replace(carried, clocks=tuple(clock for clock in clocks if clock is not None))


def _take(docket: Docket, happening: Happening) -> None:
    """Let one happening have its effect on every clock."""
    key, kind = order_key(happening), Kind(happening.kind)
    if docket.last_key is not None and key <= docket.last_key:
        raise OutOfOrder(f"{kind} at {happening.at.isoformat()} belongs before what was folded already.")
    if (kind is Kind.OPENED) == bool(docket.phase):
        raise ValueError("A ticket is opened once, before all else.")
    docket.wake(key)
    docket.last_key = key
    docket.notice_breaches(happening.at)
    EFFECTS[kind](docket, happening)
    docket.stop_and_resume(kind, happening)
    begin_cycles(docket, happening)
    docket.settle(happening.at, happening)
