"""Contracts with lines, and work logged on them, for tests of the ledger."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

from accounts.tenancy import acting_as
from contracts import actions
from contracts.bands import added, difference
from contracts.models import Movement
from contracts.pricing import Rounding
from contracts.terms import AdHoc, Bucket, Hours, Retainer, Terms
from tests.contracts.calendars import london
from tests.factories import make_contract

RATES = {1: 45, 2: 80, 3: 110, 4: 140}


def twenty_hours(**more):
    """A retainer of 20 h for 1,600.00 a month, overage at 95/h, unless told otherwise."""
    return Retainer(hours=Hours(**{"allowance_minutes": 1200, "overage_rate": Decimal(95), **more}), fee=Decimal(1600))


def a_bucket(hours, price, expires_on):
    return Bucket(minutes=hours * 60, price=Decimal(price), expires_on=date.fromisoformat(expires_on))


def agreed(boss, client, *lines, starts_on="2026-01-01", ends_on=None, terms=None, **more):
    """A contract whose lines are (kind, terms) from its first day on; the tenant has its rates."""
    with acting_as(boss):
        for level, amount in RATES.items():
            actions.set_rate(level=level, amount=Decimal(amount), currency="GBP", by=boss, at=london(f"{starts_on}T00:00"))
    said = [{"kind": kind, "name": f"Line {place}", "terms": of} for place, (kind, of) in enumerate(lines, 1)]
    return make_contract(
        boss,
        client,
        kind=lines[0][0] if lines else "package",
        starts_on=date.fromisoformat(starts_on),
        ends_on=date.fromisoformat(ends_on) if ends_on else None,
        terms=terms or Terms(),
        lines=said,
        **more,
    )


def retained(boss, client, *, ad_hoc=False, starts_on="2026-01-01", ends_on=None, **hours):
    lines = [("retainer", twenty_hours(**hours))] + ([("ad_hoc", AdHoc())] if ad_hoc else [])
    return agreed(boss, client, *lines, starts_on=starts_on, ends_on=ends_on)


class Desk:
    """Logs raw minutes as the desk does: the group's rounded total before and after, the difference drawn."""

    def __init__(self, boss, contract, rounding=None):
        self.boss, self.contract, self.rounding, self.raw = boss, contract, rounding or Rounding(), {}
        self.about = {}

    def log(self, at, minutes, *, band="business", level=2, ticket=None, worked_at=None):
        at = london(at) if isinstance(at, str) else at
        worked = london(worked_at) if worked_at else at
        on, ticket = worked.astimezone(_zone(self.contract)).date(), ticket or uuid4()
        group = ":".join(map(str, self.rounding.group(entry=uuid4(), subject=ticket, work_on=on, level=level, is_billable=True)))
        self.about[group] = dict(level=level, ticket_id=ticket, work_on=on)
        return self.change(group, minutes if isinstance(minutes, dict) else {band: minutes}, at=at)

    def change(self, group, minutes, *, at):
        """Add raw minutes to a group, or take some from it."""
        minutes = minutes if isinstance(minutes, dict) else {"business": minutes}
        with acting_as(self.boss):
            actions.lock_pots(contract=self.contract)
            before = self.raw.get(group, {})
            after = self.raw[group] = added(before, minutes)
            return actions.draw(
                client=self.contract.client,
                contract=self.contract,
                source=actions.Source("time_entry", uuid4()),
                group=group,
                by_band=difference(self.rounding.billable(after), self.rounding.billable(before)),
                by=self.boss,
                at=at,
                **self.about[group],
            )

    def raw_billable(self):
        """The rounded total of each group."""
        return [sum(self.rounding.billable(raw).values()) for raw in self.raw.values()]

    def keep(self, at):
        with acting_as(self.boss):
            actions.keep_ledger(contract=self.contract, at=london(at))

    def rows(self, **of):
        """Stored movements as (kind, quantity, worked minutes), oldest first."""
        with acting_as(self.boss):
            found = Movement.objects.filter(contract=self.contract, **of).order_by("pk")
            return [(row.kind, row.quantity, row.work_minutes) for row in found]

    def sum(self, **of):
        return sum(quantity for _, quantity, _ in self.rows(**of))

    def line(self, position=1):
        with acting_as(self.boss):
            return self.contract.lines.select_related("contract").get(position=position)

    def period(self, number, position=1):
        with acting_as(self.boss):
            return self.line(position).periods.get(number=number)


def booked(desk, **of):
    """Stored movements, oldest first."""
    with acting_as(desk.boss):
        return list(Movement.objects.filter(contract=desk.contract, **of).order_by("pk"))


def _zone(contract):
    from zoneinfo import ZoneInfo

    return ZoneInfo(contract.time_zone)
