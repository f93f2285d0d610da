"""Where worked minutes go: pots in order, then the overage policy, then what may be spent ad hoc (C-10, C-32 to C-36, C-23)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from contracts.actions.beside import NO_BOOKS, Beside, Books
from contracts.actions.booking import movement_on
from contracts.actions.charging import charge, charge_beyond
from contracts.actions.periods import borrowed_from_next
from contracts.actions.weighing import weighed
from contracts.allowances import factor_of
from contracts.bands import BANDS, Minutes
from contracts.models import Contract, Movement
from contracts.models.ledger import ABSORB, BORROW, DRAW, EXPIRE, HOLD, OVERAGE, REVERSE
from contracts.pots import ABSORB as ABSORBED
from contracts.pots import BLOCK, borrow_room, by_policy, in_draw_order
from contracts.queries.agreements import Agreement
from contracts.queries.grants import Pot
from contracts.queries.rates import cards_for, overage_rates
from contracts.spans import MONTHS, Cycle
from contracts.terms import Terms


@dataclass
class Work:
    """What is being placed: the facts that each of its movements copies (C-04)."""

    client: Any
    contract: Contract | None
    agreement: Agreement | None
    work_on: date
    at: datetime
    level: int
    group: str
    ticket_id: UUID | None
    source_kind: str
    source_id: UUID | None
    by: Any
    books: Books = NO_BOOKS
    beside: Beside | None = None  # what the others are asked by; none: they are not
    is_covered: bool = True  # else no pot is for it (C-08)
    known_rates: Mapping[str, Decimal] = field(default_factory=dict)  # copied by a movement that is being placed anew
    made: list[Movement] = field(default_factory=list)
    answers: dict[UUID, bool] = field(default_factory=dict)  # of other contracts, each asked once

    def add(self, line: Any, kind: str, quantity: int, **more: Any) -> Movement:
        """Note a movement of this work, on a line or, without one, on the contract alone."""
        about = dict(
            work_on=self.work_on, booked_at=self.at, ticket_id=self.ticket_id, source_kind=self.source_kind,
            source_id=self.source_id, group=self.group, level=self.level, by=self.by,
        )  # fmt: skip
        if line is not None:
            movement = movement_on(line, kind, quantity, **(about | more))
        else:
            whose = dict(tenant_id=self.client.tenant_id, client=self.client, contract=self.contract)
            movement = Movement(**whose, kind=kind, quantity=quantity, **(about | more))
        self.made.append(movement)
        return movement

    @property
    def terms(self) -> Terms:
        """Those of the work date; without a contract the usual ones."""
        return self.agreement.terms if self.agreement else Terms()

    @property
    def lines(self) -> tuple[Any, ...]:
        return self.agreement.lines if self.agreement else ()

    def is_for(self, pot: Pot) -> bool:
        """Whether a pot is for this work: the own contract's are, another's where that would cover it (C-08)."""
        if not pot.is_beside or self.beside is None:
            return not pot.is_beside
        key = pot.line.contract_id
        if key not in self.answers:
            self.answers[key] = self.beside.covers(self.books.contracts[key])
        return self.answers[key]

    def rates(self, currency: str, line: Any = None, said: Any = None) -> dict[str, Decimal]:
        """Rates per hour by band, of the work date (C-15, C-31, C-36)."""
        found = cards_for(
            tenant_id=self.client.tenant_id, currency=currency, client_id=self.client.pk, contract=self.contract, line=line
        )
        return {**overage_rates(said, self.terms, found, self.level, self.work_on), **self.known_rates}


def place(work: Work, minutes: Minutes, pots: list[Pot]) -> None:
    """Draw billable minutes by band from the pots, and let the policy of the contract's first line that has one decide on the
    rest.

    Bands are placed from business on. Without a line that grants hours by the period, and after the contract's end, the rest is
    charged ad hoc. Other contracts give what their pots have left and no more: their policies are not asked.
    """
    rest = {band: _draw(work, pots, band, minutes[band]) for band in BANDS if minutes.get(band)}
    rest = {band: left for band, left in rest.items() if left}
    if not rest:
        return
    ends_on = work.contract.ends_on if work.contract else None
    is_run_off = ends_on is not None and work.work_on > ends_on  # what is left is used, then it is ad hoc (C-58)
    own = [pot for pot in pots if pot.hours is not None and not pot.is_beside]
    excess = None if is_run_off else next(iter(own), None)
    if excess is None:
        charge(work, rest)
    else:
        for band, left in rest.items():
            _exceed(work, excess, band, left)


def _draw(work, pots, band, minutes):
    """Split minutes over the pots at the minute each runs dry (C-34); returns the worked minutes that none covers."""
    for pot in pots:
        if not minutes:
            break
        if pot.left and work.is_for(pot):
            minutes = _draw_from(work, pot, band, minutes)
    return minutes


def _draw_from(work, pot, band, minutes):
    """What one pot covers of them; a grant that has not enough left for a minute of work is passed by."""
    had = weighed(work, pot.line, band, factor_of(pot.hours, work.level, pot.agreed.time.multipliers[band]))
    for grant in in_draw_order(grant for grant in pot.grants if grant.left > 0 and grant.holds_on(pot.on)):
        drawn = min(had.more(minutes), grant.left)
        worked = min(had.covered(drawn, minutes), minutes)
        if worked:
            _take(work, pot, band, grant, drawn, worked, had.facts)
            had, minutes = had.plus(worked, drawn), minutes - worked
        if not minutes:
            break
    return minutes


def _take(work, pot, band, grant, drawn, worked, facts):
    restored = min(pot.expired.get(grant.id, 0), max(drawn - (grant.left - pot.expired.get(grant.id, 0)), 0))
    if restored:  # worked before the bucket expired, told after its breakage was written (EX-C37)
        _restore(work, pot, grant.id, restored)
    more: dict[str, Any] = dict(band=band, work_minutes=worked, grant_id=grant.id, period=pot.period, is_late=pot.is_late)
    if pot.is_beside and work.contract is not None:
        more["work_on"] = pot.work_on
        facts = facts | {"under": str(work.contract.pk), "under_name": work.contract.name}
    work.add(pot.line, DRAW, -drawn, facts=facts, **more)
    pot.grants[pot.grants.index(grant)] = replace(grant, left=grant.left - drawn)


def _restore(work, pot, grant, minutes):
    """Take back breakage as far as it is needed."""
    written = Movement.objects.filter(tenant_id=pot.line.tenant_id, grant_id=grant, kind=EXPIRE).order_by("pk").last()
    pot.expired[grant] -= minutes
    facts = {"work_on": pot.work_on.isoformat()}
    work.made.append(
        movement_on(pot.line, REVERSE, minutes, grant_id=grant, reverses=written, booked_at=work.at, facts=facts, by=work.by)
    )


def _exceed(work, pot, band, minutes):
    """What becomes of minutes beyond a line's allowance: borrowed, billed, held or absorbed (C-35)."""
    hours = pot.hours
    room = _room(work, pot) if hours.overage == "borrow" else 0
    had = weighed(work, pot.line, band, factor_of(hours, work.level, pot.agreed.time.multipliers[band]))
    borrowed = by_policy(had.more(minutes), hours.overage, room).borrowed
    more = dict(band=band, period=pot.period, is_late=pot.is_late)
    worked = min(had.covered(borrowed, minutes), minutes) if room else 0
    if worked:
        work.add(pot.line, BORROW, -borrowed, work_minutes=worked, facts=had.facts, **more)
        minutes -= worked
    if not minutes:
        return
    if hours.overage == BLOCK:
        if minutes := minutes - charge_beyond(work, pot, band, minutes, more):
            work.add(pot.line, HOLD, 0, work_minutes=minutes, facts={"reason": "block"}, **more)
    elif hours.overage == ABSORBED:
        work.add(pot.line, ABSORB, 0, work_minutes=minutes, **more)
    else:
        rate = work.rates(work.contract.currency, pot.line, pot.terms).get(band)
        if rate is None:
            work.add(pot.line, HOLD, 0, work_minutes=minutes, facts={"reason": "no_rate"}, **more)
        else:
            work.add(pot.line, OVERAGE, 0, work_minutes=minutes, rate=rate, **more)


def _room(work, pot):
    """Minutes that the period may still borrow from the one after it; none when the line does not go on (C-35)."""
    contract, line, hours = work.contract, pot.line, pot.hours
    ends = [on for on in (line.ends_on, contract.ends_on) if on]
    months = MONTHS[pot.terms.period]
    is_aligned = getattr(pot.terms, "is_calendar_aligned", False)
    following = Cycle(line.starts_on, months, is_aligned, min(ends, default=None)).part(pot.period.number + 1)
    if following is None:
        return 0
    allowance = hours.allowance_minutes * following.span.days // following.whole.days
    here = sum(-m.quantity for m in work.made if m.kind == BORROW and m.line_id == line.pk)
    return borrow_room(allowance, hours.borrow_percent, borrowed_from_next(line, pot.period) + here)
