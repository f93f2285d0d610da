"""The content of a tier's version as plain values: what an editor changes, a proposal keeps and a version publishes."""

from slas.models import SEVERITIES


def content_of(version):
    """What a version (its targets read with it) promises: hours, targets, warnings, rules, pauses, hotfix_from."""
    targets = [
        {
            "metric": target.metric,
            "severity": target.severity,
            "amount": target.amount,
            "unit": target.unit,
            "ticket_type": str(target.ticket_type_id) if target.ticket_type_id else None,
            "calendar": str(target.calendar_id) if target.calendar_id else None,
            "is_option": target.is_option,
        }
        for target in version.targets.all()
    ]
    return {
        "hours": {severity: version.hours[severity] for severity in SEVERITIES},
        "targets": sorted(targets, key=lambda t: (t["severity"], t["metric"], t["ticket_type"] or "")),
        "warnings": list(version.warnings),
        "rules": list(version.rules),
        "pauses": list(version.pauses),
        "hotfix_from": version.hotfix_from,
    }
