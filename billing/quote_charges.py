"""What work under a quote has charged: the rounding groups that its caps paid for, as lines of an invoice (C-26)."""

from collections import defaultdict
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils import dateformat
from django.utils.translation import gettext as _

from billing.models import LineSource
from billing.models.quotes import BANDS
from contracts.bands import BUSINESS
from contracts.models import Movement, SpendingCap
from tickets.models import TimeEntry
from tickets.models.work import STANDING


class ChargedGroup(NamedTuple):
    """The minutes of one group in one band: a line (C-01), and the entries that it charges (C-71)."""

    words: str
    detail: str  # the hours of the day that cost more, if it was done in such
    minutes: int
    rate: Decimal
    entries: tuple[Any, ...]


def charged_groups(quote) -> tuple[list[ChargedGroup], bool]:
    """The groups charged under the quote that are approved and on no live invoice, and whether others wait for approval."""
    caps = SpendingCap.objects.filter(tenant_id=quote.tenant_id, source_kind="quote", source_id=quote.pk)
    sums: dict = defaultdict(int)
    for row in Movement.objects.filter(tenant_id=quote.tenant_id, cap__in=caps).order_by("work_on", "pk"):
        sums[row.group, row.work_on, row.level, row.band, row.rate] += row.work_minutes
    groups = {group for (group, *_rest), minutes in sums.items() if minutes > 0}
    entries = defaultdict(list)
    for entry in TimeEntry.objects.filter(tenant_id=quote.tenant_id, group__in=groups, status__in=STANDING):
        entries[entry.group].append(entry)
    billed = _billed(quote.tenant_id, [entry.pk for each in entries.values() for entry in each])
    found, waits, named = [], False, set()
    for (group, work_on, level, band, rate), minutes in sums.items():
        if minutes <= 0 or any(entry.pk in billed for entry in entries[group]):
            continue
        if any(entry.approved_at is None for entry in entries[group]):
            waits = True
            continue
        own = () if group in named else tuple(entry.pk for entry in entries[group])  # one line of a group names its entries
        named.add(group)
        words = _("Level %(level)s support, %(day)s") % {"level": level, "day": dateformat.format(work_on, _("j M Y"))}
        detail = "" if band == BUSINESS else str(BANDS[band])
        found.append(ChargedGroup(words, detail, minutes, rate, own))
    return found, waits


def _billed(tenant_id, entries):
    rows = LineSource.objects.filter(tenant_id=tenant_id, kind="time_entry", source__in=entries, is_live=True)
    return set(rows.values_list("source", flat=True))
