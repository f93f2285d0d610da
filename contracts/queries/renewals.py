"""The term that follows an agreement's last day: what it would be, what was told of it, whether it is offered (C-54 to C-56)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from msgspec.structs import replace

from contracts.commitments import committed, term_from
from contracts.fees import raised
from contracts.models import Contract, ContractLine
from contracts.queries.agreements import Agreement, agreement_on
from contracts.queries.standings import standing_notice, today_of
from contracts.spans import DAY, Span, add_months, last_notice_date, renewal_date
from contracts.terms import LineTerms, Renewal


@dataclass(frozen=True)
class ComingTerm:
    """What a renewal comes to: its days, the agreement it goes on from, the percent that fees rise by, and the lines then."""

    span: Span
    before: Agreement
    percent: Decimal
    lines: tuple[tuple[ContractLine, LineTerms], ...]


def coming_term(contract: Contract, *, months: int | None = None, percent: Decimal | None = None) -> ComingTerm:
    """The term from the day after the last one, for the months agreed unless given.

    `percent` is a price agreed on now; without it the uplift counts that the client was told of in time (C-56).
    """
    starts_on = renewal_date(contract.ends_on)
    before = agreement_on(contract, contract.ends_on)
    renewal = before.terms.renewal
    uplift = renewal.uplift if percent is None else replace(renewal.uplift, cap=None, floor=None)
    percent = _told_in_time(contract, renewal) if percent is None else percent
    lines = tuple(
        (line, raised(said, uplift, percent, contract.currency) if percent else said)
        for line, said in before.lines
        if line.ends_on is None or line.ends_on >= starts_on
    )
    return ComingTerm(Span(starts_on, add_months(starts_on, months or renewal.months) - DAY), before, percent, lines)


def tell_by(contract: Contract, renewal: Renewal) -> date:
    """The last local day on which an uplift can be told so that it counts (C-56)."""
    notice = last_notice_date(contract.ends_on, renewal.notice, renewal.notice_unit)
    return notice - timedelta(days=renewal.uplift.tell_days)


def renewal_offered(contract: Contract, at: datetime) -> bool:
    """Whether a renewal was offered for the end that is coming, and can still be accepted (C-59)."""
    if contract.ends_on is None or today_of(contract, at) > contract.ends_on or standing_notice(contract):
        return False
    return contract.changes.filter(kind="renewal_offered", facts__renewal=str(renewal_date(contract.ends_on))).exists()


def offered_commitment(contract: Contract) -> Decimal:
    """What an offer commits the client to, without tax: the fees of its term, of an open-ended one those of a year (C-22)."""
    agreed = agreement_on(contract, contract.starts_on)
    return committed(agreed.lines, term_from(contract.starts_on, contract.ends_on), contract.currency)


def renewal_commitment(contract: Contract) -> Decimal:
    """What a renewal commits the client to, without tax: the fees of the coming term (C-22)."""
    coming = coming_term(contract)
    return committed(coming.lines, coming.span, contract.currency)


def _told_in_time(contract, renewal):
    """The percent that the client was told of in time for this renewal, else nothing (C-56)."""
    if renewal.uplift.kind == "none":
        return Decimal(0)
    told = contract.changes.filter(kind="uplift_told", facts__renewal=str(renewal_date(contract.ends_on)))
    last = told.filter(effective_on__lte=tell_by(contract, renewal)).order_by("-at").first()
    return Decimal(last.facts["percent"]) if last else Decimal(0)
