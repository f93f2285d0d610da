"""Tags and filters of the interface; a builtin of every template, so no page loads it.

{% icon "plus" %} {% icon "alert" size="lg" tone="danger" %}
{% severity_mark ticket.severity %} {% severity_mark ticket.severity compact=True %}
{% status_badge ticket.status %} {% status_badge ticket.status for_client=True label="Scheduled for Mon 09:00" %}
{% level_badge 2 %} {% avatar person_name size="xs" decorative=True %}
{% sla_chip "running" due_at=clock.due_at started_at=clock.running_since warn=75 label="Ticket 4821" %}
{% sla_chip "paused" text="2h 40m left" %} {% sla_chip "met" text="Met in 18m" %} {% sla_chip "none" text="No target" %}
{% form_errors form %} {% field form.subject %} {% field form.body hint="Steps, times and numbers help" optional=False %}
{% local_time event.at member.zone %} {% local_time event.at style="full" %} {% zone_name %}
{{ seconds|span }} {{ seconds|time_left }} {{ minutes|minutes_span }} {{ message.body|md }} {{ message.level_tag|tone }}
{{ amount|money:currency }} {{ figure|as_percent }}
"""

from datetime import UTC
from decimal import Decimal
from functools import lru_cache
from zoneinfo import ZoneInfo

from django import template
from django.utils import dateformat, timezone
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from common import durations, form_fields, markdown, marks, money, wallclock

register = template.Library()

register.simple_tag(marks.icon)
register.simple_tag(marks.severity_mark)
register.simple_tag(marks.status_badge)
register.simple_tag(marks.level_badge)
register.simple_tag(marks.avatar)
register.simple_tag(form_fields.field)
register.simple_tag(form_fields.form_errors)
register.filter("span", durations.span)
register.filter("over", durations.over)
register.filter("time_left", durations.time_left)
register.filter("md", markdown.render, is_safe=True)
register.filter("money", money.in_words)

# style: (same day as now, within six days, same year, any other)
STYLES = {
    "short": ("H:i", "D H:i", gettext_lazy("j M H:i"), gettext_lazy("j M Y H:i")),
    "date": (gettext_lazy("j M Y"),) * 4,
    "time": ("H:i",) * 4,
    "full": (gettext_lazy("D j M Y, H:i"),) * 4,
}
FULL = gettext_lazy("l j F Y, H:i")


@register.simple_tag(takes_context=True)
def sla_chip(context, state, **more):
    """The chip of one deadline, as of the page's own `wallclock` unless another is given."""
    more.setdefault("now", context.get("wallclock") or wallclock.now())
    return marks.sla_chip(state, **more)


@register.filter
def minutes_span(minutes):
    """A target in minutes as `30m`, `8h 00m` or `5d`."""
    return durations.span(minutes * durations.MINUTE)


@register.filter
def as_percent(figure):
    """A figure in percent without the zeros that only the column adds: `85.7 %`, or with the reader's comma."""
    return f"{number_format(f'{Decimal(figure).normalize():f}')}\u00a0%"


@register.filter
def tone(level_tag):
    """The tone of a Django message."""
    return marks.MESSAGE_TONES.get(level_tag, "neutral")


@register.simple_tag(takes_context=True)
def local_time(context, at, zone=None, style="short"):
    """An instant on the reader's wall (`zone`: name or ZoneInfo, else the active zone), in full with its zone as the tooltip."""
    if at is None:
        return ""
    zone = ZoneInfo(zone) if isinstance(zone, str) and zone else zone or timezone.get_current_timezone()
    there, today = at.astimezone(zone), (context.get("wallclock") or wallclock.now()).astimezone(zone)
    days = abs((there.date() - today.date()).days)
    step = 0 if days == 0 else 1 if days < 7 else 2 if there.year == today.year else 3
    return _time_element(there, str(zone), style, step, get_language())


@register.simple_tag
def zone_name():
    """The reader's zone as a place, for pages whose short times do not name it: `London`."""
    return _place(str(timezone.get_current_timezone()))


def _place(zone):
    return zone.rsplit("/", 1)[-1].replace("_", " ")


@lru_cache(maxsize=4096)  # a polled list shows the same instants again and again
def _time_element(there, zone, style, step, language):
    place = _place(zone)
    shown = dateformat.format(there, str(STYLES[style][step]))
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        there.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        _("%(when)s (%(place)s)") % {"when": dateformat.format(there, str(FULL)), "place": place},
        f"{shown} {place}" if style == "full" else shown,
    )
