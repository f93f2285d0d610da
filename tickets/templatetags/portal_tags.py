"""How promises read to a client.

{{ target|length_in_words }} {{ kind_of_hours|counted_in }} {{ bytes|filesizeformat }} {{ event|told }}
{{ metric|promised }} {{ metric|kept }} {{ metric|every_stretch }}
"""

from datetime import date, datetime

from django import template
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, gettext_noop

from common.marks import SEVERITIES
from slas import summaries
from slas.terms import Unit
from tickets.transitions import WAITING_APPROVAL, WAITING_THIRD_PARTY

register = template.Library()

# Metrics in the client's words: the promise, what happened once it was kept, and its ledger.
PROMISES = {
    "first_response": (gettext_lazy("First answer"), gettext_lazy("Answered"), gettext_lazy("Every stretch of the first answer")),
    "next_response": (gettext_lazy("Next answer"), gettext_lazy("Answered"), gettext_lazy("Every stretch of the next answer")),
    "update_cadence": (gettext_lazy("Next update"), gettext_lazy("Told"), gettext_lazy("Every stretch of the next update")),
    "workaround": (gettext_lazy("A way round it"), gettext_lazy("Done"), gettext_lazy("Every stretch of the way round it")),
    "hotfix": (gettext_lazy("Fix of the defect"), gettext_lazy("Done"), gettext_lazy("Every stretch of the fix")),
    "resolution": (gettext_lazy("Resolution"), gettext_lazy("Resolved"), gettext_lazy("Every stretch of the resolution")),
}

ALWAYS = "24/7"


@register.filter
def promised(metric):
    """What a metric promises the client: `First answer`."""
    return PROMISES[metric][0]


@register.filter
def kept(metric):
    """What had happened once it stopped: `Answered`."""
    return PROMISES[metric][1]


@register.filter
def every_stretch(metric):
    """The words of the link to its ledger."""
    return PROMISES[metric][2]


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
        "waiting": _waits_for(event.facts),
        "wait_ended": "" if event.facts.get("vendor") == "provider" else _("Our clocks run again"),
        "resolved": _("Taken as resolved, because we had no answer from you. Write, and it opens again.")
        if event.facts.get("unanswered")
        else _("%(who)s marked this as resolved") % {"who": who}
        if who
        else _("Marked as resolved"),
        "reopened": _("%(who)s opened this again") % {"who": who} if who else _("Opened again"),
        "closed": _("Closed"),
        "cancelled": _goes_on(event.facts),
        "hold_opened": _held(event.facts, _HELD),
        "hold_closed": _held(event.facts, _HELD_NO_LONGER),
        "workaround_delivered": _("There is a way round it"),
        "defect_confirmed": _("We confirmed that it is a defect"),
        "deployed": _("The fix is deployed to %(environment)s") % {"environment": event.facts.get("environment_name", "")},
        "merged_in": _("Ticket #%(number)s was merged into this one") % {"number": event.facts.get("number", "")},
        "split_off": _("Part of this goes on in ticket #%(number)s") % {"number": event.facts.get("number", "")},
        "date_agreed": _agreed(event.facts),
        "severity_changed": _("Severity changed to %(severity)s") % {"severity": severity},
        "type_changed": _("Sorted as another kind of request"),
    }
    return sentences.get(event.kind, "")


_HELD = {
    "suspended": gettext_noop("Our service is suspended. Our clocks stand still until then."),
    "consent": gettext_noop("Waiting for your consent. Our clocks stand still until then."),
    "deploy_slot": gettext_noop("Waiting for your time to deploy the fix. Its clock stands still until then."),
}
_HELD_NO_LONGER = {
    "suspended": gettext_noop("Our service is resumed; our clocks run again"),
    "consent": gettext_noop("Our clocks run again"),
    "deploy_slot": gettext_noop("The clock of the fix runs again"),
}


def _held(facts, words):
    return _(words[facts["hold"]]) if facts.get("hold") in words else ""


def _goes_on(facts):
    if facts.get("merged_into"):
        return _("Goes on in ticket #%(number)s") % {"number": facts["number"]}
    return _("Closed without further work")


def _agreed(facts):
    if not facts.get("on"):
        return _("The agreed date holds no longer")
    return _("Agreed date: %(day)s") % {"day": date_format(date.fromisoformat(facts["on"]), _("D j M Y"))}


def _waits_for(facts):
    """Why work stands still; a supplier of the provider is the provider's affair, and no clock minds (S-20)."""
    if facts.get("until"):
        when = date_format(timezone.localtime(datetime.fromisoformat(facts["until"])), _("D j M Y, H:i"))
        return _("Scheduled for %(time)s. Our clocks stand still until then.") % {"time": when}
    if facts.get("wait") == WAITING_THIRD_PARTY:
        return _("Waiting for a vendor of yours. Our clocks stand still until then.") if facts.get("vendor") == "client" else ""
    if facts.get("wait") == WAITING_APPROVAL:
        return _("Waiting for your approval. Our clocks stand still until then.")
    return _("Waiting for your answer. Our clocks stand still until then.")


@register.filter
def told_icon(event):
    """The symbol beside what an event says."""
    icons = {
        "waiting": "pause",
        "wait_ended": "play",
        "resolved": "check",
        "reopened": "refresh",
        "closed": "lock",
        "severity_changed": "flag",
    }
    return icons.get(event.kind, "info")
