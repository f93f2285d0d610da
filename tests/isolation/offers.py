"""The objects of the matrix about quotes: a draft, an offer that waits, one that was accepted."""

from datetime import date
from decimal import Decimal

from accounts.tenancy import acting_as
from billing import actions
from billing.actions import Quoted
from billing.models import QuoteVersion
from billing.queries import default_entity
from common import wallclock
from contracts.terms import Credits, Hours, Retainer, Terms
from tests.factories import make_contact, make_contract, make_product, make_ticket
from tickets import actions as tickets


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
        offer = QuoteVersion.objects.get(pk=waiting.pk)
    found = {"drafted quote": drafted.quote, "offered quote": waiting.quote, "offer": offer, "accepted quote": taken.quote}
    return found | _of_hours(boss, client, canary, decider, at)


def _of_hours(boss, client, canary, decider, at):
    """A contract of hours on a product of its own, a ticket, a question beyond them, a credit proposed, another claimed."""
    hours = Hours(allowance_minutes=600, overage_rate=Decimal(95))
    tiers = ((Decimal("99.9"), Decimal(0)), (Decimal(0), Decimal(10)))
    terms = Terms(credits=Credits(availability=tiers, is_automatic=False, claim_days=3650))
    line = {"kind": "retainer", "name": f"Hours {canary}", "terms": Retainer(hours=hours, fee=Decimal(1000))}
    product = make_product(boss, f"Hours of {canary}")  # one that the client uses would take the place of its others
    contract = make_contract(boss, client, "Standard", kind="retainer", lines=[line], terms=terms, products=[product])
    ticket = make_ticket(boss, client=client, at=at, title=f"Hours {canary}", body=f"Hours {canary}")
    with acting_as(boss):
        line = contract.lines.select_related("contract__client__tenant").get()
        asked = actions.ask_consent(line=line, minutes=60, note=f"Note {canary}", days=60, by=boss, at=at)
        ticket = tickets.move_to_contract(ticket=ticket, contract=contract, by=boss, at=at)
        credit = actions.propose_credit(contract=contract, month=date(2026, 4, 1), availability=Decimal(99), by=boss, at=at)
    with acting_as(decider):
        actions.claim_credit(contract=line.contract, month=date(2026, 3, 1), note=f"Claim {canary}", by=decider, at=at)
    return {"hours contract": contract, "hours ticket": ticket, "line": line, "consent": asked, "credit": credit}


def _drafted(boss, client, canary, at):
    line = Quoted(f"Work {canary}", price=Decimal(100))
    return actions.draft_quote(
        client=client, title=f"Quote {canary}", scope=canary, lines=[line], pricing="fixed", by=boss, at=at
    )
