"""How promises read to a client.

{{ target|length_in_words }} {{ kind_of_hours|counted_in }} {{ bytes|filesizeformat }} {{ event|told }}
"""

from django import template
from django.utils.translation import gettext as _

from common.marks import SEVERITIES
from slas import summaries
from slas.terms import Unit

register = template.Library()

ALWAYS = "24/7"


@register.filter
def length_in_words(target):
    """The length that a target or a promise gives: `30 minutes`, `4 hours`, `2 business days`."""
    if target.unit == Unit.MINUTES and target.amount % 60 == 0:
        return summaries.length_in_words(target.amount // 60, Unit.HOURS)
    return summaries.length_in_words(target.amount, target.unit)


@register.filter
def counted_in(kind_of_hours):
    """On which hours a promise counts, from a kind such as `8/5`."""
    if kind_of_hours == ALWAYS:
        return _("around the clock")
    return _("in support hours (%(kind)s)") % {"kind": kind_of_hours}


@register.filter
def told(event):
    """What an event between messages says to the client."""
    who = event.by.name if event.by else ""
    severity = _(SEVERITIES.get(event.facts.get("severity"), ""))
    sentences = {
        "waiting": _("Waiting for your answer. Our clocks stand still until then."),
        "resolved": _("%(who)s marked this as resolved") % {"who": who} if who else _("Marked as resolved"),
        "reopened": _("%(who)s opened this again") % {"who": who} if who else _("Opened again"),
        "closed": _("Closed"),
        "cancelled": _("Closed without further work"),
        "severity_changed": _("Severity changed to %(severity)s") % {"severity": severity},
        "type_changed": _("Sorted as another kind of request"),
    }
    return sentences.get(event.kind, "")


@register.filter
def told_icon(event):
    """The symbol beside what an event says."""
    icons = {"waiting": "pause", "resolved": "check", "reopened": "refresh", "closed": "lock", "severity_changed": "flag"}
    return icons.get(event.kind, "info")
