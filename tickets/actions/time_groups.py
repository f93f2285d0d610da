"""Entries that are rounded together (C-18): which group one belongs to, its lock, and what its total grows by in the ledger.

An entry draws the difference, by hour band, between its group's rounded total after and before (`decisions.md` 25, EX-C1).
"""

import hashlib
from collections import Counter

from django.db import connection

from contracts.bands import added, difference
from tickets.actions.time_draws import book
from tickets.models import TimeEntry
from tickets.models.work import BILLABLE, COUNTED, HELD

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
    rows = TimeEntry.objects.filter(tenant_id=tenant_id, group__startswith=f"{stem}#", billed_at__isnull=False)
    billed = set(rows.order_by().values_list("group", flat=True).distinct())
    number = 1
    while f"{stem}#{number}" in billed:
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
    stored = {row.pk: _facts(row) for row in rows}
    mine = next(row for row in rows if row.pk == entry.pk)
    mine.contract, mine.client = entry.contract, entry.client
    live = [row.bands for row in rows if row.is_live and row.is_billable]
    total = basis.rounding.billable(added(*live), basis.terms.time.multipliers)
    before = added(*(row.drawn for row in rows), *(row.held for row in rows))
    change = difference(total, before)
    if change:
        booked = book(mine, change, at=at, by=by)
        _put(rows, mine, change, booked.held)
        mine.parts = summed(mine.parts, booked.parts)
        mine.is_late = booked.is_late
    for row in rows:
        if row.is_live:
            row.status = HELD if row.held_minutes and not sum(row.drawn.values()) else COUNTED
            row.visibility = "public" if row.status == COUNTED and row.kind != "non_billable" else "internal"
        if _facts(row) != stored[row.pk]:
            row.save(update_fields=BOOKED)
    for name in BOOKED:
        setattr(entry, name, getattr(mine, name))


def _put(rows, mine, change, held):
    """Write down by band what was taken and what is held; what is held no longer comes off the entry's own, then the newest's."""
    grown = {band: minutes for band, minutes in held.items() if minutes > 0}
    mine.held = added(mine.held, grown)
    for band, minutes in held.items():
        left = -minutes
        for row in [mine, *(row for row in reversed(rows) if row is not mine)]:
            part = min(left, row.held.get(band, 0))
            if part > 0:
                row.held, left = difference(row.held, {band: part}), left - part
    mine.drawn = difference(added(mine.drawn, change), held)
    for row in rows:
        row.held_minutes = max(sum(row.held.values()), 0)


def _facts(row):
    return [getattr(row, name) for name in BOOKED]


def summed(one, other):
    counted = Counter(one)
    counted.update(other)
    return {name: minutes for name, minutes in counted.items() if minutes}
