"""What the pages about one contract show."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Q, Sum

from contracts.burndown import BurnDown, burn_down
from contracts.models import Contract, ContractChange, ContractVersion, Movement
from contracts.models.contract import WITHOUT_HOURS
from contracts.models.ledger import HOLD, MINUTES, REVERSE
from contracts.queries.agreements import agreement_on
from contracts.queries.ledger import ledger_of, pots_left, uninvoiced_work
from contracts.queries.standings import standing_notice, today_of
from contracts.spans import NOTICE_REMINDER, Span, last_notice_date, renewal_date
from contracts.words import CHANGES, NUMBERED, differences, line_facts, line_in_words

LEDGER_ROWS = 12
CHANGES_SHOWN = 40


class Pot(NamedTuple):
    """A line with hours: what is left of it, and its curve when it has periods."""

    line: Any
    left: int
    granted: int
    expires_on: Any
    curve: BurnDown | None


def pots_of(contract: Contract, at: datetime) -> list[Pot]:
    """The contract's pots with their curves, in draw order of its lines."""
    today, found = today_of(contract, at), []
    for pot in pots_left(contract, at):
        curve = None
        if pot.period is not None:
            span = Span(pot.period.starts_on, pot.period.ends_on)
            curve = burn_down(span, today, _moves(pot, contract), pot.left, pot.granted)
        found.append(Pot(pot.line, pot.left, pot.granted, pot.expires_on, curve))
    return found


def _moves(pot, contract):
    rows = Movement.objects.filter(tenant_id=contract.tenant_id, line=pot.line, period=pot.period, unit=MINUTES)
    rows = rows.exclude(quantity=0).values_list("work_on", "booked_at", "quantity")
    return [(work_on or today_of(contract, booked_at), quantity) for work_on, booked_at, quantity in rows]


def ledger_page(contract: Contract, *, first: int = 0, count: int = LEDGER_ROWS) -> list[Movement]:
    """Movements, newest first, each with `balance`: the minutes on all lines once it was booked."""
    rows = list(ledger_of(contract)[: first + count])
    of_all = Movement.objects.filter(tenant_id=contract.tenant_id, contract=contract, unit=MINUTES)
    balance = of_all.aggregate(sum=Sum("quantity"))["sum"] or 0
    for row in rows:
        row.balance = balance
        if row.unit == MINUTES:
            balance -= row.quantity
    return rows[first:]


class WorkDone(NamedTuple):
    """What became of the work on a contract that has no hours of its own: money charged without tax, and minutes still held."""

    charged: Decimal
    held: int


def work_done_on(contract: Contract) -> WorkDone | None:
    """What was charged and is held; None where a line holds hours, so that the ledger has a balance. Up to four queries."""
    if contract.lines.exclude(kind__in=WITHOUT_HOURS).exists():
        return None
    held = Movement.objects.filter(Q(kind=HOLD) | Q(kind=REVERSE, reverses__kind=HOLD), tenant_id=contract.tenant_id)
    minutes = held.filter(contract=contract).aggregate(sum=Sum("work_minutes"))["sum"] or 0
    return WorkDone(sum((one.amount for one in uninvoiced_work(contract, date.max)), Decimal(0)), minutes)


class Course(NamedTuple):
    """What is coming: the renewal date when the contract has an end, and the last day of notice when it renews by itself."""

    renewal_on: Any
    notice_on: Any
    days: int
    is_notice_open: bool
    is_notice_near: bool
    notice: Any
    terms: Any
    today: Any


def course_of(contract: Contract, at: datetime) -> Course:
    """Renewal, notice date and the notice that stands; no notice date where nothing renews by itself, or notice was given."""
    today = today_of(contract, at)
    terms, notice = agreement_on(contract, contract.ends_on or today).terms.renewal, standing_notice(contract)
    if contract.ends_on is None:
        return Course(None, None, 0, True, False, notice, terms, today)
    renewal = renewal_date(contract.ends_on)
    if terms.kind != "automatic" or notice is not None:
        return Course(renewal, None, (renewal - today).days, True, False, notice, terms, today)
    notice_on = last_notice_date(contract.ends_on, terms.notice, terms.notice_unit)
    is_open = today <= notice_on
    is_near = is_open and (notice_on - today).days <= NOTICE_REMINDER
    return Course(renewal, notice_on, (renewal - today).days, is_open, is_near, None, terms, today)


def lines_of(contract: Contract, at: datetime, teams: dict[int, str] = NUMBERED) -> list[dict[str, Any]]:
    """The lines as they stand today, or on the first day of a contract that is coming, each with its words.

    `teams` are the names of the levels where a client reads them (`decisions.md` 35).
    """
    agreed = agreement_on(contract, max(today_of(contract, at), contract.starts_on))
    return [
        {
            "line": line,
            "terms": said,
            "words": line_in_words(said, contract.currency),
            "facts": list(line_facts(said, contract.currency, teams)),
        }
        for line, said in agreed.lines
    ]


def versions_of(contract: Contract) -> list[ContractVersion]:
    """The versions, newest first, each with `differences` from the one before, in words."""
    names = {str(line.pk): line.name for line in contract.lines.all()}
    versions = list(contract.versions.select_related("package_version__package").order_by("number"))
    before = None
    for version in versions:
        version.differences = differences(before and before.agreed, version.agreed, names, contract.currency)
        before = version
    return versions[::-1]


def changes_of(contract: Contract) -> list[ContractChange]:
    """The changes of state, newest first, each with `words` and who made it (C-07)."""
    changes = list(contract.changes.select_related("by").order_by("-at", "-id")[:CHANGES_SHOWN])
    for change in changes:
        change.words = CHANGES.get(change.kind, change.kind)
    return changes
