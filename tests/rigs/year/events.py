"""What was agreed for certain days of the year: an upgrade, a downgrade, a second bucket, a suspension, a renewal that comes."""

from datetime import date, timedelta
from decimal import Decimal

from msgspec.structs import replace

from accounts.tenancy import acting_as
from contracts import actions as contracts
from tests.contracts.buckets import buy_bucket
from tests.rigs.year.agreements import UPLIFT, line_terms

PLAN = {  # day -> whose contract, and the deed
    date(2026, 3, 10): ("Essex", "second_bucket"),
    date(2026, 5, 4): ("Harlow", "suspension"),
    date(2026, 5, 26): ("Harlow", "reinstatement"),
    date(2026, 6, 16): ("Bexley", "upgrade"),
    date(2026, 8, 5): ("Camden", "downgrade"),
}
DOWNGRADED_AFTER = timedelta(days=26)  # when the period after begins
SECOND_BUCKET = {"kind": "bucket", "minutes": 1200, "price": "1300", "expires_on": "2026-12-31"}


class Events:
    """Done once each, on their day."""

    def __init__(self, world, plan):
        self.world, self.plan, self.done, self.renewals, self.suspended_at = world, plan, [], set(), None

    def on(self, day, at):
        name, deed = self.plan.get(day, (None, None))
        if name not in self.world.contracts:
            return
        with acting_as(self.world.manager):
            self.world.contracts[name].refresh_from_db(fields=["ends_on"])
            getattr(self, deed)(name, self.world.contracts[name], day, at)
        self.done.append(f"{deed} of {name}")

    def second_bucket(self, name, contract, day, at):
        said = SECOND_BUCKET
        line = buy_bucket(
            contract=contract, name="More hours", minutes=said["minutes"], price=Decimal(said["price"]),
            starts_on=day, expires_on=date.fromisoformat(said["expires_on"]), by=self.world.manager, at=at,
        )  # fmt: skip
        lines = self._known(name) | {str(line.pk): said}
        self._agreed(name, contract, day, lines, at, [{"id": str(line.pk), "kind": "bucket"}])

    def upgrade(self, name, contract, day, at):
        """More hours for a higher fee, within a period (C-52)."""
        self._change(name, contract, day, {"allowance": 1800, "fee": "2400"}, at)

    def downgrade(self, name, contract, day, at):
        """Fewer hours for less, from the next period on (C-53)."""
        self._change(name, contract, day + DOWNGRADED_AFTER, {"allowance": 700, "fee": "1050"}, at)

    def _change(self, name, contract, effective_on, wanted, at):
        lines = {key: said | wanted for key, said in self._known(name).items()}
        newest = contract.versions.order_by("-number").first().agreed
        terms = replace(newest, lines={key: line_terms(said) for key, said in lines.items()})
        contracts.change_terms(contract=contract, terms=terms, effective_on=effective_on, by=self.world.manager, at=at)
        self._agreed(name, contract, effective_on, lines, at)

    def _agreed(self, name, contract, effective_on, lines, at, new=()):
        number = contract.versions.count()
        ends_on = contract.ends_on.isoformat() if contract.ends_on else None
        said = {"number": number, "effective_on": effective_on.isoformat(), "contract_ends_on": ends_on, "lines": lines}
        self.world.tell(
            "agreed", at=at, contract=name, new_lines=[each | {"starts_on": effective_on.isoformat()} for each in new], **said
        )

    def _known(self, name):
        facts = [fact for fact in self.world.facts["happened"] if fact["do"] == "agreed" and fact["contract"] == name]
        return facts[-1]["lines"]

    def suspension(self, name, contract, _day, at):
        first = at.date() + timedelta(days=9)
        suspension = contracts.suspend_contract(
            contract=contract, from_on=first, reason="A dispute", waives_fees=True, by=self.world.manager, at=at
        )
        self.suspended_at = suspension.from_at

    def reinstatement(self, name, contract, _day, at):
        contracts.reinstate_contract(contract=contract, by=self.world.manager, at=at)
        span = {"from_at": self.suspended_at.isoformat(), "until_at": at.isoformat(), "waives": True}
        self.world.tell("reinstated", at=at, contract=name, **span)

    def early_end(self, name, contract, day, at):
        """Both sides end it in the middle of a period, so that the next one never comes (C-57); unused days stay paid."""
        ends_on = day + timedelta(days=1)
        contracts.give_notice(
            contract=contract, kind="mutual", received_on=day, ends_on=ends_on, by=self.world.manager, at=at
        )  # fmt: skip
        self.world.tell("ended", at=at, contract=name, ends_on=ends_on.isoformat())

    def note_renewals(self, at):
        """A renewal that came by itself since yesterday: told with what was agreed about it, the oracle reckons the rest."""
        for name, contract in self.world.contracts.items():
            with acting_as(self.world.manager):
                versions = list(contract.versions.filter(reason="Renewal").order_by("number"))
            for version in versions:
                if (name, version.number) not in self.renewals:
                    self.renewals.add((name, version.number))
                    self.done.append(f"renewal of {name}")
                    said = {"effective_on": version.effective_on.isoformat(), "percent": UPLIFT, "months": 6}
                    self.world.tell("renewed", at=at, contract=name, number=version.number, **said)
