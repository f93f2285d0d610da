"""Where time worked meets the hours ledger and the spending caps: the one call of `contracts.actions.draw`."""

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, Sum
from django.db.models.functions import Coalesce

from contracts import actions as contracts
from contracts.models import Movement
from contracts.models.ledger import CHARGE, DRAW, HOLD, OVERAGE, REVERSE, WORKED
from tickets.models import TimeEntry
from tickets.queries.cover import covers_work

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

    What the contract covers may also draw the hours of the client's other contracts (`decisions.md` 11). What it does not cover
    draws no pot at all: it is charged under what the client accepted for the ticket, or held (C-11).
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
        beside=beside(entry),
        by=by,
        at=at,
    )
    return Booked(drawn.movements)


def beside(entry):
    """How another contract of the client is asked about the entry's work."""
    return contracts.Beside(entry.started_at, lambda contract: covers_work(contract, entry))


def beside_source(tenant_id):
    """The same for what is held in the name of an entry, which the ledger knows by its source; None for any other source."""

    def ask(source):
        rows = TimeEntry.objects.select_related("ticket__product", "ticket__environment__version")
        entry = rows.filter(tenant_id=tenant_id, pk=source.id).first() if source.kind == SOURCE else None
        return beside(entry) if entry is not None else None

    return ask


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
