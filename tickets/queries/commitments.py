"""All that a client is promised, by contract: the very terms that tickets filed now would pin, read at once."""

from collections import defaultdict
from typing import NamedTuple

from accounts.models import Level
from contracts.models import Contract
from contracts.queries import calendars_of_each, conditions_of_each, contracts_held
from slas.keys import terms_key
from slas.models import SEVERITIES, Calendar, Target, TicketType, Tier, TierVersion
from slas.queries import best_effort_tier, calendars_by_kind, load_terms, newest_pins, version_in_force
from slas.terms import Terms
from tickets.queries.promises import due_if_sent

FROM_RECEIPT = ("first_response", "workaround", "resolution")  # what is counted from when a ticket comes in


class Sheet(NamedTuple):
    """What one tier version promises under a contract, for the severities that it can decide about."""

    tier: Tier
    version: TierVersion
    terms: Terms
    severities: list[str]


class Commitment(NamedTuple):
    """A contract in force (or none: best effort) with its conditions in their order and a sheet for each tier it means (D-22)."""

    contract: Contract | None
    conditions: list
    sheets: list[Sheet]


class Names(NamedTuple):
    """What the parts of terms are called: calendars by key, ticket types by code, the team of each level by its number."""

    calendars: dict[str, str]
    types: dict[str, str]
    teams: dict[int, str]


def commitments_to(member, at):
    """The commitments to the contact's client at an instant, in as many queries however many contracts."""
    tenant_id, client_id = member.tenant_id, member.client_id
    mine = Contract.objects.visible_to(member).filter(client_id=client_id).select_related("tier", "frozen_version")
    contracts = contracts_held(mine.prefetch_related("covered__product"), at)
    conditions = conditions_of_each(tenant_id, contracts)
    calendars, own = calendars_by_kind(tenant_id, client_id), calendars_of_each(tenant_id, contracts)
    drafts = [(one, conditions[one.pk], _meant(one, conditions[one.pk]), calendars | own[one.pk]) for one in contracts]
    if not drafts:
        drafts = [(None, [], {(best_effort_tier(tenant_id), None): list(SEVERITIES)}, calendars)]
    versions = _versions(member, [tier for _c, _n, meant, _k in drafts for tier, frozen in meant if not frozen], at)
    keys = _keys(
        tenant_id,
        [(frozen or versions[tier.pk], kinds) for _contract, _conditions, meant, kinds in drafts for tier, frozen in meant],
    )
    terms, following = load_terms(tenant_id, set(keys)), iter(keys)
    return [
        Commitment(
            contract,
            conditions,
            [
                Sheet(tier, frozen or versions[tier.pk], terms[next(following)], severities)
                for (tier, frozen), severities in meant.items()
            ],
        )
        for contract, conditions, meant, _kinds in drafts
    ]


def _meant(contract, conditions):
    """Tier and frozen version (or none) -> the severities of tickets that can come to it, the contract's own first."""
    found = {(contract.tier, contract.frozen_version): []}
    for severity in SEVERITIES:
        for condition in conditions:
            if condition.severity in ("", severity):
                _add(found, (condition.tier, condition.frozen_version), severity)
                if not (condition.ticket_type_id or condition.product_id or condition.source):
                    break
        else:
            _add(found, (contract.tier, contract.frozen_version), severity)
    return {meant: severities for meant, severities in found.items() if severities}


def _add(found, meant, severity):
    if severity not in found.setdefault(meant, []):
        found[meant].append(severity)


def _versions(member, tiers, at):
    """Tier id -> its version in force."""
    published = TierVersion.objects.visible_to(member).filter(tier__in=tiers, published_at__lte=at)
    newest = {version.tier_id: version for version in published.order_by("tier_id", "-number").distinct("tier_id")}
    return {tier.pk: newest.get(tier.pk) or version_in_force(tier, at) for tier in tiers}


def _keys(tenant_id, wanted):
    """The terms key of each pair of version and calendars by kind, as `cover_of` gives it to a ticket."""
    own = defaultdict(set)
    theirs = Target.objects.filter(tenant_id=tenant_id, version__in=[version for version, _kinds in wanted])
    for version_id, calendar_id in theirs.filter(calendar__isnull=False).values_list("version_id", "calendar_id"):
        own[version_id].add(calendar_id)
    pins = newest_pins(tenant_id, {one for version, kinds in wanted for one in (*kinds.values(), *own[version.pk])}, None)
    keys = []
    for version, kinds in wanted:
        used = {str(calendar_id) for calendar_id in (*kinds.values(), *own[version.pk])}
        keys.append(terms_key(version.pk, kinds, {calendar: pin for calendar, pin in pins.items() if calendar in used}))
    return keys


def names_for(member):
    """What the parts of the member's terms are called, in three queries."""
    return Names(
        {str(pk): name for pk, name in Calendar.objects.visible_to(member).values_list("pk", "name")},
        dict(TicketType.objects.visible_to(member).values_list("code", "name")),
        dict(Level.objects.visible_to(member).order_by("number").values_list("number", "name")),
    )


def examples_of(sheet, at):
    """For each severity of the sheet, what a ticket sent at an instant would be due: `severity` and metric -> instant (S-05)."""
    metrics = (*FROM_RECEIPT, "hotfix") if sheet.terms.hotfix_from == "received" else FROM_RECEIPT
    found = []
    for severity in sheet.severities:
        targets = {metric: sheet.terms.target_for(metric, severity, None) for metric in metrics}
        due = {metric: due_if_sent(target, sheet.terms.hours[target.hours], at) for metric, target in targets.items() if target}
        found.append({"severity": severity, "name": SEVERITIES[severity], **due})
    return found
