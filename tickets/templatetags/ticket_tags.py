"""How tickets look on the desk: rows of the queue as one string each, because fifty templates within a template cost
more than all the rest of the page."""

from datetime import timedelta
from functools import cache

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from common.durations import span
from common.marks import avatar, icon, level_badge, severity_mark, sla_chip, status_badge
from slas.models import METRICS
from tickets.ranking import WEIGHT_MINUTES
from tickets.words import chip_of

register = template.Library()

# Rows come in order of their rank, the deadline less what severity weighs; the titles say when it is a ticket's turn, not when it
# is due, and the note says how the two differ.
HEADINGS = (
    ("now", lambda: _("Work on these now"), lambda: _weights()),
    ("hour", lambda: _("Start within the hour"), lambda: ""),
    ("today", lambda: _("Start later today"), lambda: ""),
    ("tomorrow", lambda: _("Start tomorrow"), lambda: ""),
    ("later", lambda: _("Can wait"), lambda: _("due later, or without a running deadline")),
)
GROUP = '<tr class="group"><th colspan="5" scope="rowgroup"><span{tone}>{title}</span>{note}</th></tr>'
ROW = """<tr id="t{id}" data-href="{url}">
<td class="col-sla">{chip}</td>
<td class="col-metric muted xs">{metric}</td>
<td class="col-sev">{severity}</td>
<td class="col-title"><div class="title"><span class="id">{number}</span><a href="{url}" title="{title}">{title}</a></div>
<div class="row-meta">{severity}<span>{client}</span>{level}<span>{assignee}</span></div></td>
<td class="col-client"><span class="client">{client_mark}<span>{client} <span class="subtle xs">{tier}</span></span></span></td>
<td class="col-level">{level}</td>
<td class="col-status">{status}</td>
<td class="col-owner">{owner}</td>
<td class="col-updated end subtle xs">{updated}</td>
</tr>"""


@register.simple_tag(takes_context=True)
def queue_rows(context, rows, grouped=True):
    """The bodies of the queue's table, one for each stretch of time by which the tickets have their turn."""
    now, member = context["wallclock"], context["member"]
    address = reverse("desk:ticket", args=[member.tenant.slug, "00000000-0000-0000-0000-000000000000"])
    before, after = address.split("00000000-0000-0000-0000-000000000000")
    heading_at, marks, parts, open_heading = _headings(now), Marks(), [], None
    for row in rows:
        heading = heading_at(row.rank_at) if grouped else "all"
        if heading != open_heading:
            parts.append(("</tbody>" if open_heading else "") + "<tbody>" + (_group(heading) if grouped else ""))
            open_heading = heading
        parts.append(_row(row, f"{before}{row.id}{after}", now, marks))
    return mark_safe("".join(parts) + ("</tbody>" if open_heading else ""))


@register.simple_tag
def choices(name, label, offered, chosen, everything):
    """A select of the filters: `everything` is its first line, which narrows nothing."""
    options = [f'<option value="">{escape(everything)}</option>']
    for value, words in offered:
        marked = " selected" if value == chosen else ""
        options.append(f'<option value="{escape(value)}"{marked}>{escape(words)}</option>')
    return mark_safe(f'<select class="input" name="{escape(name)}" aria-label="{escape(label)}">{"".join(options)}</select>')


class Marks:
    """The marks of one list, each drawn once: fifty rows share a few severities, states, clients and people."""

    def __init__(self):
        self.severity = cache(lambda code: severity_mark(code, compact=True))
        self.level, self.status = cache(level_badge), cache(status_badge)
        self.client = cache(lambda name: avatar(name, size="xs", shape="square", decorative=True))
        self.words = cache(escape)
        self.metric = cache(lambda metric: escape(METRICS[metric]))
        self.label = _("Ticket %(number)s")
        self.unassigned = escape(_("Unassigned"))
        nobody = _nobody(self.unassigned)
        self.owner = cache(lambda name: avatar(name) if name else nobody)


def _row(row, url, now, marks):
    clock = row.clock
    return ROW.format(
        id=row.id,
        url=url,
        chip=sla_chip(now=now, label=marks.label % {"number": row.number}, **chip_of(clock, now)),
        metric=marks.metric(clock.metric) if clock else "",
        severity=marks.severity(row.severity),
        number=row.number,
        title=escape(row.title),
        client_mark=marks.client(row.client_name),
        client=marks.words(row.client_name),
        tier=marks.words(row.tier_name),
        level=marks.level(row.level_number, row.level_name),
        status=marks.status(row.status),
        owner=marks.owner(row.assignee_name),
        assignee=marks.words(row.assignee_name) if row.assignee_name else marks.unassigned,
        updated=_ago(row.updated_at, now),
    )


def _nobody(word):
    return f'<span class="avatar-empty" role="img" aria-label="{word}" title="{word}">{icon("user", "sm")}</span>'


def _ago(at, now):
    seconds = max(0, (now - at).total_seconds())
    return f'<time datetime="{at.isoformat()}">{span(seconds) if seconds < 86_400 else f"{int(seconds // 86_400)}d"}</time>'


def _group(heading):
    title, note = next((title(), note()) for key, title, note in HEADINGS if key == heading)
    return GROUP.format(
        tone=' class="delta" data-tone="danger"' if heading == "now" else "",
        title=escape(title),
        note=f'<span class="group-note">{escape(note)}</span>' if note else "",
    )


def _weights():
    hours = {severity: minutes // 60 for severity, minutes in WEIGHT_MINUTES.items()}
    return _("by deadline, less %(critical)d h for critical and %(major)d h for major") % hours


def _headings(now):
    """The heading for an instant of the queue's order, by the reader's calendar."""
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    bounds = (now, now + timedelta(hours=1), midnight + timedelta(days=1), midnight + timedelta(days=2))

    def heading(at):
        return next((key for bound, (key, _title, _note) in zip(bounds, HEADINGS, strict=False) if at <= bound), "later")

    return heading
