"""What the raw minutes of a group come to, rounded once (C-18, C-19), and what hours cost (C-15, C-17, C-36)."""

from collections import Counter
from decimal import Decimal

from tests.rigs.year.oracle.days import BANDS, half_up

MULTIPLIERS = {"business": Decimal(1), "evening": Decimal("1.5"), "weekend": Decimal(2), "holiday": Decimal(2)}


def rounded(raw, said):
    """Billable minutes by band: the group's total up to its increment and its call-out minimum, the rest to the cheapest band."""
    present = [band for band in BANDS if raw[band]]
    if not present:
        return Counter()
    total = sum(raw[band] for band in present)
    goal = total + -total % said["increment"]
    goal = max([goal, *(said["minimums"].get(band, 0) for band in present)])
    billable = Counter({band: raw[band] for band in present})
    billable[present[0]] += goal - total
    return billable


def more(after, before):
    """What one has more than the other, by band; less is negative."""
    return {band: after[band] - before[band] for band in BANDS if after[band] != before[band]}


def rate(rates, contract, level, band):
    """Per hour: the contract's own rate, else the tenant's in its currency; times the band's multiplier. None without any."""
    for owner in (contract["id"], None):
        for row in rates:
            if row["of"] == owner and row["level"] == level and row["currency"] == contract["currency"]:
                return Decimal(row["amount"]) * MULTIPLIERS[band]
    return None


def price(minutes, per_hour, digits):
    """Money of the minutes of a group in one band, rounded once."""
    return half_up(per_hour * minutes / 60, digits)
