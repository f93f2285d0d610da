"""Who hears of quotes, consent and credits: the client's approvers, and at the desk whoever asked."""

from accounts.models import Membership
from accounts.permissions import ACCOUNT_MANAGER
from accounts.spending import may_spend
from common import money
from notifications.actions import notify


def approvers_of(client_id, tenant_id) -> list[Membership]:
    """The client's contacts in force who may approve."""
    rows = Membership.objects.in_force().filter(tenant_id=tenant_id, client_id=client_id, is_approver=True)
    return list(rows.select_related("client"))


def tell_of_offer(version, *, at):
    """A quote waits for the client's approvers; also those who can only pass it on."""
    people = approvers_of(version.client_id, version.tenant_id)
    _tell(people, version, f"quote:{version.pk}", "quote_sent", at, tone="warn")


def tell_higher_approvers(version, by, *, at):
    """Somebody whose limit is too low asks those whose limit reaches it (C-22); returns how many there are."""
    approvers = approvers_of(version.client_id, version.tenant_id)
    people = [one for one in approvers if may_spend(one, version.committed, version.quote.currency)]
    _tell(people, version, f"quote:{version.pk}:passed", "quote_passed_on", at, tone="warn", who=by.name)
    return len(people)


def tell_of_decision(version, *, at):
    """The client accepted or declined."""
    key = f"quote:{version.pk}:{version.state}"
    words = {"who": version.decided_by.name, "is_accepted": version.state == "accepted", "reason": version.reason}
    _tell(desk_of(version.quote, version.sent_by), version, key, "quote_decided", at, is_staff=True, **words)


def desk_of(quote, also=None) -> list[Membership]:
    """The contract's account manager, or all of them, and whoever else had to do with it."""
    rows = Membership.objects.in_force().filter(tenant_id=quote.tenant_id, client=None)
    manager = quote.contract.account_manager_id if quote.contract else None
    people = list(rows.filter(pk=manager)) if manager else list(rows.with_role(ACCOUNT_MANAGER))
    known = {one.pk for one in people}
    return people + ([also] if also is not None and also.pk not in known and also.ended_at is None else [])


def _tell(people, version, key, template, at, *, tone="info", is_staff=False, **more):
    quote = version.quote
    facts = {
        "quote": str(quote),
        "title": version.title,
        "client": quote.client.name,
        "net_words": money.in_words(version.net, quote.currency),
        "total_words": money.in_words(version.total, quote.currency),
        "last_on": version.valid_until.isoformat(),
        "ticket": quote.ticket.number if quote.ticket else None,
        **more,
    }
    door = "manage" if is_staff else "portal"
    link = f"/{quote.client.tenant.slug}/{door}/quotes/{quote.pk}/"
    notify(people, key=key, template=template, facts=facts, link=link, at=at, tone=tone)
