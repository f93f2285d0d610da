"""What real work would have cost under another agreement, month by month: the comparison of offers. Pure.

The work is taken as it was done: minutes, levels and hour bands as they were logged. Each offer's own terms say how it is
rounded (C-18, C-19), what of it they cover (C-08), which hours cover it and what is beyond (C-34 to C-40), and what an hour
costs on the day of the work (C-15, C-36). Money is without tax (C-70); an offer begins on the first of the months and holds for
all of them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from common.money import ZERO
from contracts.allowances import cycle_of, hours_of
from contracts.bands import BANDS, Minutes, added, difference
from contracts.cover import NOT_COVERED, Question, decide
from contracts.fees import fee_of
from contracts.hour_rates import Cards, overage_rates
from contracts.pricing import Rounding, price_minutes
from contracts.spans import Span, add_months
from contracts.terms import LineTerms, Terms
from contracts.what_if_pots import Allowance

MONTHS = 12


class Work(NamedTuple):
    """Entries on one ticket (`subject`; without one contract and activity), of one local day, level and activity.

    `entries` are the raw minutes by hour band of each (C-19).
    """

    subject: str
    work_on: date
    level: int
    activity: str
    severity: str
    entries: tuple[Minutes, ...]


@dataclass(frozen=True)
class Offer:
    """Terms with at most one line that has a fee; without one all work is charged by the hour, at the cards' rates."""

    code: str
    name: str
    terms: Terms
    line: LineTerms | None
    cards: Cards


@dataclass
class Month:
    """A calendar month under an offer: the fee that falls due in it, what is charged by the hour, and minutes.

    `used` were drawn from the allowance, `unused` lapsed at a period's end in it, `over` are charged by the hour, of which
    `uncovered` because the terms do not cover the work; `absorbed` cost nothing, `unrated` have no rate and are not priced.
    """

    starts_on: date
    fee: Decimal = ZERO
    overage: Decimal = ZERO
    used: int = 0
    unused: int = 0
    over: int = 0
    uncovered: int = 0
    absorbed: int = 0
    unrated: int = 0

    @property
    def total(self) -> Decimal:
        return self.fee + self.overage


@dataclass(frozen=True)
class Outcome:
    """An offer, its months, and `sums`: their sum. `unrated_levels` are those that some work had no rate for."""

    offer: Offer
    months: tuple[Month, ...]
    sums: Month
    unrated_levels: tuple[int, ...]
    is_cheapest: bool = False

    @property
    def total(self) -> Decimal:
        return self.sums.total

    @property
    def is_whole(self) -> bool:
        """Whether all work could be priced; an offer under which it could not cannot be called the cheapest."""
        return not self.unrated_levels


class Portion(NamedTuple):
    """Billable minutes by band of one rounding group on one day, which the terms cover or not."""

    group: tuple[object, ...]
    work_on: date
    level: int
    minutes: Minutes
    is_covered: bool


class Hourly(NamedTuple):
    """What minutes that are charged by the hour are counted by, so that money is of the group (`decisions.md` 25)."""

    month: date
    work_on: date
    level: int
    band: str
    is_covered: bool
    group: tuple[object, ...]


def twelve_months(today: date) -> Span:
    """The twelve whole calendar months before the one that runs."""
    first = today.replace(day=1)
    return Span(add_months(first, -MONTHS), date.fromordinal(first.toordinal() - 1))


def compare(offers: Iterable[Offer], work: Sequence[Work], span: Span, currency: str) -> list[Outcome]:
    """Each offer's price for the work of whole months, in the order given; the lowest total of those priced whole is marked."""
    found = [price(offer, work, span, currency) for offer in offers]
    lowest = min((outcome.total for outcome in found if outcome.is_whole), default=None)
    return [replace(each, is_cheapest=each.is_whole and each.total == lowest) for each in found]


def price(offer: Offer, work: Sequence[Work], span: Span, currency: str) -> Outcome:
    """What the work of whole months costs under one offer. Work is placed by day, then level; money is of the group's minutes
    in a band on a day, rounded once (C-01, C-37)."""
    months = {on: Month(on) for on in _months(span)}
    pot = _fees(offer, months, span, currency)
    charged: dict[Hourly, int] = defaultdict(int)
    for portion in portions(offer.terms, work):
        month = months[portion.work_on.replace(day=1)]
        for band in (band for band in BANDS if portion.minutes.get(band)):
            over = _placed(offer, pot, portion, band, month)
            if over:
                key = Hourly(month.starts_on, portion.work_on, portion.level, band, portion.is_covered, portion.group)
                charged[key] += over
    unrated = _charge(offer, charged, months, currency)
    if pot is not None:
        pot.finish()
        for number, lapsed in pot.lapsed.items():
            months[pot.cycle.whole(number).ends_on.replace(day=1)].unused += lapsed
    listed = tuple(months.values())
    return Outcome(offer, listed, _sums(listed), unrated)


