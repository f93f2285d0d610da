"""Who counts on a calendar: the tiers, contracts and open tickets that a change of it concerns."""

from collections import defaultdict
from datetime import timedelta
from typing import NamedTuple

from contracts.models import Contract, ContractCalendar
from slas.models import CalendarChoice, Target, TierVersion
from tickets.models import Retarget
from tickets.queries.retargets import tickets_on_calendar

ONE_DAY = timedelta(days=1)  # no zone is further from UTC


class Users(NamedTuple):
    """How many count on a calendar today."""

    tiers: int
    contracts: int
    tickets: int


def users_of(member, calendar, at) -> Users:
    """Tiers, contracts that are not over, and open tickets that count on the calendar (S-46), in six queries."""
    common, own, named = {}, defaultdict(dict), defaultdict(dict)
    for choice in CalendarChoice.objects.visible_to(member).filter(level=None):
        (own[choice.client_id] if choice.client_id else common)[choice.kind] = choice.calendar_id
    for contract_id, kind, calendar_id in ContractCalendar.objects.visible_to(member).values_list(
        "contract_id", "kind", "calendar_id"
    ):
        named[contract_id][kind] = calendar_id
    newest = TierVersion.objects.visible_to(member).order_by("tier_id", "-number").distinct("tier_id")
    kinds = {version.tier_id: set(version.hours.values()) for version in newest}
    targets = Target.objects.visible_to(member).filter(calendar=calendar, version__in=[version.pk for version in newest])
    tiers = set(targets.values_list("version__tier_id", flat=True))
    contracts = Contract.objects.visible_to(member).exclude(ends_on__lt=(at - ONE_DAY).date())
    users = 0
    for contract_id, client_id, tier_id in contracts.values_list("pk", "client_id", "tier_id"):
        meant = common | own[client_id] | named[contract_id]
        if tier_id in tiers or calendar.pk in {meant.get(kind) for kind in kinds[tier_id]}:
            users += 1
    tiers |= {tier_id for tier_id, counted in kinds.items() if calendar.pk in {common.get(kind) for kind in counted}}
    return Users(len(tiers), users, tickets_on_calendar(member.tenant_id, calendar.pk).count())


def latest_retarget(member, calendar):
    """The newest job that moves open tickets to a version of the calendar, or none."""
    jobs = Retarget.objects.visible_to(member).filter(calendar_version__calendar=calendar)
    return jobs.select_related("calendar_version").order_by("-created_at").first()
