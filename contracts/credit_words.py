"""Service credits of an agreement in plain words, the same on the desk and in the portal (C-72)."""

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contracts.terms import Credits


def credits_in_words(credits: Credits) -> list[str]:
    """A sentence for each figure that earns credits, then the cap and how they come; nothing where none are promised."""
    named = (
        (_("Availability"), credits.availability),
        (_("First responses in time"), credits.response),
        (_("Resolutions in time"), credits.resolution),
    )
    said = [f"{name}: {_tiers(tiers)}" for name, tiers in named if tiers]
    if said:
        said.append(_("at most %(percent)s %% of the month’s fee") % {"percent": _plain(credits.cap_percent)})
    if said and not credits.is_automatic:
        days = ngettext("to be claimed within %(count)s day", "to be claimed within %(count)s days", credits.claim_days)
        said.append(days % {"count": credits.claim_days})
    return said


def _tiers(tiers):
    """`10 % below 99 %, 5 % below 99.9 %`: the worst first; what is credited nothing is left out."""
    ordered = sorted(tiers, reverse=True)
    below = [(percent, better[0]) for better, (_least, percent) in zip(ordered, ordered[1:], strict=False) if percent]
    parts = [
        _("%(percent)s %% below %(figure)s %%") % {"percent": _plain(percent), "figure": _plain(figure)}
        for percent, figure in reversed(below)
    ]
    best, percent = ordered[0]
    if percent:
        parts.append(_("%(percent)s %% from %(figure)s %% on") % {"percent": _plain(percent), "figure": _plain(best)})
    return ", ".join(parts) or _("none")


def _plain(number):
    return number_format(f"{number.normalize():f}")
