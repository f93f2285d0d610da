"""A ticket as it is beside what it would be under other terms, and what that comes to over many tickets."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, NamedTuple

from slas.clockface import percent, remaining_seconds
from slas.clockstate import ClockState, State, TicketState
from slas.happenings import Happening
from slas.replay import EMPTY, NeedsReplay, fold
from slas.terms import Terms
from tickets.retargeting.swift import LeftToTheFold, Swift

EARLIER, LATER, UNCHANGED, BREACHED, WARNING = "earlier", "later", "unchanged", "breached", "warning"
OPEN = (State.NOT_STARTED, State.RUNNING, State.PAUSED, State.BREACHED_RUNNING, State.NO_OPEN_TIME)
NEVER = float("inf")


class Before(NamedTuple):
    """What has to be read of a ticket."""

    pk: Any
    number: int
    title: str
    severity: str
    status: str
    client_id: Any
    contract_id: Any
    received_at: datetime
    event_count: int
    replay_state: dict[str, Any]

    @property
    def terms(self) -> str:
        """The key of what it is promised now."""
        return self.replay_state["terms"]


@dataclass(frozen=True)
class MovedTicket:
    """One ticket and the clock of it that the change moves most; `due_…` is none while it stands still or nothing is promised.

    `moves` is earlier, later or unchanged; seconds are open ones, left of the target.
    """

    ticket: Before
    moves: str
    is_breached: bool = False  # at once, by the change itself (S-31)
    enters_warning: bool = False
    metric: str = ""
    due_before: datetime | None = None
    due_after: datetime | None = None
    left_before: int | None = None
    left_after: int | None = None
    client: str = ""


@dataclass(frozen=True)
class Impact:
    """Open tickets by what would happen to them; a ticket that breaches at once is also earlier."""

    total: int = 0
    earlier: int = 0
    later: int = 0
    unchanged: int = 0
    breached: int = 0
    warning: int = 0
    frozen: int = 0  # not among the total: their contracts pin a version
    by_client: list["ClientImpact"] = field(default_factory=list)
    tickets: list[MovedTicket] = field(default_factory=list)  # those that move: breached first, then by the new deadline


@dataclass(frozen=True)
class ClientImpact:
    """The same counts for one client."""

    client_id: Any
    client: str
    total: int
    earlier: int
    later: int
    unchanged: int
    breached: int
    warning: int


def compared(
    ticket: Before,
    new: Happening,
    terms: Mapping[str, Terms],
    at: datetime,
    history: Callable[[Before], Iterable[Happening]],
    swift: Swift | None,
) -> MovedTicket:
    """The ticket at `at` without and with one more happening, a change of its terms; `swift` where that may be tried first."""
    before, after = (_swiftly(ticket, new, at, swift) if swift else None) or _folded(ticket, new, terms, at, history)
    was = {(clock.metric, clock.cycle): clock for clock in before if clock.state in OPEN}
    pairs = [(was.pop((clock.metric, clock.cycle), None), clock) for clock in after if clock.state in OPEN]
    pairs += [(clock, None) for clock in was.values()]  # nothing is promised any more
    moves = [_moved(ticket, old, now, terms[ticket.terms], terms[new.facts["terms"]], at) for old, now in pairs]
    shown = min(moves, key=_weight, default=MovedTicket(ticket, UNCHANGED))
    return replace(shown, enters_warning=not shown.is_breached and any(each.enters_warning for each in moves))


def _swiftly(ticket: Before, new: Happening, at: datetime, swift: Swift) -> tuple[Sequence[ClockState], ...] | None:
    terms = ticket.terms
    try:
        before = swift.standing(ticket.replay_state, new.seq, at)
        after, _changed = swift.moved(ticket.replay_state, new.seq, at)
    except LeftToTheFold:
        return None
    ticket.replay_state["terms"] = terms  # what it is called goes on to be asked; nothing of this is stored
    return before, after


def _folded(
    ticket: Before, new: Happening, terms: Mapping[str, Terms], at: datetime, history: Callable[[Before], Iterable[Happening]]
) -> tuple[Sequence[ClockState], ...]:
    try:
        if not TicketState.is_current(ticket.replay_state):
            raise NeedsReplay
        stored = TicketState.from_json(ticket.replay_state)
        return fold(stored, [], at, terms).clocks, fold(stored, [new], at, terms).clocks
    except NeedsReplay:
        happened = list(history(ticket))
        return fold(EMPTY, happened, at, terms).clocks, fold(EMPTY, [*happened, new], at, terms).clocks


def summed_up(found: list[MovedTicket], clients: Mapping[Any, str], frozen: int) -> Impact:
    """Exact counts, in all and by client (the most affected first)."""
    sums: dict[Any, Counter[str]] = defaultdict(Counter)
    for each in found:
        sums[each.ticket.client_id].update(_counts(each))
    whole: Counter[str] = sum(sums.values(), Counter())
    by_client = [ClientImpact(pk, clients.get(pk, ""), **_all(counts)) for pk, counts in sums.items()]
    by_client.sort(key=lambda each: (-each.breached, -each.earlier, -each.later, each.client))
    moving = [_with_client(each, clients) for each in found if each.moves != UNCHANGED or each.is_breached]
    moving.sort(key=lambda each: (not each.is_breached, _instant(each.due_after), each.ticket.number))
    return Impact(**_all(whole), frozen=frozen, by_client=by_client, tickets=moving)


def _all(counts: Counter[str]) -> dict[str, int]:
    return {name: counts[name] for name in ("total", EARLIER, LATER, UNCHANGED, BREACHED, WARNING)}


def _counts(each: MovedTicket) -> list[str]:
    more = [BREACHED] if each.is_breached else [WARNING] if each.enters_warning else []
    return ["total", each.moves, *more]


def _with_client(each: MovedTicket, clients: Mapping[Any, str]) -> MovedTicket:
    return replace(each, client=clients.get(each.ticket.client_id, ""))


def _moved(
    ticket: Before, old: ClockState | None, now: ClockState | None, before: Terms, after: Terms, at: datetime
) -> MovedTicket:
    """One clock before and after; where one of them is none, it is promised anew or no longer."""
    left_before, left_after = _left(old, before, at), _left(now, after, at)
    due_before, due_after = old.due_at if old else None, now.due_at if now else None
    breached = now is not None and now.breached_at is not None and (old is None or old.breached_at is None)
    warned = _is_warned(now, after, at) and not _is_warned(old, before, at)
    if due_before is not None and due_after is not None:
        first, last = _instant(due_before), _instant(due_after)
    else:
        first, last = (NEVER if each is None else float(each) for each in (left_before, left_after))
    moves = EARLIER if last < first else LATER if last > first else UNCHANGED
    metric = (now or old).metric if now or old else ""
    return MovedTicket(ticket, moves, breached, warned and not breached, metric, due_before, due_after, left_before, left_after)


def _left(clock: ClockState | None, terms: Terms, at: datetime) -> int | None:
    return None if clock is None else remaining_seconds(clock, terms.hours[clock.target["hours"]], at)


def _is_warned(clock: ClockState | None, terms: Terms, at: datetime) -> bool:
    if clock is None or clock.breached_at is not None or not terms.warnings:
        return False
    return percent(clock, terms.hours[clock.target["hours"]], at) >= min(terms.warnings)


def _weight(each: MovedTicket) -> tuple[Any, ...]:
    """The clock that says most of its ticket: breached, in warning, earlier, later; of these the next one due."""
    order = (EARLIER, LATER, UNCHANGED).index(each.moves)
    return (not each.is_breached, order, not each.enters_warning, _instant(each.due_after))


def _instant(at: datetime | None) -> float:
    return at.timestamp() if at is not None else NEVER
