"""The content of a tier's version as plain values: what an editor changes, a proposal keeps and a version publishes."""

from slas.models import SEVERITIES, TicketType


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


def from_content(content, tenant_id):
    """A content as `publish_tier` takes it: ids of ticket types become the types that still exist."""
    ids = {target["ticket_type"] for target in content["targets"] if target.get("ticket_type")}
    types = {str(one.pk): one for one in TicketType.objects.filter(tenant_id=tenant_id, pk__in=ids)} if ids else {}
    targets = [
        {
            "metric": target["metric"],
            "severity": target["severity"],
            "amount": target["amount"],
            "unit": target["unit"],
            "ticket_type": types.get(target.get("ticket_type")),
            "calendar_id": target.get("calendar"),
            "is_option": target.get("is_option", False),
        }
        for target in content["targets"]
        if not target.get("ticket_type") or target["ticket_type"] in types
    ]
    return {**content, "targets": targets}
