"""Where time worked meets the hours ledger and the spending caps: the one call of `contracts.actions.draw`."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, Sum
from django.db.models.functions import Coalesce

from contracts import actions as contracts
from contracts.models import Movement
from contracts.models.ledger import CHARGE, DRAW, HOLD, OVERAGE, REVERSE, WORKED

SOURCE = "time_entry"
PARTS = {DRAW: "covered", OVERAGE: "overage", CHARGE: "charged", HOLD: "held"}  # others are called as their kind


@dataclass(frozen=True)
class Booked:
    """The movements that a change has written, for the words of a preview; late when its period was closed (C-31)."""

    movements: tuple[Any, ...] = ()

    @property
    def is_late(self) -> bool:
        return any(movement.is_late for movement in self.movements)


def book(entry, change, *, at, by):
    """Draw (or, where negative, take back) minutes by band in the entry's name (C-34, C-35).

    What the contract does not cover draws no pot: it is charged under what the client accepted for the ticket, or held (C-11).
    """
    drawn = contracts.draw(
        client=entry.client,
        contract=entry.contract,
        source=contracts.Source(SOURCE, entry.pk),
        group=entry.group,
        level=entry.level,
        work_on=entry.work_on,
        by_band=change,
        ticket_id=entry.ticket_id,
        is_covered=entry.is_covered,
        by=by,
        at=at,
    )
    return Booked(drawn.movements)


def parts_of_group(tenant_id, group):
    """Entry id -> part (covered, borrowed, overage, charged, absorbed, held) -> band -> minutes, as the ledger has them now.

    What was taken back is taken off the entry in whose name it had been drawn.
    """
    back = Coalesce(Sum("reversals__work_minutes", filter=Q(reversals__kind=REVERSE)), 0)
    rows = Movement.objects.filter(tenant_id=tenant_id, group=group, kind__in=WORKED, source_kind=SOURCE)
    found: dict[Any, dict[str, dict[str, int]]] = defaultdict(lambda: defaultdict(lambda: defaultdict(int)))
    for row in rows.annotate(back=back).order_by("pk"):
        if row.work_minutes + row.back:
            found[row.source_id][PARTS.get(row.kind, row.kind)][row.band] += row.work_minutes + row.back
    return found
