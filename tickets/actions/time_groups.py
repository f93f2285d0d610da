"""Entries that are rounded together (C-18): which group one belongs to, its lock, and what its total grows by in the ledger.

An entry draws the difference, by hour band, between its group's rounded total after and before (`decisions.md` 25, EX-C1).
"""

import hashlib
from dataclasses import dataclass

from django.db import connection

from contracts.bands import added, difference
from files.models import INTERNAL, PUBLIC
from tickets.actions.time_draws import Booked, book, parts_of_group
from tickets.models import TimeEntry
from tickets.models.work import BILLABLE, COUNTED, HELD, NON_BILLABLE


@dataclass(frozen=True)
class Outcome:
    """What a group came to: its raw minutes, its rounded ones by band, what the entry changed of them and where that went."""

    raw: int
    total: dict[str, int]
    change: dict[str, int]
    booked: Booked


BOOKED = ["status", "visibility", "drawn", "held", "held_minutes", "parts", "is_late"]


def stem_of(entry, basis):
    """What the group is called, save for the number that tells a later group of the same day from one that was invoiced."""
    subject = f"t{entry.ticket_id}" if entry.ticket_id else f"a{entry.activity}"
    parts = basis.rounding.group(
        entry=str(entry.pk), subject=subject, work_on=entry.work_on, level=entry.level, is_billable=entry.kind == BILLABLE
    )
    return "|".join([f"c{entry.contract_id or ''}", *(str(int(part) if isinstance(part, bool) else part) for part in parts)])


def lock_groups(tenant_id, stems):
    """Hold the groups until the transaction ends, always in the same order, before any line of the ledger is locked."""
    with connection.cursor() as cursor:
        for stem in sorted(set(stems)):
            number = int.from_bytes(hashlib.sha256(f"{tenant_id}\n{stem}".encode()).digest()[:8], signed=True)
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])


def open_group(tenant_id, stem):
    """The key of the stem's first group that is on no invoice; its lock is held."""
    billed = TimeEntry.objects.filter(tenant_id=tenant_id, billed_at__isnull=False)
    number = 1
    while billed.filter(group=f"{stem}#{number}").exists():  # asked by equality, which the index serves behind the policies
        number += 1
    return f"{stem}#{number}"


def stem_in(group):
    """The stem of a group's key."""
    return group.rpartition("#")[0]


def settle(entry, basis, *, at, by):
    """Book in the entry's name what its group's rounded total has changed by; the group's lock is held.

    The sum of what all entries of a group drew and hold, also of those that were replaced, is the group's rounded total (P-6).
    """
    rows = list(TimeEntry.objects.filter(tenant_id=entry.tenant_id, group=entry.group).order_by("started_at", "id"))
    live = [row.bands for row in rows if row.is_live and row.is_billable]
    total = basis.rounding.billable(added(*live), basis.terms.time.multipliers)
    change = difference(total, added(*(row.drawn for row in rows), *(row.held for row in rows)))
    booked = book(entry, change, at=at, by=by) if change else Booked()
    entry.is_late = entry.is_late or booked.is_late
    follow_ledger(entry.tenant_id, entry.group, rows, late=entry.pk if entry.is_late else None)
    mine = next(row for row in rows if row.pk == entry.pk)
    for name in BOOKED:
        setattr(entry, name, getattr(mine, name))
    entry.outcome = Outcome(sum(sum(bands.values()) for bands in live), total, change, booked)


def follow_ledger(tenant_id, group, rows, late=None):
    """Write down on the entries of a group what the ledger has in their names: taken, or held (C-24, C-34)."""
    found = parts_of_group(tenant_id, group)
    for row in rows:
        before, parts = _facts(row), found.get(row.pk, {})
        row.held = dict(parts.get("held", {}))
        row.drawn = added(*(bands for part, bands in parts.items() if part != "held"))
        row.held_minutes = sum(row.held.values())
        row.parts = {part: sum(bands.values()) for part, bands in parts.items()}
        row.is_late = row.is_late or row.pk == late
        if row.is_live:
            row.status = HELD if row.held_minutes and not row.drawn else COUNTED
            row.visibility = PUBLIC if row.status == COUNTED and row.kind != NON_BILLABLE else INTERNAL
        if _facts(row) != before:
            row.save(update_fields=BOOKED)


def _facts(row):
    return [getattr(row, name) for name in BOOKED]
