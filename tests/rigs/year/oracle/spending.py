"""Work that no pot covers: charged under the caps of its ticket as far as it fits, else held (C-15, C-23, C-24)."""

from decimal import Decimal

from tests.rigs.year.oracle.days import BANDS
from tests.rigs.year.oracle.rounding import price, rate


class Spending:
    """The part of `Drawing` that spends money."""

    def charge(self, work, minutes):
        """Under the ticket's caps, the oldest first, as far as it fits; the rest is held (C-23, C-24)."""
        line = next((line for line, _terms in self.ledger.living(self.agreed_on(work)) if line.kind == "ad_hoc"), None)
        for cap in self.open_caps(work):
            fits, _charge = self.fits(cap, work, minutes)
            for band, part in fits.items():
                per_hour = self.ad_hoc_rate(work, band)
                self.add("charge", line, None, work, band, part, 0, rate=per_hour, cap=cap)
            minutes = {band: left - fits.get(band, 0) for band, left in minutes.items() if left > fits.get(band, 0)}
        for band, left in minutes.items():
            self.add("hold", line, None, work, band, left, 0, rate=self.ad_hoc_rate(work, band))

    def ad_hoc_rate(self, work, band):
        if work.known_rate is not None:
            return work.known_rate
        return rate(self.rates, self.ledger.contract, work.level, band)

    def open_caps(self, work):
        return [cap for cap in self.caps if cap["ticket"] == work.ticket] if work.ticket else []

    def used(self, cap, group=None, band=None):
        """What a group's minutes in a band come to under a cap, or what all do."""
        sums = {}
        for part in self.ledger.parts:
            if part.cap is cap and group in (None, part.work.group) and band in (None, part.band):
                key = (part.work.group, part.band, part.rate)
                sums[key] = sums.get(key, 0) + part.minutes
        return sum((price(minutes, key[2], self.digits) for key, minutes in sums.items()), Decimal(0)), sums

    def fits(self, cap, work, minutes):
        """Whole when there is room, else cut at whole increments; bands from business on (EX-C7)."""
        left, fits, spent = Decimal(cap["amount"]) - self.used(cap)[0], {}, Decimal(0)
        step = self.ledger.contract["increment"]
        for band in BANDS:
            if not minutes.get(band):
                continue
            before_money, before = self.used(cap, work.group, band)
            so_far = sum(before.values())
            tries = [minutes[band], *range((minutes[band] - 1) // step * step, 0, -step)]
            for part in tries:
                money = price(so_far + part, self.ad_hoc_rate(work, band), self.digits) - before_money
                if spent + money <= left:
                    fits[band], spent = part, spent + money
                    break
            if fits.get(band, 0) < minutes[band]:
                break
        return fits, spent
