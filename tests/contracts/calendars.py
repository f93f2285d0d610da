"""Billing calendars and rates of the worked examples."""

from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from contracts.pricing import RateRow, rate_for
from slas.hours import Hours
from slas.openhours import OpenHours

OFFICE = (((9 * 60, 17 * 60),),) * 5 + ((), ())
CHRISTMAS = date(2026, 12, 25)
BOXING_DAY = date(2026, 12, 26)  # a Saturday
LONDON = Hours(OpenHours("Europe/London", OFFICE, exceptions=((CHRISTMAS, ()), (BOXING_DAY, ()))))
TENANT_RATES = [RateRow(1, Decimal(45)), RateRow(2, Decimal(80)), RateRow(3, Decimal(110))]


def london(text):
    """A London wall time as a UTC instant."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo("Europe/London")).astimezone(UTC)


def rates(level, on, *cards, bands=("business", "evening", "weekend", "holiday")):
    """Rates by band from cards, the tenant's last."""
    return {band: rate_for([*cards, TENANT_RATES], level, band, on).amount for band in bands}
