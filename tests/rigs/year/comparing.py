"""What the product has stored of the year, set against what the oracle makes of its facts."""

from collections import Counter, defaultdict
from decimal import Decimal

from accounts.tenancy import SYSTEM, acting_in
from billing.models import BalanceMovement, Invoice
from contracts.models import LinePeriod, Movement, TicketUnit
from contracts.models.ledger import TICKETS
from tests.rigs.year.oracle.telling import answer
from tickets.models import TimeEntry

CENT = Decimal("0.01")


def compared(world):
    """Figures and differences, each a line; both sides are reckoned to the minute and the penny."""
    told, figures, differences = answer(world.facts), Counter(), []
    with acting_in(world.boss.tenant_id, SYSTEM):
        for name, contract in world.contracts.items():
            for what, (stored, reckoned) in _sides(contract, told[name]).items():
                figures[what] += max(len(stored), len(reckoned))
                differences += _differences(f"{name}, {what}", stored, reckoned)
        figures["entries"] = TimeEntry.objects.filter(tenant_id=world.boss.tenant_id).count()
        beside = Movement.objects.filter(tenant_id=world.boss.tenant_id, kind="draw", facts__has_key="under")
        figures["draws on another contract"] = beside.count()
        figures["movements"] = Movement.objects.filter(tenant_id=world.boss.tenant_id).count()
    return figures, differences, told


def _differences(where, stored, reckoned):
    return [
        f"{where}, {key}: stored {stored.get(key)}, reckoned {reckoned.get(key)}"
        for key in sorted({*stored, *reckoned}, key=str)
        if stored.get(key) != reckoned.get(key)
    ]


def _sides(contract, told):
    """Subject -> what is stored and what was reckoned, by the same keys."""
    movements, balances = _movements(contract)
    documents = {True: told["invoices"], False: told["notes"]}
    invoices = list(Invoice.objects.filter(contract=contract).exclude(state="draft").order_by("sequence"))
    reckoned = {name: _sums(made) for each in documents.values() for name, made in each.items()}
    lines = {invoice.number: _nets(line.net for line in invoice.lines.all()) for invoice in invoices if invoice.kind == "invoice"}
    balance = sum(BalanceMovement.objects.filter(client=contract.client).values_list("amount", flat=True), Decimal(0))
    return {
        "sums of movements": (movements, told["movements"]),
        "balances of lines": (balances, {line: minutes for line, minutes in told["balances"].items() if minutes}),
        "rounded groups in the ledger": (_groups(contract), told["groups"]),
        "rounded groups on entries": (_entries(contract), told["groups"]),
        "closed periods": (_closed(contract), {line: numbers for line, numbers in told["closed"].items() if numbers}),
        "tickets counted": (_units(contract), told["units"]),
        "invoices and credit notes": ({each.number: _money(each.net, each.tax, each.total) for each in invoices}, reckoned),
        "nets of invoice lines": (lines, {name: _nets(made["lines"].values()) for name, made in told["invoices"].items()}),
        "open amounts": (
            {each.number: str(each.open_amount.quantize(CENT)) for each in invoices if each.kind == "invoice"},
            {name: str(amount.quantize(CENT)) for name, amount in told["open"].items()},
        ),
        "credit of clients": ({"": str(balance.quantize(CENT))}, {"": str(told["balance"].quantize(CENT))}),
    }


def _movements(contract):
    sums, balances = defaultdict(lambda: (0, 0)), Counter()
    rows = Movement.objects.filter(contract=contract).exclude(unit=TICKETS, group="").select_related("period")
    for row in rows:
        line = str(row.line_id or "")
        key = (line, row.period.number if row.period else None, row.kind)
        sums[key] = (sums[key][0] + row.quantity, sums[key][1] + row.work_minutes)
        balances[line] += row.quantity
    return (
        {key: pair for key, pair in sums.items() if pair != (0, 0)},
        {line: minutes for line, minutes in balances.items() if minutes},
    )


def _groups(contract):
    """What was worked under the contract, also where another one's hours were drawn."""
    found = defaultdict(Counter)
    for group, band, minutes in Movement.objects.filter(client=contract.client, group__startswith=f"c{contract.pk}|").values_list(
        "group", "band", "work_minutes"
    ):
        found[_stem(group)][band] += minutes
    return _filled(found)


def _entries(contract):
    found = defaultdict(Counter)
    for entry in TimeEntry.objects.filter(contract=contract):
        for bands in (entry.drawn, entry.held):
            found[_stem(entry.group)].update(bands)
    return _filled(found)


def _filled(found):
    filled = {name: {band: minutes for band, minutes in bands.items() if minutes} for name, bands in found.items()}
    return {name: bands for name, bands in filled.items() if bands}


def _stem(group):
    """Ticket or activity, day and level, as the oracle calls a group."""
    _contract, subject, on, level, _is_billable = group.rpartition("#")[0].split("|")
    return f"{subject[1:]}|{on}|{level}"


def _closed(contract):
    found = defaultdict(list)
    rows = LinePeriod.objects.filter(line__contract=contract, closed_at__isnull=False).order_by("number")
    for line, number in rows.values_list("line_id", "number"):
        found[str(line)].append(number)
    return dict(found)


def _units(contract):
    units = TicketUnit.objects.filter(line__contract=contract, released_at=None)
    rows = units.values_list("line_id", "period__number", "level")
    return dict(Counter((str(line), number, level) for line, number, level in rows))


def _sums(made):
    return _money(made["net"], made["tax"], made["total"])


def _money(*amounts):
    return " ".join(str(Decimal(amount).quantize(CENT)) for amount in amounts)


def _nets(amounts):
    return sorted(str(Decimal(amount).quantize(CENT)) for amount in amounts)
