"""Change orders: an upgrade at once with its proration, a downgrade when a period or the term ends (C-52, C-53)."""

from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils import dateformat
from django.utils.translation import gettext as _
from msgspec.structs import replace

from contracts.actions.advance_fees import of_contract
from contracts.actions.agreements import agree
from contracts.actions.changes import held, note, tell
from contracts.allowances import cycle_of
from contracts.errors import ContractRefused
from contracts.fees import allowance_of, fee_of
from contracts.models import ACCEPTED, FEE, PRORATION, Charge
from contracts.proration import added_allowance, change_of_fee, prorated_minutes
from contracts.queries import agreement_on, today_of
from contracts.spans import MONTHS, Span, renewal_date
from contracts.terms import Bucket, Terms

WORDS = "j F Y"
UPGRADE, DOWNGRADE, CHANGE = "upgraded", "downgraded", "changed"


@transaction.atomic
def change_terms(
    *, contract, terms: Terms, effective_on, by, at, lines=(), reason="", package_version=None, is_agreed_at_once=False
):
    """A new version of the terms from a local day on, with what it gives back and charges of periods that have begun.

    `terms` and `lines` are as `agree` takes them. Dearer terms hold at once; cheaper ones, and fewer hours for the same fee, from
    the next period, or from the renewal for yearly terms, unless both sides agreed on a day (C-53). Each line whose fee changes
    within a period gets a credit and a charge for the same days (C-52); the minutes added stand in the change's facts. Used
    minutes stay used. Refuses other periods for a line that goes on: those that were opened and charged stay as they began
    (C-30), and other hours, another price or last day for a bucket, which was granted and charged once (C-44).
    """
    contract = held(contract)
    who, said = {"by": by, "at": at}, {"terms": terms, "lines": lines, "effective_on": effective_on, "reason": reason}
    if contract.stage != ACCEPTED:
        return agree(contract=contract, package_version=package_version, **said, **who)
    _refuse_after_the_end(contract, effective_on)
    before = agreement_on(contract, effective_on)
    _refuse_other_periods(before, terms)
    _refuse_other_buckets(before, terms)
    kind = direction(before, terms, lines, contract.currency)
    if kind == DOWNGRADE and not is_agreed_at_once:
        _refuse_too_soon(effective_on, downgrade_day(before, today_of(contract, at)))
    version = agree(contract=contract, package_version=package_version, **said, **who)
    contract.refresh_from_db(fields=["ends_on"])
    added: dict[str, int] = {}
    for line, old in before.lines:
        new = version.agreed.lines.get(str(line.pk))
        added |= _change_line(contract, line, old, new, effective_on, version, at)
    note(contract, kind, by=by, at=at, effective_on=effective_on, reason=reason, version=version.number, added_minutes=added)
    tell(contract, "changed", key=f"version:{version.pk}", at=at, start_on=str(effective_on), reason=reason)
    return version


def _refuse_after_the_end(contract, effective_on):
    if contract.ends_on and effective_on > contract.ends_on:
        words = _("The contract ends on %(day)s, before that day.") % {"day": dateformat.format(contract.ends_on, WORDS)}
        raise ContractRefused(words, field="effective_on")


def _refuse_too_soon(effective_on, earliest):
    """Cheaper terms, or fewer hours for the same fee, before their day (C-53)."""
    if effective_on < earliest:
        raise ContractRefused(
            _("Cheaper terms, or fewer hours, hold from %(day)s on, unless both sides agree on a sooner day.")
            % {"day": dateformat.format(earliest, WORDS)},
            field="effective_on",
        )


def direction(before, terms: Terms, lines, currency) -> str:
    """Whether new terms cost more a year than those before, or less; at the same fee, whether they give more hours, or fewer."""
    told = [*terms.lines.values(), *(line["terms"] for line in lines)]
    old, new = _worth([said for _line, said in before.lines], currency), _worth(told, currency)
    return UPGRADE if new > old else DOWNGRADE if new < old else CHANGE


