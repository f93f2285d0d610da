"""Notice and exit: in time or refused, with what each kind means for days and money (C-55, C-57)."""

from datetime import timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import dateformat
from django.utils.translation import gettext as _

from contracts.actions.advance_fees import of_contract
from contracts.actions.changes import held, note, tell
from contracts.actions.keeping import wake_ledger
from contracts.actions.unused_fees import credit_unused, follow_end
from contracts.errors import ContractRefused
from contracts.models import ACCEPTED, TERMINATION, Charge, Ending
from contracts.queries import agreement_on, standing_notice, today_of
from contracts.spans import DAY, add_months, last_notice_date, renewal_date

WORDS = "j F Y"
CURE_DAYS = 30  # that a breach may be cured in before it ends a contract (C-57)


@transaction.atomic
def give_notice(
    *,
    contract,
    kind,
    received_on,
    by,
    at,
    ends_on=None,
    reason="",
    fee=Decimal(0),
    refunds_unused=False,
    refunds_hours=False,
):
    """Record a notice: `kind` convenience, cause, mutual or end_of_life; dates are local (C-57).

    For convenience the contract ends with its term, or, without an end, when the notice period is over; a sooner `ends_on` must
    leave the notice period. Refuses one received after the last valid date (C-55), and says which that was. A `fee` for ending
    early and the refund of unused prepaid days are charged the day after the end, the refund of hours that stay unused when the
    run-off is over; without it they expire. Fees of periods that never begin are credited at once.
    """
    contract = held(contract)
    _check_notice(contract, received_on, fee, today_of(contract, at))
    before = contract.ends_on
    ends_on = _not_before_start(contract, _last_day(contract, kind, received_on, ends_on))
    ending = Ending.objects.create(
        tenant_id=contract.tenant_id,
        contract=contract,
        client_id=contract.client_id,
        kind=kind,
        received_on=received_on,
        ends_on=ends_on,
        reason=reason,
        fee=fee,
        refunds_unused=refunds_unused,
        refunds_hours=refunds_hours,
        recorded_at=at,
    )
    contract.ends_on = ends_on
    contract.save(update_fields=["ends_on"])
    follow_end(contract, at=at)
    wake_ledger(contract=contract, at=at)
    facts = {"kind_of_exit": kind, "received_on": str(received_on), "ends_on": str(ends_on), "ended_on_before": str(before or "")}
    note(contract, "notice_given", by=by, at=at, effective_on=received_on, reason=reason, **facts)
    tell(contract, "notice", key=f"notice:{ending.pk}", at=at, tone="warn", last_on=str(ends_on))
    return ending


def _check_notice(contract, received_on, fee, today):
    """Refuse a notice of what does not hold, a second one, one of tomorrow, and a negative fee."""
    if contract.stage != ACCEPTED or (contract.ends_on and today > contract.ends_on):
        raise ContractRefused(_("This contract does not hold, so there is nothing to give notice of."))
    if standing_notice(contract):
        raise ContractRefused(_("Notice was given already. Withdraw it first."))
    if received_on > today:
        raise ContractRefused(_("A notice cannot be received in the future."), field="received_on")
    if fee < 0:
        raise ContractRefused(_("The fee for ending early cannot be negative."), field="fee")


@transaction.atomic
def withdraw_notice(*, contract, by, at, reason=""):
    """The notice counts no more, and the contract ends when it would have; refused once the contract has ended."""
    contract = held(contract)
    ending = standing_notice(contract)
    if ending is None:
        raise ContractRefused(_("No notice was given."))
    if today_of(contract, at) > ending.ends_on:
        raise ContractRefused(_("This contract has ended by that notice. Make a new one."))
    ending.withdrawn_at = at
    ending.save(update_fields=["withdrawn_at"])
    given = contract.changes.filter(kind="notice_given").order_by("-at", "-id").first()
    contract.ends_on = given.facts["ended_on_before"] or None
    contract.save(update_fields=["ends_on"])
    wake_ledger(contract=contract, at=at)
    contract.refresh_from_db(fields=["ends_on"])
    follow_end(contract, at=at)
    note(contract, "notice_withdrawn", by=by, at=at, reason=reason, ends_on=str(contract.ends_on or ""))
    tell(contract, "notice_withdrawn", key=f"notice-withdrawn:{ending.pk}", at=at)
    return contract


def settle_exit(contract, *, at):
    """The day after the last one: what the notice that stands means for money, as charges (C-57, EX-C31).

    Where the contract went on after all and ends again, nothing is charged or credited twice.
    """
    ending = standing_notice(contract)
    if ending is None:
        return
    credit_unused(contract, at=at, is_of_begun=ending.refunds_unused)
    told = contract.charges.filter(tenant_id=contract.tenant_id, kind=TERMINATION, source_id=ending.pk)
    if ending.fee and not told.exists():
        Charge.objects.create(
            **of_contract(contract, at),
            kind=TERMINATION,
            amount=ending.fee,
            from_on=None,
            until_on=None,
            due_on=ending.ends_on + DAY,
            source_kind="ending",
            source_id=ending.pk,
        )


def _last_day(contract, kind, received_on, ends_on):
    """The day on which the contract ends by such a notice, or a refusal in a sentence."""
    if kind == "convenience":
        return _by_convenience(contract, received_on, ends_on)
    earliest = received_on + timedelta(days=CURE_DAYS) if kind == "cause" else received_on
    ends_on = ends_on or earliest
    if ends_on < earliest:
        words = (
            _("A breach may be cured within %(days)s days, so the earliest last day is %(day)s.")
            if kind == "cause"
            else _("The last day cannot be before the notice of %(day)s.")
        )
        raise ContractRefused(words % {"days": CURE_DAYS, "day": dateformat.format(earliest, WORDS)}, field="ends_on")
    return _not_beyond(contract, ends_on)


def _by_convenience(contract, received_on, ends_on):
    terms = agreement_on(contract, received_on).terms.renewal
    period_over = (
        add_months(received_on, terms.notice) if terms.notice_unit == "months" else received_on + timedelta(days=terms.notice)
    )
    if ends_on is not None and (contract.ends_on is None or ends_on < contract.ends_on):
        if ends_on < period_over:
            raise ContractRefused(
                _("The notice period is not over then. The earliest last day is %(day)s.")
                % {"day": dateformat.format(period_over, WORDS)},
                field="ends_on",
            )
        return ends_on
    if contract.ends_on is None:
        return period_over
    last_valid = last_notice_date(contract.ends_on, terms.notice, terms.notice_unit)
    if terms.kind == "automatic" and received_on > last_valid:
        raise ContractRefused(
            _("This notice is late: it had to be received by %(last)s. The contract renews on %(renewal)s.")
            % {
                "last": dateformat.format(last_valid, WORDS),
                "renewal": dateformat.format(renewal_date(contract.ends_on), WORDS),
            },
            field="received_on",
        )
    return _not_beyond(contract, ends_on or contract.ends_on)


def _not_before_start(contract, ends_on):
    if ends_on < contract.starts_on:
        words = _("The contract starts on %(day)s and cannot end before that.")
        raise ContractRefused(words % {"day": dateformat.format(contract.starts_on, WORDS)}, field="ends_on")
    return ends_on


def _not_beyond(contract, ends_on):
    if contract.ends_on is not None and ends_on > contract.ends_on:
        raise ContractRefused(
            _("The contract ends on %(day)s already.") % {"day": dateformat.format(contract.ends_on, WORDS)}, field="ends_on"
        )
    return ends_on
