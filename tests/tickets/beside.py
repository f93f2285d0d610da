"""A client with a contract for one product and one for all that it has, for tests of pots of several contracts."""

from datetime import date
from decimal import Decimal

from accounts.tenancy import acting_as
from contracts import actions as contracts
from contracts.models import Movement
from contracts.terms import Bucket, Cover, Hours, PackageLine, Retainer, Terms
from tests.factories import make_client, make_contact, make_contract, make_product, make_staff, make_ticket
from tests.tickets.work import london

MONDAY = "2026-06-08T"
RECEIVED = london(f"{MONDAY}08:00")


def retainer(minutes, **more):
    return "retainer", Retainer(hours=Hours(allowance_minutes=minutes, overage_rate=Decimal(95), **more), fee=Decimal(500))


def bucket(minutes, expires_on="2026-12-31"):
    return "bucket", Bucket(minutes=minutes, price=Decimal(700), expires_on=date.fromisoformat(expires_on))


def package(minutes):
    return "package", PackageLine(hours=Hours(allowance_minutes=minutes), fee=Decimal(900))


class Two:
    """Northwind with the contract “Hub” for the product Hub and the contract “Wide” for all products; some lines each."""

    def __init__(self, boss, hub, wide, *, terms=None, cover=None, ends_on=None, zone="Europe/London"):
        self.boss, self.client = boss, make_client(boss, "Northwind")
        self.product = make_product(boss, "Hub", self.client)
        self.contact = make_contact(boss, self.client, "nora@northwind.example")
        self.agent = make_staff(boss, "worker@acme.example")
        self.hub = self._contract("Hub", hub, terms or Terms(), products=[self.product])
        self.wide = self._contract("Wide", wide, Terms(cover=cover or Cover()), ends_on=ends_on, zone=zone)
        self.ticket = make_ticket(self.contact, at=RECEIVED, product=self.product)

    def _contract(self, name, lines, terms, *, ends_on=None, zone="Europe/London", products=()):
        said = [{"kind": kind, "name": f"{name} {kind}", "terms": of} for kind, of in lines]
        self.client.time_zone = zone
        contract = make_contract(self.boss, self.client, terms=terms, lines=said, ends_on=ends_on, products=products)
        with acting_as(self.boss):
            type(contract).objects.filter(pk=contract.pk).update(name=name)
            contract.refresh_from_db()
        return contract

    def line(self, contract, kind):
        with acting_as(self.boss):
            return contract.lines.select_related("contract__client").get(kind=kind)

    def moved(self, contract=None, **of):
        """What became of work: (line or contract, kind, quantity, worked minutes), in the order booked."""
        with acting_as(self.boss):
            rows = Movement.objects.exclude(group="").filter(**({"contract": contract} if contract else {}), **of)
            rows = rows.select_related("line", "contract").order_by("pk")
            return [(row.line.name if row.line else row.contract.name, row.kind, row.quantity, row.work_minutes) for row in rows]

    def top_up(self, line, minutes, at):
        with acting_as(self.boss):
            return contracts.top_up(line=line, minutes=minutes, price=Decimal(100), by=self.boss, at=at)
