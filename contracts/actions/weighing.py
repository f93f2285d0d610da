"""What worked minutes draw where a line weighs them by level and band: the difference of the group's weighted total (C-32).

As the minutes of a group are rounded once and each entry draws the difference that it makes (`decisions.md` 25), so is their
weight: three quarters of an hour that count 1.5 times draw 23, 22 and 23 minutes, and 68 together.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db.models import Q, Sum
from django.db.models.functions import Coalesce

from contracts.models import Movement
from contracts.models.ledger import BORROW, DRAW, REVERSE
from contracts.pots import unweighted, weighted

if TYPE_CHECKING:
    from contracts.actions.placing import Work

FLAT = Decimal(1)


def plain(factor: Decimal) -> str:
    """The same text for 1.5 and 1.50."""
    return f"{factor.normalize():f}"


@dataclass(frozen=True)
class Weighed:
    """Minutes of one group and band that a line gave at one factor: as worked, and as drawn."""

    factor: Decimal
    worked: int = 0
    drawn: int = 0

    def more(self, minutes: int) -> int:
        """What so many minutes of work more draw; less than nothing never."""
        return max(weighted(self.worked + minutes, self.factor) - self.drawn, 0)

    def less(self, minutes: int) -> int:
        """What so many minutes of work less give back."""
        return self.drawn - weighted(max(self.worked - minutes, 0), self.factor)

    def covered(self, drawn: int, minutes: int) -> int:
        """The worked minutes, of so many, that some drawn ones are for, where a pot runs dry within them (C-34)."""
        if drawn >= self.more(minutes):
            return minutes
        return max(unweighted(self.drawn + drawn, self.worked + minutes, self.factor) - self.worked, 0)

    def plus(self, worked: int, drawn: int) -> Weighed:
        return Weighed(self.factor, self.worked + worked, self.drawn + drawn)

    @property
    def facts(self) -> dict[str, str]:
        """What a movement says of it; nothing where a minute draws a minute."""
        return {} if self.factor == FLAT else {"factor": plain(self.factor)}


def weighed(work: Work, line: Any, band: str, factor: Decimal) -> Weighed:
    """What a line gave already for the group of some work, in one band at one factor, stored or noted; nothing when flat."""
    found = Weighed(factor)
    if factor == FLAT:
        return found
    given = Q(kind__in=(DRAW, BORROW), work_minutes__gt=0, facts__factor=plain(factor))
    taken = Q(kind=REVERSE, reverses__kind__in=(DRAW, BORROW), reverses__facts__factor=plain(factor))
    rows = Movement.objects.filter(given | taken, tenant_id=line.tenant_id, line=line, group=work.group, band=band)
    stored = rows.aggregate(worked=Coalesce(Sum("work_minutes"), 0), quantity=Coalesce(Sum("quantity"), 0))
    found = found.plus(stored["worked"], -stored["quantity"])
    noted = [one for one in work.made if not one.pk and one.line_id == line.pk and one.band == band]
    for one in noted:
        if _factor_of(one) == plain(factor):
            found = found.plus(one.work_minutes, -one.quantity)
    return found


def _factor_of(movement):
    """At what the minutes of a movement were weighed, those of one that is taken back as they were drawn; none of any other."""
    given = movement.reverses if movement.kind == REVERSE else movement
    is_of_work = given is not None and given.kind in (DRAW, BORROW) and movement.work_minutes
    return given.facts.get("factor") if is_of_work else None
