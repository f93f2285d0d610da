"""Tags of pages about contracts.

{% contract_state state %} {% movement_badge movement %} {% line_words terms currency %} {{ minutes|hours }}
{{ minutes|signed_hours }} {{ tickets|signed_tickets }} {{ charge|charge_words }}
"""

from django import template
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contracts.charge_words import charge_in_words
from contracts.models.ledger import ABSORB, BORROW, CHARGE, DRAW, HOLD, OVERAGE, REVERSE
from contracts.words import STATES, line_in_words, span_of

register = template.Library()
TONES = {DRAW: "ok", BORROW: "warn", ABSORB: "warn", OVERAGE: "info", CHARGE: "info", HOLD: "danger"}


@register.simple_tag
def contract_state(state):
    """The state as a badge."""
    words, tone = STATES[str(state)]
    return format_html('<span class="badge" data-tone="{}">{}</span>', tone, words) if tone else _plain(words)


@register.simple_tag
def movement_badge(movement):
    """What a movement of the ledger was, as a badge; the end of a hold is told by its name."""
    if movement.kind == REVERSE and movement.reverses is not None and movement.reverses.kind == HOLD:
        return format_html('<span class="badge">{}</span>', _("Released"))
    words, tone = movement.get_kind_display(), TONES.get(movement.kind)
    if tone:
        return format_html('<span class="badge" data-tone="{}">{}</span>', tone, words)
    return format_html('<span class="badge" data-variant="outline">{}</span>', words)


@register.simple_tag
def line_words(terms, currency):
    """What a line is in one phrase, such as `36h 00m a month for £3,060.00`."""
    return line_in_words(terms, currency)


register.filter("charge_words", charge_in_words)


@register.filter
def hours(minutes):
    """`12h 30m`."""
    return span_of(minutes)


@register.filter
def signed_hours(minutes):
    """`+4h 00m` or `−45m`."""
    return f"+{span_of(minutes)}" if minutes > 0 else span_of(minutes)


@register.filter
def signed_tickets(count):
    """`+30 tickets` or `−1 ticket`."""
    signed = f"+{count}" if count > 0 else f"−{-count}" if count else "0"
    return ngettext("%(signed)s ticket", "%(signed)s tickets", abs(count)) % {"signed": signed}


def _plain(words):
    return format_html('<span class="badge">{}</span>', words)
