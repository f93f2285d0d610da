"""What is promised: the version in force, the calendars it counts on, and both as the engine's terms."""

from django.db.models import Q

from slas.models import CalendarChoice, Tier, TierVersion


def best_effort_tier(tenant_id):
    """The tier of clients without a contract."""
    return Tier.objects.get(tenant_id=tenant_id, is_best_effort=True)


def version_in_force(tier, at):
    """The version that the tier had published by an instant; a ticket received before the first takes the first."""
    published = TierVersion.objects.filter(tenant_id=tier.tenant_id, tier=tier)
    return published.filter(published_at__lte=at).order_by("-number").first() or published.order_by("number").first()


def tiers_with_targets(member):
    """Tiers that the member may see, each with its newest version and that version's targets, in three queries."""
    tiers = list(Tier.objects.visible_to(member))
    newest = TierVersion.objects.visible_to(member).order_by("tier_id", "-number").distinct("tier_id").prefetch_related("targets")
    versions = {version.tier_id: version for version in newest}
    for tier in tiers:
        tier.newest = versions[tier.pk]
    return tiers


def calendars_by_kind(tenant_id, client_id, of_contract=None):
    """Kind of hours -> calendar id: the contract's choice, else the client's, else the tenant's (S-46)."""
    choices = CalendarChoice.objects.filter(Q(client=None) | Q(client=client_id), tenant_id=tenant_id, level=None)
    chosen = {}
    for choice in sorted(choices, key=lambda choice: choice.client_id is not None):  # the client's come last and win
        chosen[choice.kind] = choice.calendar_id
    return chosen | (of_contract or {})
