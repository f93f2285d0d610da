"""What a tier's version must hold before it can be published (S-09, S-10); refusals name the field of the editor."""

from django.utils.translation import gettext as _

from slas.errors import TargetsRefused
from slas.metrics import KNOWN_PAUSES
from slas.models import HOTFIX_FROM, METRICS, SEVERITIES
from slas.presets import HOURS_PRESETS
from slas.rule_checks import RuleRefused, check_rules
from slas.summaries import short_length

NEXT_DAY = "end_of_next_business_day"
MINUTES = {"minutes": 1, "hours": 60}
CUSTOM_DAY = 480  # minutes of a business day where no preset says otherwise
MOST_PERCENT = 100


def check_version(*, hours, targets, warnings, rules, pauses, hotfix_from):
    """Refuse, in a sentence, what cannot be promised."""
    check_targets(targets, hours)
    check_warnings(warnings)
    try:
        check_rules(rules)
    except RuleRefused as refusal:
        raise TargetsRefused(str(refusal), field=f"rules_{refusal.index}") from refusal
    unknown = set(pauses) - set(KNOWN_PAUSES)
    if unknown:
        raise TargetsRefused(_("“%(reason)s” is no reason to pause.") % {"reason": sorted(unknown)[0]}, field="pauses")
    if hotfix_from not in HOTFIX_FROM:
        raise TargetsRefused(_("A hotfix counts from receipt or from confirmation."), field="hotfix_from")


def check_targets(targets, hours):
    """Every promise is of some length, and response comes no later than resolution, for each severity and type (S-10).

    A business day counts as the preset of its hours says, and so does the end of the next one. A refusal names its
    cell as `metric_severity`.
    """
    lengths, types = {}, {None: ""}
    for target in targets:
        metric, severity, kind = target["metric"], target["severity"], target.get("ticket_type")
        if target["unit"] != NEXT_DAY and target["amount"] < 1:
            raise TargetsRefused(
                _("%(severity)s: a target needs at least one minute. Leave it empty to promise nothing.")
                % {"severity": SEVERITIES[severity]},
                field=f"{metric}_{severity}",
            )
        types[kind and str(getattr(kind, "pk", kind))] = str(kind or "")
        key = metric, severity, kind and str(getattr(kind, "pk", kind))
        if key in lengths:
            raise TargetsRefused(
                _("%(severity)s %(metric)s is promised twice. Keep one of them.")
                % {"severity": SEVERITIES[severity], "metric": str(METRICS[metric]).lower()},
                field=f"{metric}_{severity}",
            )
        lengths[key] = minutes_of(target, hours[severity]), target
    for severity in SEVERITIES:
        for kind in types:
            _check_order(lengths, severity, kind, types[kind])


def _check_order(lengths, severity, kind, name):
    response, resolution = (
        lengths.get((metric, severity, kind)) or lengths.get((metric, severity, None))
        for metric in ("first_response", "resolution")
    )
    if not response or not resolution or response[0] <= resolution[0]:
        return
    whose = f"{SEVERITIES[severity]}, {name}" if name else SEVERITIES[severity]
    raise TargetsRefused(
        _("%(severity)s: the first response (%(response)s) would come after the resolution (%(resolution)s).")
        % {"severity": whose, "response": _words(response[1]), "resolution": _words(resolution[1])},
        field=f"first_response_{severity}",
    )


def minutes_of(target, kind):
    """A target's length in minutes of open time, as far as the kind of hours tells."""
    if target["unit"] in MINUTES:
        return target["amount"] * MINUTES[target["unit"]]
    day = HOURS_PRESETS[kind].nominal_day_minutes if kind in HOURS_PRESETS else CUSTOM_DAY
    return day * (target["amount"] if target["unit"] == "business_days" else 1)


def check_warnings(percents):
    """Whole percents of a target between 1 and 100, each later than the one before (S-09)."""
    for percent in percents:
        if isinstance(percent, bool) or not isinstance(percent, int) or not 1 <= percent <= MOST_PERCENT:
            raise TargetsRefused(
                _("A warning stands between 1 and 100 percent of a target; %(percent)s does not.") % {"percent": percent},
                field="warnings",
            )
    for before, after in zip(percents, percents[1:], strict=False):
        if after <= before:
            raise TargetsRefused(
                _("Warnings go upwards: %(after)s cannot follow %(before)s.") % {"after": after, "before": before},
                field="warnings",
            )


def _words(target):
    return short_length(target["amount"], target["unit"])
