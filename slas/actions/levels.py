"""What the levels owe each other, and the hours in which they work (S-10, S-47)."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.log import record
from slas.actions.calendars import choose_calendar
from slas.errors import TargetsRefused
from slas.models import SEVERITIES, CalendarChoice, LevelTarget


@transaction.atomic
def set_level_targets(*, level, minutes, calendar, by, at):
    """Say what a level owes from now on: severity -> minutes (to accept, to work), either of them none; and its calendar.

    Without a calendar of its own it keeps the tenant's office hours. Stints that have begun keep what was owed when they did.
    Refuses targets below one minute, and work without a time to accept.
    """
    for severity, (accept, work) in minutes.items():
        _check(severity, accept, work)
    LevelTarget.objects.filter(tenant_id=by.tenant_id, level=level).delete()
    LevelTarget.objects.bulk_create(
        LevelTarget(tenant_id=by.tenant_id, level=level, severity=severity, accept_minutes=accept, work_minutes=work)
        for severity, (accept, work) in minutes.items()
        if accept is not None
    )
    _choose(level, calendar, by, at)
    owed = {severity: list(pair) for severity, pair in minutes.items()}
    record(tenant_id=by.tenant_id, kind="level.targets_set", subject=level, at=at, by=by, level=level.number, minutes=owed)


def _choose(level, calendar, by, at):
    chosen = CalendarChoice.objects.filter(tenant_id=by.tenant_id, level=level)
    if calendar is None or list(chosen.values_list("calendar_id", flat=True)) != [calendar.pk]:
        chosen.delete()
        if calendar is not None:
            choose_calendar(kind=calendar.kind, calendar=calendar, level=level, by=by, at=at)


def _check(severity, accept, work):
    if any(amount is not None and amount < 1 for amount in (accept, work)):
        words = _("%(severity)s: a target needs at least one minute. Leave it empty where nothing is owed.")
        raise TargetsRefused(words % {"severity": SEVERITIES[severity]}, field=f"accept_{severity}")
    if work is not None and accept is None:
        words = _("%(severity)s: work begins when a ticket is accepted. Say how soon that is to be.")
        raise TargetsRefused(words % {"severity": SEVERITIES[severity]}, field=f"accept_{severity}")
