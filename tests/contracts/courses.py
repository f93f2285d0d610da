"""What the tests of lifecycles share: a client with one agreement, and days."""

from datetime import date, datetime, time
from decimal import Decimal

from accounts.tenancy import SYSTEM, acting_as, acting_in
from contracts import actions
from contracts.models import Contract
from contracts.spans import day_start
from contracts.terms import Hours, PackageLine, Renewal, Retainer, Terms
from tests.factories import make_client, make_contract

AUTOMATIC = Renewal(kind="automatic")


def retainer(fee="1600.00", minutes=1200, **more):
    return {
        "kind": "retainer",
        "name": "Retainer",
        "terms": Retainer(hours=Hours(allowance_minutes=minutes), fee=Decimal(fee), **more),
    }


def package(fee="900.00", minutes=600, **more):
    return {
        "kind": "package",
        "name": "Package",
        "terms": PackageLine(hours=Hours(allowance_minutes=minutes), fee=Decimal(fee), **more),
    }


def make_course(boss, *lines, starts_on, ends_on=None, client=None, **terms):
    """An accepted contract in London with lines, written down on its first day."""
    client = client or make_client(boss, "Lantern Ltd")
    with acting_as(boss):
        contract = make_contract(
            boss, client, kind="retainer", starts_on=starts_on, ends_on=ends_on, lines=lines, terms=Terms(**terms)
        )
        Contract.objects.filter(pk=contract.pk).update(
            created_at=day_start(starts_on, "Europe/London"), tick_at=day_start(starts_on, "Europe/London")
        )
        return Contract.objects.select_related("client").get(pk=contract.pk)


def noon(day):
    return datetime.combine(day, time(11), tzinfo=day_start(day, "Europe/London").tzinfo)


def tick_to(contract, day):
    """The nightly work up to noon of a day, at once."""
    with acting_in(contract.tenant_id, SYSTEM):
        worked = actions.tick(contract=contract, at=noon(day))
        contract.refresh_from_db()
    return worked


def charged(contract, **only):
    """(kind, amount, first day, last day) of the charges, in the order in which they were made."""
    with acting_in(contract.tenant_id, SYSTEM):
        rows = contract.charges.filter(**only).order_by("created_at", "amount", "id")
        return [(row.kind, row.amount, row.from_on, row.until_on) for row in rows]


def kinds(contract):
    """The changes of state, in order."""
    with acting_in(contract.tenant_id, SYSTEM):
        return list(contract.changes.order_by("at", "id").values_list("kind", flat=True))


def day(text):
    return date.fromisoformat(text)


def fees(contract):
    """The fees charged, in order."""
    return [amount for _kind, amount, *_days in charged(contract, kind="fee")]
