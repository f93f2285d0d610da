"""What one version of a tier promises that another does not, in words; plain values, no database."""

from __future__ import annotations

from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from slas.models import HOURS_KINDS, METRICS, SEVERITIES
from slas.summaries import short_length

PAUSE_NAMES = {
    "waiting_client": gettext_lazy("Waiting on client"),
    "waiting_approval": gettext_lazy("Quote is waiting for approval"),
    "clients_vendor": gettext_lazy("Waiting on the client's vendor"),
    "scheduled": gettext_lazy("Agreed maintenance window"),
    "consent": gettext_lazy("Consent to the cost is awaited"),
    "deploy_slot": gettext_lazy("A hotfix is ready and waits for the client's hour"),
    "critical_updates": gettext_lazy("Updates of critical tickets pause for these reasons, too"),
}
HOTFIX_NAMES = {"received": gettext_lazy("receipt"), "confirmed": gettext_lazy("confirmation of the defect")}


class Difference(NamedTuple):
    """One thing that changed: `subject` from `before` to `after` (words); `cell` is its field in the editor."""

    subject: str
    before: str
    after: str
    cell: str = ""


def differences(before, after, types=None, calendars=None) -> list[Difference]:
    """From one content to another (`slas.contents`); `types` and `calendars` name what the contents call by id."""
    return [
        *_hours(before, after),
        *_targets(before, after, types or {}, calendars or {}),
        *_warnings(before, after),
        *_rules(before.get("rules") or [], after.get("rules") or []),
        *_pauses(before, after),
        *_hotfix(before, after),
    ]


def _hours(before, after):
    for severity, name in SEVERITIES.items():
        old, new = before["hours"][severity], after["hours"][severity]
        if old != new:
            subject = _("%(severity)s hours") % {"severity": name}
            yield Difference(subject, str(HOURS_KINDS[old]), str(HOURS_KINDS[new]), f"hours_{severity}")


def _targets(before, after, types, calendars):
    old, new = ({_key(target): target for target in content["targets"]} for content in (before, after))
    for severity, severity_name in SEVERITIES.items():
        for metric, metric_name in METRICS.items():
            kinds = sorted({key[2] for key in old.keys() | new.keys() if key[:2] == (metric, severity)})
            for kind in kinds:
                was, is_now = (_promise(found.get((metric, severity, kind)), calendars) for found in (old, new))
                if was != is_now:
                    subject = f"{severity_name} {str(metric_name).lower()}"
                    if kind:
                        subject = _("%(target)s for %(type)s") % {"target": subject, "type": types.get(kind, kind)}
                    yield Difference(subject, was, is_now, "" if kind else f"{metric}_{severity}")


def _key(target):
    return target["metric"], target["severity"], str(target.get("ticket_type") or "")


def _promise(target, calendars):
    if target is None:
        return _("no target")
    words = short_length(target["amount"], target["unit"])
    if target.get("calendar"):
        words = _("%(length)s on %(calendar)s") % {
            "length": words,
            "calendar": calendars.get(str(target["calendar"]), _("its own calendar")),
        }
    return _("%(length)s, where taken") % {"length": words} if target.get("is_option") else words


def _warnings(before, after):
    old, new = (", ".join(f"{percent} %" for percent in content["warnings"]) for content in (before, after))
    if old != new:
        yield Difference(_("Warnings"), old or _("none"), new or _("none"), "warnings")


def _rules(before, after):
    old, new = ({rule["key"]: rule for rule in rules} for rules in (before, after))
    for key in [*new, *(key for key in old if key not in new)]:
        was, is_now = old.get(key), new.get(key)
        if was != is_now:
            subject = _("Rule “%(name)s”") % {"name": (is_now or was).get("name", "")}
            words = {(False, True): (_("none"), _("added")), (True, False): (_("there"), _("removed"))}
            yield Difference(subject, *words.get((was is not None, is_now is not None), (_("as it was"), _("changed"))))


def _pauses(before, after):
    for reason, name in PAUSE_NAMES.items():
        was, is_now = (reason in content["pauses"] for content in (before, after))
        if was != is_now:
            words = {True: _("the clock pauses"), False: _("the clock runs")}
            yield Difference(str(name), words[was], words[is_now], "pauses")


def _hotfix(before, after):
    was, is_now = before["hotfix_from"], after["hotfix_from"]
    if was != is_now:
        yield Difference(_("Hotfix counts from"), str(HOTFIX_NAMES[was]), str(HOTFIX_NAMES[is_now]), "hotfix_from")
