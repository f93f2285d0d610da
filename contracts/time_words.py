"""How time is counted under an agreement, in plain words, the same on the desk and in the portal (C-10, C-16 to C-19, C-32)."""

from collections.abc import Iterator
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from contracts.bands import BANDS, BUSINESS
from contracts.models import BAND_NAMES
from contracts.pots import BUCKETS_FIRST
from contracts.terms import Hours, Terms

TOGETHER = {
    "ticket_day": gettext_lazy("of a ticket, day and level together"),
    "ticket": gettext_lazy("of a ticket and level together"),
    "entry": gettext_lazy("of each entry by itself"),
}


def time_in_words(terms: Terms) -> list[str]:
    """How time is rounded, what each kind of hours costs, and what else is agreed about it, a phrase each."""
    rules = terms.time
    minutes = ngettext("%(count)s minute", "%(count)s minutes", rules.increment_minutes) % {"count": rules.increment_minutes}
    said = [_("not rounded")]
    if rules.rounding in TOGETHER:
        how = {"minutes": minutes, "together": TOGETHER[rules.rounding]}
        said = [_("rounded up to full %(minutes)s, the time %(together)s") % how]
    said += [words for band in BANDS if (words := _band(rules, band))]
    if rules.counts_on == "approval":
        said.append(_("counts once it is approved"))
    if terms.pot_order == BUCKETS_FIRST:
        said.append(_("buckets are used first"))
    return said


def draw_in_words(hours: Hours, teams: dict[int, str]) -> Iterator[tuple[str, str]]:
    """How an allowance is drawn and when it can be used, where that is not as usual, as pairs of a name and words."""
    if hours.draw == "weighted":
        levels = [
            _("%(team)s × %(times)s") % {"team": teams.get(level, f"L{level}"), "times": _plain(factor)}
            for level, factor in sorted(hours.level_factors.items())
        ]
        yield _("A minute of work takes"), ", ".join([_("more outside business hours"), *levels])
    if hours.usable_on == "payment":
        yield _("Usable"), _("once the fee is paid")
    if hours.overage_rate is not None and hours.is_overage_all_inclusive:
        yield _("Rate over hours"), _("the same at all hours")


def _band(rules, band):
    """`Weekend × 2, at least 60 minutes`; nothing of business hours at the usual rate."""
    factor, least = rules.multipliers[band], rules.minimums.get(band, 0)
    parts = [f"{BAND_NAMES[band]} × {_plain(factor)}"] if factor != 1 or band != BUSINESS else []
    if least:
        parts = parts or [str(BAND_NAMES[band])]
        parts.append(ngettext("at least %(count)s minute", "at least %(count)s minutes", least) % {"count": least})
    return ", ".join(parts)


def _plain(number: Decimal) -> str:
    return number_format(f"{number.normalize():f}")
