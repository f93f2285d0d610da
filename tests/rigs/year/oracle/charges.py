"""What a contract makes payable, from its terms, its dates and what was worked (C-28, C-36, C-37, C-44, C-45, C-51 to C-56)."""

from datetime import datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

from tests.rigs.year.oracle.days import DAY, half_up, local_day, share
from tests.rigs.year.oracle.rounding import price


def fee_of(terms, digits):
    """The fee of a whole period; none for a line without any."""
    match terms["kind"]:
        case "retainer" | "package":
            return half_up(terms["fee"], digits)
        case "fte":
            return half_up(Decimal(terms["allowance"]) / 60 * Decimal(terms["rate"]), digits)
        case "per_ticket":
            return half_up(sum(included * Decimal(each) for included, each, _extra in terms["levels"].values()), digits)
    return None


def raised(terms, percent, digits):
    """A line after a renewal with an uplift (C-56)."""

    def more(amount):
        return str(half_up(Decimal(amount) * (100 + Decimal(percent)) / 100, digits))

    match terms["kind"]:
        case "retainer" | "package":
            return terms | {"fee": more(terms["fee"])}
        case "fte":
            return terms | {"rate": more(terms["rate"])}
        case "per_ticket":
            levels = {level: [count, more(each), more(extra)] for level, (count, each, extra) in terms["levels"].items()}
            return terms | {"levels": levels}
    return terms


def due(ledger, digits, units, waived, until, charged):
    """Key -> net of all that may be invoiced on a local day: fees in advance, the rest in arrears; and the minutes of work and
    the extra tickets.

    `charged` are those that documents charge, by key: of such a group, or of a period's tickets, what changed since.
    """
    found, tickets = {}, {}
    for line in ledger.lines.values():
        found |= _fees(ledger, line, digits, waived, until)
        first = ledger.terms(line, line.starts)
        if line.kind == "bucket" and line.starts <= until:
            found["bucket", line.id] = half_up(first["price"], digits)
        for opened in line.periods if line.kind == "per_ticket" else ():
            if opened.is_closed:
                tickets |= _extra_tickets(ledger, line, opened, units, charged)
    for place, (on, net) in enumerate(ledger.top_ups):
        if on <= until and net:
            found["top up", ledger.contract["id"], place] = net
    for key, (count, extra) in tickets.items():
        found[key] = half_up(abs(count) * Decimal(extra), digits) * (1 if count > 0 else -1)
    minutes = _work(ledger, until, charged)
    counts = minutes | {key: count for key, (count, _extra) in tickets.items()}
    return found | {key: price(each, key[5], digits) for key, each in minutes.items()}, counts


def _fees(ledger, line, digits, waived, until):
    found, number = {}, 0
    last = min(until, ledger.life_end(line) or until)
    while (of := line.period(number, ledger.terms(line, line.starts), ledger.fee_end(line))) and of.starts <= last:
        fee = fee_of(ledger.terms(line, of.starts), digits)
        if fee is None:
            return found
        found["fee", line.id, number] = share(fee, of.days, of.whole_days, digits)
        for first, version, lines in ledger.versions:
            if line.id in lines and of.starts < first <= min(of.ends, until) and (new := fee_of(lines[line.id], digits)) != fee:
                rest = (of.ends - first).days + 1
                found["before", line.id, number, version] = -share(fee, rest, of.whole_days, digits)
                found["after", line.id, number, version] = share(new, rest, of.whole_days, digits)
                fee = new
        for place, span in enumerate(waived):
            begin, end = max(span[0], of.starts), min(span[1], of.ends)
            if begin <= end < until:
                charged = fee_of(ledger.terms(line, of.starts), digits)
                found["waived", line.id, number, place] = -share(charged, (end - begin).days + 1, of.whole_days, digits)
        number += 1
    return found


def whole_days(from_at, until_at, zone):
    """The local days that lie wholly between two instants."""
    first, last = local_day(from_at, zone), local_day(until_at, zone) - DAY
    return (first if datetime.combine(first, time(), ZoneInfo(zone)) >= from_at else first + DAY), last


def _extra_tickets(ledger, line, opened, units, charged):
    """Key -> tickets beyond those agreed in a closed period that no document charges (EX-C23), below nothing where a document
    charges more than count now (C-46); and the price of each."""
    levels, found = ledger.terms(line, opened.of.starts)["levels"], {}
    mine = [unit["level"] for unit in units if unit["line"] is line and unit["period"] == opened.of.number]
    for level, (included, _each, extra) in levels.items():
        key = ("extra", line.id, opened.of.number, level)
        known = sum(count for name, count in charged.items() if name[:4] == key)
        count = max(mine.count(int(level)) - included, 0) - known
        if count:
            found[_next(key, charged)] = count, extra
    return found


def _next(key, charged):
    """The key itself, or another one of its own where documents charge it already."""
    return next(name for name in (key, *((*key, place) for place in range(1, 99))) if name not in charged)


def _work(ledger, until, charged):
    """Overage of closed periods and work charged under caps: the minutes of a group in a band at a rate, rounded once.

    Of one group some may be of a period that closes later than the others', and be due when those are on a document.
    """
    sums = {}
    for part in ledger.parts:
        if part.work.on > until or part.kind not in ("overage", "charge"):
            continue
        if part.kind == "charge" or part.line.periods[part.period].is_closed:
            cap = part.cap["name"] if part.cap else ""
            key = (part.kind, part.line.id if part.line else ledger.contract["id"], cap, part.work.group, part.band, part.rate)
            sums[key] = sums.get(key, 0) + part.minutes
    found = {}
    for key, minutes in sums.items():
        parts = [name for name in charged if name[:6] == key]
        rest = minutes - sum(charged[name] for name in parts)
        if rest > 0 or not parts and rest:
            found[_next(key, charged)] = rest
    return found
