"""Marks of the tier editor: what a cell said before, and a sample ticket's life in words."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from slas.models import HOURS_KINDS, METRICS
from slas.summaries import short_length

register = template.Library()


@register.simple_tag
def was_mark(was, cell, swap=False):
    """`was 6 h` where a cell differs from the newest version; always there, so that htmx can fill it."""
    before = (was or {}).get(cell, "")
    words = _("was %(before)s") % {"before": before} if before else ""
    return format_html('<span class="was" id="was-{}"{}>{}</span>', cell, mark_safe(' hx-swap-oob="true"') if swap else "", words)


@register.filter
def length_of(target):
    """The length of a promise as short as a list wants it."""
    return short_length(target.amount, target.unit)


@register.filter
def metric_name(metric):
    """What a metric is called."""
    return METRICS.get(metric, metric)


@register.filter
def hours_name(kind):
    """What a kind of hours is called."""
    return HOURS_KINDS.get(kind, kind)
