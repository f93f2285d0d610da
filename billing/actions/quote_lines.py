"""What a version of a quote comes to: its terms checked, what prices each line copied, all added up (C-04, C-15, C-20)."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from billing import amounts
from billing.errors import QuoteRefused
from billing.models import QuoteLine
from billing.models.entity import CATEGORIES
from billing.models.quotes import BANDS, BILLINGS, PRICINGS, STARTS
from billing.queries import default_entity, local_day, percent_on
from billing.quoting import totals_of, work_amount
from common import money
from contracts.queries import version_on
from contracts.queries.rates import cards_for, rates_by_band
from contracts.spans import day_of
from contracts.terms import Terms

LONGEST_DAYS, LARGEST_MINUTES = 365, 60_000


@dataclass(frozen=True)
class Quoted:
    """A line to be: minutes of a level in a band, at a rate per hour or (none) the one that C-15 finds; or a price."""

    description: str
    level: int | None = None
    minutes: int | None = None
    rate: Decimal | None = None
    band: str = "business"
    price: Decimal | None = None


def fill(version, quote, lines, at):
    """Check the terms, copy to the lines what prices them, and add up."""
    _check(version, quote)
    version.tax_percent = tax_percent(version, quote, at)
    version.save()
    version.lines.all().delete()
    rows = [priced_line(version, quote, place, said, at) for place, said in enumerate(lines, 1)]
    QuoteLine.objects.bulk_create(rows)
    add_up(version, quote)
    version.save()


def _check(version, quote):
    known = {"pricing": PRICINGS, "billing": BILLINGS, "starts_when": STARTS, "tax_category": CATEGORIES}
    for name, values in known.items():
        if getattr(version, name) not in values:
            raise QuoteRefused(_("That choice is unknown."), field=name)
    if not version.title.strip():
        raise QuoteRefused(_("Give it a title."), field="title")
    if not 1 <= version.valid_days <= LONGEST_DAYS:
        raise QuoteRefused(_("A quote is valid for 1 to %(most)s days.") % {"most": LONGEST_DAYS}, field="valid_days")
    if not 0 <= version.contingency_percent <= 100:
        raise QuoteRefused(_("The contingency is between 0 and 100 percent."), field="contingency_percent")
    limit = version.not_to_exceed
    if limit is not None and (limit <= 0 or not money.is_whole(limit, quote.currency)):
        raise QuoteRefused(_("Give an amount above nothing, in the digits of the currency."), field="not_to_exceed")


def priced_line(version, quote, place, said: Quoted, at) -> QuoteLine:
    """A line with what prices it copied, not stored; refuses, by its place, one that means nothing."""
    row = QuoteLine(tenant_id=quote.tenant_id, version=version, client_id=quote.client_id, position=place)
    row.description = said.description[:300]
    if said.price is not None:
        if said.price < 0 or not money.is_whole(said.price, quote.currency):
            raise QuoteRefused(
                _("Line %(line)s: give a price of nothing or more, in the digits of the currency.") % {"line": place}
            )
        row.net = money.rounded(said.price, quote.currency)
        return row
    if not said.minutes or not 0 < said.minutes <= LARGEST_MINUTES:
        raise QuoteRefused(_("Line %(line)s: give hours above nothing, or a price.") % {"line": place})
    if said.band not in BANDS or said.level is None:
        raise QuoteRefused(_("Line %(line)s: choose a level and the hours it is worked in.") % {"line": place})
    row.level, row.band, row.minutes = said.level, said.band, said.minutes
    row.rate = said.rate if said.rate is not None else rate_found(quote, said.level, said.band, at)
    if row.rate is None:
        raise QuoteRefused(
            _("Line %(line)s: no rate is entered for level %(level)s. Type one.") % {"line": place, "level": said.level}
        )
    if row.rate < 0:
        raise QuoteRefused(_("Line %(line)s: a rate cannot be below nothing.") % {"line": place})
    row.net = work_amount(row.minutes, row.rate, quote.currency)
    return row


def rate_found(quote, level, band, at):
    """The rate per hour of C-15 on the day; none where nobody entered one."""
    on = day_of(at, quote.time_zone)
    cards = cards_for(
        tenant_id=quote.tenant_id, currency=quote.currency, client_id=quote.client_id, contract=quote.contract, line=None
    )
    terms = version_on(quote.contract, on).agreed if quote.contract else Terms()
    return rates_by_band(cards, level, on, terms.time.multipliers).get(band)


def tax_percent(version, quote, at, *, must_be_known=False):
    """The percentage valid today at the entity's seat; nothing where nobody entered one, unless it must be known (C-69)."""
    entity = default_entity(quote.tenant_id)
    found = percent_on(entity, version.tax_category, local_day(entity, at)) if entity else None
    if found is None and must_be_known and version.tax_category in amounts.TAXED:
        raise QuoteRefused(_("Say first who invoices and at what tax: enter the legal entity and its rates in the settings."))
    return found or money.ZERO


def add_up(version, quote):
    """The sums of a version from its stored lines (C-20)."""
    nets = [line.net for line in version.lines.all()]
    sums = totals_of(nets, version.contingency_percent, version.tax_category, version.tax_percent, quote.currency)
    version.contingency, version.net, version.tax, version.total = sums.contingency, sums.net, sums.tax, sums.total
