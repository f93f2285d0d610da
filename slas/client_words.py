"""What a tier promises, said to the client: the table, what does not count, and what happens when a promise is at risk.

Team names, never level numbers (decision 35); no percents, and no names of rules.
"""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from slas.models import SEVERITIES, SEVERITY_MEANINGS
from slas.rules import AFTER, NOTIFY, RAISE_LEVEL, RAISE_SEVERITY, TO_QUEUE, WATCH, WEBHOOK

METRICS = {
    "first_response": gettext_lazy("First answer"),
    "next_response": gettext_lazy("Next answer"),
    "update_cadence": gettext_lazy("Updates"),
    "workaround": gettext_lazy("A way round it"),
    "hotfix": gettext_lazy("Fix of a defect"),
    "resolution": gettext_lazy("Resolution"),
}
MEANINGS = {
    "first_response": gettext_lazy("A person answers you, counted from when your ticket reaches us."),
    "next_response": gettext_lazy("A person answers what you write after that, counted from the oldest without an answer."),
    "update_cadence": gettext_lazy("While the ticket is open we tell you where it stands, at least this often."),
    "workaround": gettext_lazy("You can go on working, if not as usual, counted from when your ticket reaches us."),
    "resolution": gettext_lazy("What you asked for is done, counted from when your ticket reaches us."),
}
FIX_FROM = {
    "received": gettext_lazy("A corrected version runs in your production, counted from when your ticket reaches us."),
    "confirmed": gettext_lazy("A corrected version runs in your production, counted from when we confirmed the defect."),
}
PAUSES = {
    "waiting_client": gettext_lazy("while we wait for your answer"),
    "waiting_approval": gettext_lazy("while a quote or a change waits for your approval"),
    "clients_vendor": gettext_lazy("while a supplier of yours has to act"),
    "scheduled": gettext_lazy("until the time that we agreed with you for the work"),
    "consent": gettext_lazy("while we wait for your consent to more hours than you bought"),
    "deploy_slot": gettext_lazy("for a fix: while it is ready and waits for your time to deploy it"),
}
ALWAYS_PAUSES = (gettext_lazy("while the service is suspended"), gettext_lazy("while no contract covers the ticket"))
TOLD = {
    "assignee": gettext_lazy("whoever has the ticket is told"),
    "level": gettext_lazy("everybody in its team is told"),
    "leads": gettext_lazy("the heads of our teams are told"),
    "account_managers": gettext_lazy("our account managers are told"),
    "client_managers": gettext_lazy("your managers are told"),
}
DEEDS = {
    TO_QUEUE: gettext_lazy("it is offered to the whole team"),
    RAISE_SEVERITY: gettext_lazy("it moves up in our queue"),
    WATCH: gettext_lazy("a colleague keeps an eye on it"),
}
MISSED_AT = 100  # percent of a target


def table_of(terms, severities, calendars):
    """The promises for every type of ticket: `metrics` (those that any row has) and `rows`, most severe first.

    Each row has code, name, meaning, `targets` (one or none for each metric) and `hours`, names of the calendars it counts in.
    """
    metrics = [metric for metric in METRICS if any(terms.targets.get((metric, each, None)) for each in severities)]
    rows = []
    for code in severities:
        targets = [terms.targets.get((metric, code, None)) for metric in metrics]
        used = dict.fromkeys(calendars.get(target.hours, "") for target in targets if target)
        words = {"name": SEVERITIES[code], "meaning": SEVERITY_MEANINGS[code]}
        rows.append({"code": code, **words, "targets": targets, "hours": ", ".join(filter(None, used))})
    return {"metrics": [{"name": METRICS[metric], "meaning": _meaning(metric, terms)} for metric in metrics], "rows": rows}


def _meaning(metric, terms):
    return FIX_FROM[terms.hotfix_from] if metric == "hotfix" else MEANINGS[metric]


def for_types(terms, severities, types):
    """What is promised otherwise for single types of ticket (`types`: code -> name): type, severity, metric and target."""
    lines = [
        {"type": types[code], "severity": SEVERITIES[severity], "metric": METRICS[metric], "target": target}
        for (metric, severity, code), target in terms.targets.items()
        if code in types and severity in severities
    ]
    return sorted(lines, key=lambda line: (line["type"], list(SEVERITIES.values()).index(line["severity"]), str(line["metric"])))


def pauses_of(terms):
    """When the time stands still, in words, each going on from "the time stands still"."""
    metrics = {metric for metric, _severity, _type in terms.targets}
    usual = [words for reason, words in PAUSES.items() if reason in terms.pauses.reasons]
    if "hotfix" not in metrics and PAUSES["deploy_slot"] in usual:
        usual.remove(PAUSES["deploy_slot"])
    return [*usual, *ALWAYS_PAUSES]


def keeps_posted(terms):
    """Whether updates on a critical ticket go on while we wait for the client."""
    return ("update_cadence", "critical", None) in terms.targets and not terms.pauses.critical_updates


def at_risk(terms, teams):
    """What happens before a promised time runs out, in sentences; `teams`: number of a level -> name of its team."""
    sentences = []
    if any(percent < MISSED_AT for percent in terms.warnings):
        sentences.append(_("Whoever has your ticket is warned in good time; if nobody has it yet, the team is."))
    return _unique([*sentences, *(_sentence(rule, teams) for rule in terms.rules if not _is_late(rule))])


def when_missed(terms, teams):
    """What happens once it has run out."""
    always = [
        _("Whoever has your ticket, the heads of our teams and our account managers are told at once."),
        _("It stays on record, with the moment at which the time ran out."),
    ]
    return _unique([*always, *(_sentence(rule, teams) for rule in terms.rules if _is_late(rule))])


def _is_late(rule):
    return rule.percent >= MISSED_AT if rule.percent is not None else rule.side == AFTER


def _sentence(rule, teams):
    deeds = [words for words in (_deed(step, teams) for step in rule.actions) if words]
    if not deeds:
        return ""
    about = ", ".join(str(SEVERITIES[severity]) for severity in rule.severities) or _("Every severity")
    return _("%(severities)s: %(deeds)s.") % {"severities": about, "deeds": "; ".join(str(words) for words in deeds)}


def _deed(step, teams):
    if step.do == NOTIFY:
        return "" if step.who == WEBHOOK else TOLD.get(step.who, _("more of our people are told"))
    if step.do == RAISE_LEVEL:
        team = teams.get(step.to)
        return _("the ticket goes to the team %(team)s") % {"team": team} if team else _("the ticket goes to the next team")
    return DEEDS.get(step.do, "")


def _unique(sentences):
    return list(dict.fromkeys(filter(None, sentences)))
