"""What work under a quote has charged: the rounding groups that its caps paid for, as lines of an invoice (C-26)."""

from collections import defaultdict
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import NAMESPACE_OID, UUID, uuid5

from django.utils import dateformat
from django.utils.translation import gettext as _

from billing.models import LineSource
from billing.models.quotes import BANDS
from contracts.bands import BUSINESS
from contracts.models import Movement, SpendingCap
from tickets.models import TimeEntry
from tickets.models.work import STANDING

QUOTED = "quote_work"  # the kind of source that names a group's minutes under one cap


class ChargedGroup(NamedTuple):
    """The minutes of one group in one band under one cap: a line (C-01), and the entries that it charges (C-71).

    `id` is the same each time, so that what is released after the rest of its day was invoiced is still charged, and once.
    """

    id: UUID
    words: str
    detail: str  # the hours of the day that cost more, if it was done in such
    minutes: int
    rate: Decimal
    entries: tuple[Any, ...]


def charged_groups(quote) -> tuple[list[ChargedGroup], bool]:
    """The groups charged under the quote that are approved and on no live invoice, and whether others wait for approval."""
    caps = SpendingCap.objects.filter(tenant_id=quote.tenant_id, source_kind="quote", source_id=quote.pk)
    sums = _minutes(Movement.objects.filter(tenant_id=quote.tenant_id, cap__in=caps))
    groups = {group for (group, *_rest), minutes in sums.items() if minutes > 0}
    entries = defaultdict(list)
    for entry in TimeEntry.objects.filter(tenant_id=quote.tenant_id, group__in=groups, status__in=STANDING):
        entries[entry.group].append(entry)
    ids = {key: _id_of(quote.tenant_id, key) for key in sums}
    billed = _billed(quote.tenant_id, [*ids.values(), *(entry.pk for each in entries.values() for entry in each)])
    begun = {key[0] for key, pk in ids.items() if pk in billed}  # of these the rest is charged by itself
    found, waits, named = [], False, set(begun)
    for key, minutes in sums.items():
        group, _line, _cap, work_on, level, band, rate = key
        if minutes <= 0 or ids[key] in billed:
            continue
        if group not in begun and any(entry.pk in billed for entry in entries[group]):
            continue
        if any(entry.approved_at is None for entry in entries[group]):
            waits = True
            continue
        own = () if group in named else tuple(entry.pk for entry in entries[group])  # one line of a group names its entries
        named.add(group)
        words = _("Level %(level)s support, %(day)s") % {"level": level, "day": dateformat.format(work_on, _("j M Y"))}
        detail = "" if band == BUSINESS else str(BANDS[band])
        found.append(ChargedGroup(ids[key], words, detail, minutes, rate, own))
    return found, waits


def minutes_quoted(tenant_id, groups) -> dict[UUID, int]:
    """The minutes that groups have charged under quotes by now, by the id of each charge; nothing where all was taken back."""
    rows = Movement.objects.filter(tenant_id=tenant_id, group__in=groups, cap__source_kind="quote")
    return {_id_of(tenant_id, key): minutes for key, minutes in _minutes(rows).items()}


def _minutes(rows) -> dict:
    sums: dict = defaultdict(int)
    for row in rows.order_by("work_on", "pk"):
        sums[row.group, row.line_id, row.cap_id, row.work_on, row.level, row.band, row.rate] += row.work_minutes
    return sums


def _id_of(tenant_id, key) -> UUID:
    return uuid5(NAMESPACE_OID, ":".join(map(str, (tenant_id, QUOTED, *key))))


def _billed(tenant_id, sources):
    rows = LineSource.objects.filter(tenant_id=tenant_id, kind__in=["time_entry", QUOTED], source__in=sources, is_live=True)
    return set(rows.values_list("source", flat=True))
