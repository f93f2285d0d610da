"""The objects of the matrix about quotes: a draft, an offer that waits, one that was accepted."""

from datetime import date
from decimal import Decimal

from accounts.tenancy import acting_as
from billing import actions
from billing.actions import Quoted
from billing.models import QuoteVersion
from billing.queries import default_entity
from common import wallclock
from tests.factories import make_contact


def offered(boss, client, canary, owner):
    """Kind -> object, all of the client."""
    at = wallclock.now()
    decider = make_contact(boss, client, f"decides-{owner.replace(' ', '-')}@matrix.example", is_approver=True)
    with acting_as(boss):
        if default_entity(boss.tenant_id) is None:
            entity = actions.save_entity(name=f"{boss.tenant.name} Ltd", address="1 Matrix Street", by=boss, at=at)
            actions.set_rate(entity=entity, category="standard", percent=Decimal(20), valid_from=date(2011, 1, 4), by=boss, at=at)
        drafted, waiting, taken = (_drafted(boss, client, canary, at) for _each in range(3))
        for version in (waiting, taken):
            actions.send_quote(version=version, by=boss, at=at)
    with acting_as(decider):
        version = QuoteVersion.objects.select_related("quote__client", "quote__ticket").get(pk=taken.pk)
        actions.accept_quote(version=version, by=decider, at=at)
    return {"drafted quote": drafted.quote, "offered quote": waiting.quote, "accepted quote": taken.quote}


def _drafted(boss, client, canary, at):
    line = Quoted(f"Work {canary}", price=Decimal(100))
    return actions.draft_quote(
        client=client, title=f"Quote {canary}", scope=canary, lines=[line], pricing="fixed", by=boss, at=at
    )
