"""Opening the periods of a line as they begin, and granting what each brings (C-28, C-30, C-47, C-51, C-52)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce

from contracts.actions.booking import book
from contracts.allowances import Change, allowance_in, cycle_of, hours_of, tickets_of
from contracts.models import Contract, ContractLine, ContractVersion, LinePeriod, Movement
from contracts.models.ledger import BORROW, FORFEIT, GRANT, REVERSE, TICKETS
from contracts.queries.grants import grants_left
from contracts.spans import Cycle, Part, day_start
from contracts.terms import Hours, LineTerms


@dataclass
class Life:
    """A line with everything that its periods depend on."""

    contract: Contract
    line: ContractLine
    versions: list[ContractVersion]  # those that name the line, by number
    ends_on: date | None

    @classmethod
    def of(cls, contract: Contract, line: ContractLine, versions: list[ContractVersion]) -> Life | None:
        """None for a line that no version names."""
        named = [version for version in versions if str(line.pk) in version.agreed.lines]
        ends = [on for on in (line.ends_on, contract.ends_on) if on is not None]
        return cls(contract, line, named, min(ends, default=None)) if named else None

    @property
    def zone(self) -> str:
        return self.contract.time_zone

    def terms_on(self, on: date) -> LineTerms:
        """The line's terms on a date; before the first version, those."""
        holding = [version for version in self.versions if version.effective_on <= on] or self.versions[:1]
        return holding[-1].agreed.lines[str(self.line.pk)]

    def run_off_days(self) -> int:
        """How long after the contract's end what is left can be used (C-58); none for a line that ends before its contract."""
        return self.versions[-1].agreed.run_off_days if self.ends_on == self.contract.ends_on else 0

    @property
    def cycle(self) -> Cycle | None:
        return cycle_of(self.terms_on(self.line.starts_on), self.line.starts_on, self.ends_on)

    def hours_on(self, on: date) -> Hours | None:
        return hours_of(self.terms_on(on))

    def allowance(self, part: Part, until: date) -> int:
        """Minutes of its own that a period grants, by the versions in effect until a date."""
        known = [version for version in self.versions if version.effective_on <= max(until, part.span.starts_on)]
        changes = []
        for version in known or self.versions[:1]:
            hours = hours_of(version.agreed.lines[str(self.line.pk)])
            changes.append(Change(version.effective_on, hours.allowance_minutes if hours else 0))
        return allowance_in(part, changes)


def open_period(life: Life, part: Part, at: datetime) -> LinePeriod:
    """Open a period that has begun: grant its allowance, dated at its first local midnight, and settle what was borrowed."""
    begun = day_start(part.span.starts_on, life.zone)
    allowance = life.allowance(part, part.span.starts_on)
    period = LinePeriod.objects.create(
        tenant_id=life.line.tenant_id,
        line=life.line,
        client_id=life.line.client_id,
        number=part.number,
        starts_on=part.span.starts_on,
        ends_on=part.span.ends_on,
        allowance=allowance,
    )
    if allowance:
        facts = {"days": part.span.days, "of_days": part.whole.days}
        _grant(life, period, allowance, min(begun, at), facts)
    for level, included in tickets_of(life.terms_on(part.span.starts_on)).items():
        book(life.line, GRANT, included, unit=TICKETS, level=level, period=period, booked_at=min(begun, at))
    settle_borrowed(life.line, at=min(begun, at))
    return period


def refit_period(life: Life, period: LinePeriod, part: Part, today: date, at: datetime) -> None:
    """Let an open period follow its line: a new end, or an allowance changed within it, used minutes staying used (C-52)."""
    expected, ends_on = life.allowance(part, today), part.span.ends_on
    if (expected, ends_on) == (period.allowance, period.ends_on):
        return
    added = expected - period.allowance
    facts = {"days": part.span.days, "of_days": part.whole.days, "from": period.allowance, "to": expected}
    if added > 0:
        _grant(life, period, added, at, facts)
    elif added < 0:
        own = [row for row in grants_left(life.line) if row.period_id == period.pk and row.kind == GRANT]
        for row in reversed(own):
            part_of = min(-added, row.quantity + row.taken)
            if part_of > 0:
                book(life.line, FORFEIT, -part_of, period=period, grant=row, booked_at=at, facts=facts)
                added += part_of
    period.allowance, period.ends_on = expected, ends_on
    period.save(update_fields=["allowance", "ends_on"])


def _grant(life, period, minutes, at, facts):
    book(
        life.line,
        GRANT,
        minutes,
        period=period,
        booked_at=at,
        usable_from=period.starts_on,
        expires_on=period.ends_on,
        facts=facts,
    )


def borrowed_from_next(line: ContractLine, period: LinePeriod) -> int:
    """Minutes that a period has borrowed and not given back by corrections (C-35)."""
    of = Movement.objects.filter(tenant_id=line.tenant_id, line=line, period=period, kind=BORROW, grant=None, quantity__lt=0)
    back = Coalesce(Sum("reversals__quantity", filter=Q(reversals__kind=REVERSE)), 0)
    return -sum(row.quantity + row.back for row in of.annotate(back=back))


def settle_borrowed(line: ContractLine, *, at: datetime) -> None:
    """Give back what earlier periods borrowed from the allowance of the period after them, once that is open (EX-C14)."""
    borrowed = Movement.objects.filter(tenant_id=line.tenant_id, line=line, kind=BORROW, grant=None, quantity__lt=0)
    back = Coalesce(Sum("reversals__quantity"), 0)
    for row in borrowed.annotate(back=back).filter(back__lt=-F("quantity")).select_related("period"):
        owed = -(row.quantity + row.back)
        if row.period is None:
            continue
        following = line.periods.filter(tenant_id=line.tenant_id, number=row.period.number + 1).first()
        own = [g for g in grants_left(line) if following and g.period_id == following.pk and g.kind == GRANT]
        for grant in own:
            part = min(owed, grant.quantity + grant.taken)
            if part <= 0:
                continue
            book(line, BORROW, part, period=row.period, reverses=row, booked_at=at, facts={"repaid": True})
            book(line, BORROW, -part, period=following, grant=grant, booked_at=at, facts={"of": row.pk})
            owed -= part
