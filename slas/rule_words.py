"""An escalation rule as people read it: when it fires, for which tickets, and what it does."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.permissions import STAFF_ROLES
from slas.models import HOURS_KINDS, METRICS, SEVERITIES
from slas.rules import (
    A_ROLE,
    ANY_HOURS,
    BEFORE,
    CLOCKS_HOURS,
    EVERY_METRIC,
    NOTIFY,
    RAISE_LEVEL,
    RAISE_SEVERITY,
    TO_QUEUE,
    EscalationRule,
)  # fmt: skip
from slas.summaries import short_length

FULL = 100  # percent: the due instant itself
WHO_NAMES = {
    "assignee": gettext_lazy("the assignee"),
    "level": gettext_lazy("the level"),
    "leads": gettext_lazy("leads"),
    "account_managers": gettext_lazy("account managers"),
    "client_managers": gettext_lazy("the client's managers"),
    "webhook": gettext_lazy("a webhook"),
}
HOURS_NAMES = {ANY_HOURS: gettext_lazy("At any hour"), CLOCKS_HOURS: gettext_lazy("In the hours of the promise"), **HOURS_KINDS}


def described(rule, members=None):
    """A stored rule as a line of a list: `when` (75 %, −30 min), `tone`, `name`, `about` and `does`, both in words."""
    rule = EscalationRule.from_json(rule)
    about = [_("Every promise") if rule.metric == EVERY_METRIC else str(METRICS[rule.metric])]
    about += [", ".join(str(SEVERITIES[severity]) for severity in rule.severities)] if rule.severities else []
    about += [str(HOURS_NAMES[rule.hours])] if rule.hours != CLOCKS_HOURS else []
    return {
        "key": rule.key,
        "name": rule.name,
        "when": _when(rule),
        "tone": _tone(rule),
        "about": " · ".join(about),
        "does": "; ".join(_does(step, members or {}) for step in rule.actions),
    }


def who_names():
    """Everybody who can be told, by code."""
    return WHO_NAMES | {f"{A_ROLE}{role}": _("all with the role %(role)s") % {"role": name} for role, name in STAFF_ROLES.items()}


def _when(rule):
    if rule.percent is not None:
        return f"{rule.percent} %"
    return f"{'−' if rule.side == BEFORE else '+'}{short_length(rule.minutes or 0, 'minutes')}"


def _tone(rule):
    if rule.percent is None:
        return "warn" if rule.side == BEFORE else "danger"
    return "danger" if rule.percent >= FULL else "warn" if rule.percent > FULL // 2 else "neutral"


def _does(step, members):
    if step.do == NOTIFY:
        return _("tell %(who)s") % {"who": who_names().get(step.who, step.who)}
    if step.do == RAISE_LEVEL:
        return _("raise it to L%(level)s") % {"level": step.to} if step.to else _("raise it by a level")
    if step.do == TO_QUEUE:
        return _("give it back to the level's queue")
    if step.do == RAISE_SEVERITY:
        return _("move it up in the queue")
    return _("%(name)s watches it") % {"name": members.get(step.member, _("a colleague"))}
