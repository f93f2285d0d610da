"""Support withheld for a while: warned of, begun, waived, lifted (C-61, C-62)."""

from datetime import timedelta

from django.db import transaction
from django.utils import dateformat
from django.utils.translation import gettext as _

from contracts.actions.advance_fees import charge_fees
from contracts.actions.changes import held, note, tell
from contracts.actions.renewing import withhold_renewal
from contracts.actions.waiving import credit_waived_days
from contracts.errors import ContractRefused
from contracts.models import CoverChange, Suspension
from contracts.queries import agreement_on, state_of, today_of
from contracts.spans import DAY, day_start
from contracts.standing import COVERED

WORDS = "j F Y"


@transaction.atomic
def suspend_contract(
    *, contract, from_on, reason, by, at, warned_on=None, waives_fees=False, lets_critical_through=False, is_for_non_payment=False
):
    """Suspend from the start of a local day on; this is the warning, unless one went out on `warned_on` (C-61).

    Refuses a day sooner than the contract's days of warning, one that is over, a contract that does not hold, and a second
    suspension. Open tickets stand still from that instant, what is missed stays missed; fees go on unless waived.
    """
    contract = held(contract)
    _check(contract, from_on, warned_on, at)
    contract.suspended_from = max(day_start(from_on, contract.time_zone), at)
    contract.save(update_fields=["suspended_from"])
    suspension = Suspension.objects.create(
        tenant_id=contract.tenant_id,
        contract=contract,
        client_id=contract.client_id,
        from_at=contract.suspended_from,
        warned_at=day_start(warned_on, contract.time_zone) if warned_on else at,
        reason=reason,
        is_for_non_payment=is_for_non_payment,
        waives_fees=waives_fees,
        lets_critical_through=lets_critical_through,
    )
    _change_cover(suspension, "suspended", suspension.from_at)
    note(contract, "suspended", by=by, at=at, effective_on=from_on, reason=reason, waives_fees=waives_fees)
    tell(contract, "suspension", key=f"suspension:{suspension.pk}", at=at, tone="warn", from_on=str(from_on), reason=reason)
    if is_for_non_payment:
        withhold_renewal(contract, at=at)
    return suspension


def _check(contract, from_on, warned_on, at):
    """Refuse what `suspend_contract` refuses."""
    today = today_of(contract, at)
    if contract.suspended_from is not None:
        raise ContractRefused(_("A suspension is open or announced already. End it first."))
    if state_of(contract, at) not in COVERED:
        raise ContractRefused(_("This contract does not hold today, so there is nothing to suspend."))
    if warned_on is not None and warned_on > today:
        raise ContractRefused(_("The warning cannot have gone out in the future."), field="warned_on")
    days = agreement_on(contract, today).terms.suspension_warning_days
    earliest = max((warned_on or today) + timedelta(days=days), today)
    if from_on < earliest:
        raise ContractRefused(
            _("The client must be warned %(days)s days before. The earliest day is %(day)s.")
            % {"days": days, "day": dateformat.format(earliest, WORDS)},
            field="from_on",
        )
    if contract.ends_on and from_on > contract.ends_on:
        raise ContractRefused(_("The contract ends before that day."), field="from_on")


@transaction.atomic
def suspend_overdue(*, contract, overdue_since, at):
    """Suspend a contract with an invoice that was due on a local day, when more than its days of patience are over (2.2).

    For the one who knows of payments to call daily: the warning goes out early enough. Returns the new suspension, or None.
    """
    today = today_of(contract, at)
    terms = agreement_on(contract, today).terms
    if not terms.suspend_after_days or contract.suspended_from is not None or state_of(contract, at) not in COVERED:
        return None
    due_on = overdue_since + timedelta(days=terms.suspend_after_days + 1)
    if today < due_on - timedelta(days=terms.suspension_warning_days):
        return None
    from_on = max(due_on, today + timedelta(days=terms.suspension_warning_days))
    if contract.ends_on and from_on > contract.ends_on:
        return None
    reason = _("An invoice that was due on %(day)s is not paid.") % {"day": dateformat.format(overdue_since, WORDS)}
    return suspend_contract(contract=contract, from_on=from_on, reason=reason, is_for_non_payment=True, by=None, at=at)


@transaction.atomic
def reinstate_contract(*, contract, by, at, reason="", only_for_non_payment=False):
    """End the suspension: tickets received in it start their clocks now (C-62); one only announced is called off.

    Waived fees of the suspended days are credited. Returns whether there was one to end; without one a person is refused.
    """
    contract = held(contract)
    suspension = contract.suspensions.filter(until_at=None).first()
    if suspension is None or (only_for_non_payment and not suspension.is_for_non_payment):
        if by is None:
            return False
        raise ContractRefused(_("This contract is not suspended."))
    contract.suspended_from = None
    contract.save(update_fields=["suspended_from"])
    if at <= suspension.from_at:
        suspension.delete()
        note(contract, "suspension_called_off", by=by, at=at, reason=reason)
    else:
        suspension.until_at = at
        suspension.save(update_fields=["until_at"])
        _change_cover(suspension, "reinstated", at)
        note(contract, "reinstated", by=by, at=at, reason=reason)
        if suspension.waives_fees:
            charge_fees(
                contract, day=today_of(contract, at), at=at
            )  # also those that a worker at a standstill has not charged yet
            credit_waived_days(contract, suspension, at=at)
    tell(contract, "reinstated", key=f"reinstated:{suspension.from_at.isoformat()}:{at.isoformat()}", at=at)
    return True


@transaction.atomic
def waive_fees(*, contract, waives, by, at, reason=""):
    """Whether the days of the open or announced suspension cost nothing; they are credited when it ends."""
    contract, suspension = _open(contract)
    if suspension.waives_fees != waives:
        suspension.waives_fees = waives
        suspension.save(update_fields=["waives_fees"])
        note(contract, "fees_waived" if waives else "fees_kept", by=by, at=at, reason=reason)
    return suspension


@transaction.atomic
def let_critical_through(*, contract, by, at, reason=""):
    """Critical tickets are worked on in spite of the suspension, those that are open from now on (C-62)."""
    contract, suspension = _open(contract)
    if not suspension.lets_critical_through:
        suspension.lets_critical_through = True
        suspension.save(update_fields=["lets_critical_through"])
        _change_cover(suspension, "critical_through", max(at, suspension.from_at))
        note(contract, "critical_let_through", by=by, at=at, reason=reason)
    return suspension


def end_with_contract(contract, *, at):
    """A suspension ends with the contract's last day; what becomes of its tickets the run-off decides."""
    suspension = contract.suspensions.filter(until_at=None).first()
    if suspension is None:
        return
    contract.suspended_from = None
    contract.save(update_fields=["suspended_from"])
    suspension.until_at = max(day_start(contract.ends_on + DAY, contract.time_zone), suspension.from_at + timedelta(seconds=1))
    suspension.save(update_fields=["until_at"])
    _change_cover(suspension, "reinstated", suspension.until_at)
    if suspension.waives_fees:
        credit_waived_days(contract, suspension, at=at)


def _open(contract):
    contract = held(contract)
    suspension = contract.suspensions.filter(until_at=None).first()
    if suspension is None:
        raise ContractRefused(_("This contract is not suspended."))
    return contract, suspension


def _change_cover(suspension, kind, moment):
    whose = {"tenant_id": suspension.tenant_id, "contract_id": suspension.contract_id}
    CoverChange.objects.create(**whose, suspension=suspension, kind=kind, at=moment)
