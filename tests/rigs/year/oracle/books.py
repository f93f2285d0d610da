"""Invoices, credit notes and payments of a client from what is due: nets, tax by group, what is open (C-65, C-68, C-71, C-73)."""

from decimal import Decimal

from tests.rigs.year.oracle.days import half_up

ZERO = Decimal(0)


class Books:
    """The documents of one client, which has one currency and one tax category, of all its contracts."""

    def __init__(self, tax, digits):
        self.tax, self.digits = tax, digits
        self.billed = {}  # what was charged -> the document that does
        self.counts = {}  # minutes of work, or extra tickets, that were charged
        self.given = set()  # credited and not to be billed again by itself
        self.invoices, self.notes = {}, {}
        self.balance = ZERO

    def charged(self, by_hand):
        """The minutes of work and the extra tickets that documents charge, by what was charged; for a worker's document also
        what was given away, of which only what came to it since is charged."""
        known = [*self.billed, *(() if by_hand else self.given)]
        return {key: self.counts[key] for key in known if key in self.counts}

    def issue(self, name, contract, found, counts, issued_on, by_hand):
        """Everything due that no document charges yet: an invoice, or what sums up to less than nothing a credit note (C-53).

        What was given away comes on one that a person made only.
        """
        lines = {key: net for key, net in found.items() if key not in self.billed and (by_hand or key not in self.given)}
        self.billed |= dict.fromkeys(lines, name)
        self.counts |= {key: counts[key] for key in lines if key in counts}
        net = sum(lines.values(), ZERO)
        if net < 0:
            return self._note_of(name, contract, lines, -net, issued_on)
        tax = self.tax_of(net, issued_on)
        made = {
            "contract": contract,
            "lines": lines,
            "net": net,
            "tax": tax,
            "total": net + tax,
            "paid": ZERO,
            "settled": ZERO,
            "on": issued_on,
        }
        self.invoices[name] = made
        self.apply()
        return made

    def _note_of(self, name, contract, lines, net, issued_on):
        """It takes back from the invoice of the fee that all its lines are about, where that is one; else it is to the credit."""
        below = [key for key, amount in lines.items() if amount < 0]
        corrected = {None if key[0] == "extra" else self.billed.get(("fee", *key[1:3])) for key in below}
        of = corrected.pop() if len(corrected) == 1 else None
        self._credit(name, contract, self.invoices.get(of), net, self.tax_of(net, issued_on))

    def tax_of(self, net, on):
        """The rate valid on the day, on the net of the group, rounded once; nothing outside the taxed categories."""
        valid = [percent for since, percent in self.tax["percents"] if since <= on.isoformat()]
        percent = Decimal(valid[-1]) if self.tax["category"] == "standard" else ZERO
        return half_up(net * percent / 100, self.digits)

    def credit(self, name, of, nets, is_again):
        """All of an invoice, or one line of each of these nets; what they charged is free again, or given away (C-71)."""
        made = self.invoices[of]
        keys = list(made["lines"])
        if nets is not None:
            keys = [next(key for key in keys if made["lines"][key] == Decimal(net)) for net in nets]
        net = sum((made["lines"][key] for key in keys), ZERO)
        tax = made["tax"] if len(keys) == len(made["lines"]) else self.tax_of(net, made["on"])
        for key in keys:
            del self.billed[key]
        self.given = self.given - set(keys) if is_again else self.given | set(keys)
        self._credit(name, made["contract"], made, net, tax)

    def _credit(self, name, contract, made, net, tax):
        settled = min(max(self.open(made), ZERO), net + tax) if made else ZERO
        if made:
            made["settled"] += settled
        self.balance += net + tax - settled
        self.notes[name] = {"contract": contract, "net": net, "tax": tax, "total": net + tax}
        self.apply()

    def pay(self, name, amount):
        self.invoices[name]["paid"] += Decimal(amount)

    def open(self, made):
        return made["total"] - made["paid"] - made["settled"]

    def apply(self):
        """The balance goes to the oldest open invoices (C-73)."""
        for made in self.invoices.values():
            part = min(self.balance, self.open(made))
            if part > 0:
                made["paid"] += part
                self.balance -= part