def downgrade_day(agreed, today: date) -> date:
    """From when on cheaper terms hold: the renewal of a yearly term, else the latest of the lines' next periods (C-53)."""
    contract = agreed.contract
    if agreed.terms.renewal.term == "yearly" and contract.ends_on:
        return renewal_date(contract.ends_on)
    nexts = [today]
    for line, said in agreed.lines:
        if cycle := cycle_of(said, line.starts_on, None):
            number = cycle.number_on(today)
            nexts.append(today if cycle.start(number) == today else cycle.start(number + 1))
    return max(nexts)


def _refuse_other_periods(before, terms):
    for line, old in before.lines:
        new = terms.lines.get(str(line.pk))
        if new is not None and _rhythm(new) != _rhythm(old):
            raise ContractRefused(
                _("The periods of “%(line)s” stay as they began. Take the line out and add a new one with other periods.")
                % {"line": line.name}
            )


def _refuse_other_buckets(before, terms):
    """What was bought was granted and charged once, and stays (C-44)."""
    for line, old in before.lines:
        new = terms.lines.get(str(line.pk))
        if isinstance(old, Bucket) and new is not None and replace(new, notice_days=old.notice_days) != old:
            words = _("Hours, price and last day of “%(line)s” stay as they were bought. Add another bucket of hours instead.")
            raise ContractRefused(words % {"line": line.name})


def _rhythm(said):
    return getattr(said, "period", None), getattr(said, "is_calendar_aligned", False)


def _worth(told, currency):
    """The fees of a year and the minutes that they buy."""
    fees, minutes = Decimal(0), 0
    for said in told:
        if (fee := fee_of(said, currency)) is not None:
            fees += fee * 12 / MONTHS[said.period]
            minutes += (allowance_of(said) or 0) * 12 // MONTHS[said.period]
    return fees, minutes


def _change_line(contract, line, old, new, effective_on, version, at):
    """The pair of charges for each period that is charged or has begun, and the minutes added to the present one."""
    old_fee = fee_of(old, contract.currency)
    if old_fee is None:
        return {}
    new_fee = (fee_of(new, contract.currency) if new is not None else None) or Decimal(0)
    ends_on = contract.ends_on if new is not None else None
    charged = {row.from_on: row for row in line.charges.filter(kind=FEE, until_on__gte=effective_on)}
    cycle = cycle_of(old, line.starts_on, ends_on)
    present = cycle.on(effective_on) if cycle else None
    if present is None:
        return {}
    spans = {Span(max(effective_on, row.from_on), row.until_on): row.facts["of_days"] for row in charged.values()}
    if not spans and effective_on > present.span.starts_on:  # the job comes round later and charges the version of the first day
        spans[Span(effective_on, present.span.ends_on)] = present.whole.days
    if new_fee != old_fee:
        for rest, of_days in sorted(spans.items(), key=lambda each: each[0].starts_on):
            whole = Span(rest.starts_on, date.fromordinal(rest.starts_on.toordinal() + of_days - 1))
            _pair(contract, line, change_of_fee(old_fee, new_fee, rest, whole, contract.currency), rest, version, at)
    minutes = _added(old, new, Span(effective_on, present.span.ends_on), present.whole)
    return {str(line.pk): minutes} if minutes and effective_on > present.span.starts_on else {}


def _added(old, new, rest, whole):
    before, after = allowance_of(old) or 0, (allowance_of(new) if new is not None else 0) or 0
    if new is None:
        return -prorated_minutes(before, rest.days, whole.days)
    return added_allowance(before, after, rest, whole)


def _pair(contract, line, change, rest, version, at):
    usual = {
        **of_contract(contract, at),
        "line": line,
        "kind": PRORATION,
        "from_on": rest.starts_on,
        "until_on": rest.ends_on,
        "due_on": rest.starts_on,
        "source_kind": "version",
        "source_id": version.pk,
        "facts": {"days": change.days, "of_days": change.of_days},
    }
    if change.credit:
        Charge.objects.create(**usual, amount=-change.credit)
    if change.charge:
        Charge.objects.create(**usual, amount=change.charge)