def portions(terms: Terms, work: Iterable[Work]) -> Iterator[Portion]:
    """The work in order, rounded once per group (C-18, C-19); what rounding adds falls on the group's last day, and on its
    covered part where it has one."""
    rules = terms.time
    rounding = Rounding(rules.rounding, rules.increment_minutes, rules.minimums)
    groups: dict[tuple[object, ...], dict[tuple[date, bool], Minutes]] = defaultdict(lambda: defaultdict(dict))
    levels: dict[tuple[object, ...], int] = {}
    for number, done in enumerate(work):
        is_covered = covers(terms, done)
        for place, raw in enumerate(done.entries):
            group = rounding.group(
                entry=(number, place), subject=done.subject, work_on=done.work_on, level=done.level, is_billable=True
            )
            levels[group], days = done.level, groups[group]
            days[done.work_on, is_covered] = added(days[done.work_on, is_covered], raw)
    found = []
    for group, days in groups.items():
        raw = added(*days.values())
        last = max(days)  # of the last day the covered part, where there is one
        days[last] = added(days[last], difference(rounding.billable(raw, rules.multipliers), raw))
        found += [Portion(group, on, levels[group], minutes, is_covered) for (on, is_covered), minutes in days.items()]
    return iter(sorted(found, key=lambda each: (each.work_on, each.level, not each.is_covered)))


def covers(terms: Terms, work: Work) -> bool:
    """Whether activity, level and severity are covered; nothing else is asked, what cannot be told counts as covered (C-08)."""
    asked = Question(today=work.work_on, state="active", activity=work.activity, level=work.level, severity=work.severity)
    return decide(asked, terms.cover).verdict != NOT_COVERED


def _months(span: Span) -> Iterator[date]:
    on = span.starts_on
    while on <= span.ends_on:
        yield on
        on = add_months(on, 1)


def _fees(offer: Offer, months: dict[date, Month], span: Span, currency: str) -> Allowance | None:
    """Enter the fee of each period in the month in which it begins (C-28); the line's allowance, where it has one."""
    cycle = cycle_of(offer.line, span.starts_on, span.ends_on) if offer.line is not None else None
    if offer.line is None or cycle is None:
        return None
    fee, hours = fee_of(offer.line, currency), hours_of(offer.line)
    count = 0
    for part in cycle.until(span.ends_on):
        months[part.span.starts_on.replace(day=1)].fee += fee or ZERO
        count += 1
    return Allowance(hours, cycle, count) if hours is not None else None


def _placed(offer: Offer, pot: Allowance | None, portion: Portion, band: str, month: Month) -> int:
    """Draw the minutes of a band; those that are to be charged by the hour."""
    minutes = portion.minutes[band]
    if pot is None or not portion.is_covered:
        month.over += minutes
        month.uncovered += 0 if portion.is_covered else minutes
        return minutes
    taken = pot.take(minutes, portion.work_on, portion.level, offer.terms.time.multipliers[band])
    month.used += taken.drawn
    month.over += taken.over
    month.absorbed += taken.absorbed
    return taken.over


def _charge(offer: Offer, charged: dict[Hourly, int], months: dict[date, Month], currency: str) -> tuple[int, ...]:
    """Enter what minutes by the hour come to; the levels that some of them had no rate for."""
    unrated: set[int] = set()
    for key, minutes in charged.items():
        line = offer.line if key.is_covered else None
        rates = overage_rates(line, offer.terms, offer.cards, key.level, key.work_on)
        month = months[key.month]
        if key.band in rates:
            month.overage += price_minutes({key.band: minutes}, rates, currency).total
        else:
            month.over, month.unrated = month.over - minutes, month.unrated + minutes
            month.uncovered -= 0 if key.is_covered else minutes
            unrated.add(key.level)
    return tuple(sorted(unrated))


def _sums(months: Sequence[Month]) -> Month:
    sums = Month(months[0].starts_on)
    for month in months:
        for name in ("fee", "overage", "used", "unused", "over", "uncovered", "absorbed", "unrated"):
            setattr(sums, name, getattr(sums, name) + getattr(month, name))
    return sums
