"""What a rule must hold before a tier can be published with it; a refusal says in a sentence what cannot be."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from accounts.permissions import STAFF_ROLES
from slas.models import HOURS_KINDS, METRICS, SEVERITIES
from slas.rules import (
    A_ROLE,
    AFTER,
    ANY_HOURS,
    BEFORE,
    CLOCKS_HOURS,
    DEEDS,
    EVERY_METRIC,
    NOTIFY,
    RAISE_LEVEL,
    WATCH,
    WHO,
    EscalationRule,
)  # fmt: skip

MOST_PERCENT = 1000
MOST_MINUTES = 60 * 24 * 365
TOP_LEVEL, FIRST_LEVEL = 4, 1
LONGEST_NAME, LONGEST_KEY = 80, 36


class RuleRefused(ValueError):
    """A rule that cannot be: a sentence for a person, and which of the rules it is about, from 0."""

    def __init__(self, sentence: str, index: int) -> None:
        super().__init__(sentence)
        self.index = index


def check_rules(rules: Sequence[Mapping[str, Any]], *, members: Collection[str] | None = None) -> None:
    """Refuse, in a sentence, what a rule cannot be. `members` are the ids of staff who may be made watchers, if known."""
    keys: set[str] = set()
    for index, rule in enumerate(rules):
        wrong = _wrong_with(rule, members)
        if not wrong and str(rule["key"]) in keys:
            wrong = _("This rule is there twice. Copy it under a new name instead.")
        if wrong:
            raise RuleRefused(_("%(rule)s: %(wrong)s") % {"rule": _name_of(rule, index), "wrong": wrong}, index)
        keys.add(str(rule["key"]))
    _check_order([EscalationRule.from_json(rule) for rule in rules])


def _wrong_with(rule: Mapping[str, Any], members: Collection[str] | None) -> str:
    name, key = rule.get("name"), str(rule.get("key") or "")
    if not 0 < len(key) <= LONGEST_KEY or not isinstance(name, str) or not 0 < len(name.strip()) <= LONGEST_NAME:
        return _("give it a name of at most %(most)s characters.") % {"most": LONGEST_NAME}
    if rule.get("metric", EVERY_METRIC) not in (EVERY_METRIC, *METRICS):
        return _("“%(metric)s” is not measured.") % {"metric": rule["metric"]}
    if unknown := [severity for severity in rule.get("severities") or () if severity not in SEVERITIES]:
        return _("“%(severity)s” is not a severity.") % {"severity": unknown[0]}
    if rule.get("hours", CLOCKS_HOURS) not in (ANY_HOURS, CLOCKS_HOURS, *HOURS_KINDS):
        return _("“%(hours)s” are no hours that are known here.") % {"hours": rule["hours"]}
    return _wrong_instant(rule) or _wrong_steps(rule.get("actions") or (), members)


def _wrong_instant(rule: Mapping[str, Any]) -> str:
    percent, minutes = rule.get("percent"), rule.get("minutes")
    if (percent is None) == (minutes is None):
        return _("say at which percent of the target, or how many minutes before or after the due instant; one of the two.")
    if percent is not None:
        if not _is_number(percent) or not 1 <= percent <= MOST_PERCENT:
            words = {"most": MOST_PERCENT, "percent": percent}
            return _("a percent of the target lies between 1 and %(most)s; %(percent)s does not.") % words
        return ""
    if not _is_number(minutes) or minutes < 0:
        return _("minutes count from 0; say “before” or “after” instead of %(minutes)s.") % {"minutes": minutes}
    if minutes > MOST_MINUTES:
        return _("that is more than a year away from the due instant.")
    if rule.get("side", AFTER) not in (BEFORE, AFTER):
        return _("say whether it is before or after the due instant.")
    return ""


def _wrong_steps(steps: Sequence[Mapping[str, Any]], members: Collection[str] | None) -> str:
    if not steps:
        return _("it does nothing. Give it something to do.")
    for step in steps:
        if wrong := _wrong_step(step, members):
            return wrong
    return ""


def _wrong_step(step: Mapping[str, Any], members: Collection[str] | None) -> str:
    do, who, to = step.get("do"), str(step.get("who") or ""), step.get("to")
    if do not in DEEDS:
        return _("“%(do)s” is nothing that a rule can do.") % {"do": do}
    if do == NOTIFY and who.startswith(A_ROLE):
        role = who.removeprefix(A_ROLE)
        return "" if role in STAFF_ROLES else _("“%(role)s” is not a role.") % {"role": role}
    if do == NOTIFY and who not in WHO:
        return _("“%(who)s” is nobody who can be told.") % {"who": who}
    if do == RAISE_LEVEL and to is not None and (not _is_number(to) or to < FIRST_LEVEL):
        return _("“%(level)s” is not a level.") % {"level": to}
    if do == RAISE_LEVEL and to is not None and to > TOP_LEVEL:
        return _("there is no level above L%(top)s to raise it to.") % {"top": TOP_LEVEL}
    if do == WATCH and (not step.get("member") or (members is not None and str(step["member"]) not in members)):
        return _("choose a colleague who is to watch the ticket.")
    return ""


def _check_order(rules: Sequence[EscalationRule]) -> None:
    """Of the rules that meet on a clock, a later one must not raise the ticket to a lower level than an earlier one."""
    raising = [
        (rule.percent, step.to, index, rule)
        for index, rule in enumerate(rules)
        for step in rule.actions
        if step.do == RAISE_LEVEL and step.to and rule.percent is not None
    ]
    for percent, to, index, rule in raising:
        for earlier, before, _index, other in raising:
            if earlier < percent and to < before and _meet(rule, other):
                words = {
                    "rule": rule.name,
                    "to": to,
                    "percent": percent,
                    "other": other.name,
                    "before": before,
                    "earlier": earlier,
                }
                raise RuleRefused(
                    _(
                        "%(rule)s: it raises to L%(to)s at %(percent)s percent, but “%(other)s” has raised to L%(before)s"
                        " at %(earlier)s percent by then."
                    )
                    % words,
                    index,
                )


def _meet(one: EscalationRule, other: EscalationRule) -> bool:
    is_same_metric = EVERY_METRIC in (one.metric, other.metric) or one.metric == other.metric
    return is_same_metric and (not one.severities or not other.severities or bool({*one.severities} & {*other.severities}))


def _is_number(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _name_of(rule: Mapping[str, Any], index: int) -> str:
    name = rule.get("name")
    return name if isinstance(name, str) and name.strip() else _("Rule %(number)s") % {"number": index + 1}
