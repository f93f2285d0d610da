"""Renewal: by itself, by acceptance or not at all; with an uplift that the client was told of in time (C-54 to C-56, C-59)."""

from datetime import timedelta
from decimal import Decimal

from django.db import transaction
from django.utils import dateformat
from django.utils.translation import gettext as _
from msgspec.structs import replace

from contracts.actions.agreements import agree
from contracts.actions.changes import held, note, tell
from contracts.actions.keeping import wake_ledger
from contracts.errors import ContractRefused
from contracts.fees import raised
from contracts.models import ACCEPTED
from contracts.queries import agreement_on, overlapping, standing_notice, today_of
from contracts.spans import DAY, add_months, last_notice_date, renewal_date

WORDS = "j F Y"


@transaction.atomic
def offer_renewal(*, contract, by, at):
    """Ask the client to renew expressly; one of its approvers accepts with `renew_contract` until the last day (C-59)."""
    contract = held(contract)
    _refuse_no_renewal(contract, today_of(contract, at))
    renewal = renewal_date(contract.ends_on)
    change = note(contract, "renewal_offered", by=by, at=at, effective_on=renewal, renewal=str(renewal))
    tell(contract, "renewal_offered", key=f"renewal:{change.pk}", staff=False, at=at, last_on=str(contract.ends_on))
    return change


@transaction.atomic
def tell_uplift(*, contract, by, at, percent=None):
    """Tell the client by how much fees rise at the renewal (C-56); an index needs its figure in `percent`.

    It counts when said as many days as agreed before the last notice date; told later, the old price carries for that term.
    """
    contract = held(contract)
    today = today_of(contract, at)
    _refuse_no_renewal(contract, today)
    renewal_terms = agreement_on(contract, contract.ends_on).terms.renewal
    uplift = renewal_terms.uplift
    if uplift.kind == "none":
        raise ContractRefused(_("No uplift was agreed for this contract."))
    if uplift.kind == "index" and percent is None:
        raise ContractRefused(_("Say by how many percent the index rose."), field="percent")
    percent = Decimal(percent) if uplift.kind == "index" else uplift.percent
    renewal = renewal_date(contract.ends_on)
    is_in_time = today <= _tell_by(contract, renewal_terms)
    facts = {"renewal": str(renewal), "percent": str(percent), "is_in_time": is_in_time}
    change = note(contract, "uplift_told", by=by, at=at, effective_on=today, **facts)
    tell(contract, "uplift", key=f"uplift:{change.pk}", at=at, percent=str(percent), renewal_on=str(renewal))
    return change


@transaction.atomic
def renew_contract(*, contract, by, at, months=None, percent=None, reason="", last_day=None):
    """Renew for the term agreed, or so many months, from the day after the last one.

    `by` staff, whose decision bridges a suspension too (C-59), or an approver of the client after an offer. `percent` is a price
    agreed on now; without it the uplift counts that the client was told of in time (C-56). Refuses a contract that has ended, and
    one that does not end on `last_day` any more: somebody renewed it meanwhile.
    """
    contract = held(contract)
    _refuse_no_renewal(contract, today_of(contract, at))
    if last_day and last_day != contract.ends_on:
        words = _("Its last day was changed meanwhile: %(day)s. Read it again before you renew.")
        raise ContractRefused(words % {"day": dateformat.format(contract.ends_on, WORDS)})
    if by.client_id:
        renewal = str(renewal_date(contract.ends_on))
        if by.client_id != contract.client_id or not by.is_approver:
            raise ContractRefused(_("Only an approver of your company can renew the contract."))
        if not contract.changes.filter(kind="renewal_offered", facts__renewal=renewal).exists():
            raise ContractRefused(_("No renewal is offered."))
    return _renew(contract, by, at, months=months, percent=percent, reason=reason)


def renew_by_itself(contract, *, at):
    """Tacit renewal; the caller has seen that the day has come. Returns the new version, or None where it must not be (C-59)."""
    if contract.stage != ACCEPTED or standing_notice(contract):
        return None
    if contract.suspensions.filter(until_at=None, is_for_non_payment=True).exists():
        return None
    products = [covered.product for covered in contract.covered.select_related("product")]
    if overlapping(contract.client, products, renewal_date(contract.ends_on), None, but=contract.pk):
        return None  # its successor is agreed already
    return _renew(contract, None, at)


def withhold_renewal(contract, *, at):
    """Take a tacit renewal back whose term has not begun: none bridges a suspension for non-payment (C-59)."""
    today = today_of(contract, at)
    last = contract.changes.filter(kind="renewed", by=None, effective_on__gt=today).order_by("-effective_on").first()
    if last is not None and contract.ends_on and contract.ends_on >= last.effective_on:
        contract.ends_on = last.effective_on - DAY
        contract.save(update_fields=["ends_on"])
        wake_ledger(contract=contract, at=at)
        note(contract, "renewal_withheld", by=None, at=at, effective_on=last.effective_on)


def _renew(contract, by, at, *, months=None, percent=None, reason=""):
    renewal = renewal_date(contract.ends_on)
    agreed = agreement_on(contract, contract.ends_on)
    terms = agreed.terms
    raise_by = Decimal(percent) if percent is not None else _told_in_time(contract, terms.renewal)
    going_on = {str(line.pk): said for line, said in agreed.lines if line.ends_on is None or line.ends_on >= renewal}
    uplift = terms.renewal.uplift if percent is None else replace(terms.renewal.uplift, cap=None, floor=None)
    if raise_by:
        going_on = {key: raised(said, uplift, raise_by, contract.currency) for key, said in going_on.items()}
    contract.ends_on = add_months(renewal, months or terms.renewal.months) - DAY
    contract.save(update_fields=["ends_on"])
    version = agree(
        contract=contract,
        terms=replace(terms, lines=going_on),
        effective_on=renewal,
        reason=reason or _("Renewal"),
        package_version=agreed.version.package_version,
        by=by,
        at=at,
    )
    facts = {"ends_on": str(contract.ends_on), "percent": str(raise_by), "version": version.number}
    note(contract, "renewed", by=by, at=at, effective_on=renewal, reason=reason, **facts)
    tell(contract, "renewed", key=f"renewed:{version.pk}", at=at, start_on=str(renewal), last_on=str(contract.ends_on))
    return version


def _told_in_time(contract, renewal_terms):
    """The percent that the client was told of in time for this renewal, else nothing (C-56)."""
    if renewal_terms.uplift.kind == "none":
        return Decimal(0)
    told = contract.changes.filter(kind="uplift_told", facts__renewal=str(renewal_date(contract.ends_on)))
    last = told.filter(effective_on__lte=_tell_by(contract, renewal_terms)).order_by("-at").first()
    return Decimal(last.facts["percent"]) if last else Decimal(0)


def _tell_by(contract, renewal_terms):
    notice = last_notice_date(contract.ends_on, renewal_terms.notice, renewal_terms.notice_unit)
    return notice - timedelta(days=renewal_terms.uplift.tell_days)


def _refuse_no_renewal(contract, today):
    if contract.stage != ACCEPTED:
        raise ContractRefused(_("This contract is not accepted yet."))
    if contract.ends_on is None:
        raise ContractRefused(_("This contract has no end, so there is nothing to renew."))
    if today > contract.ends_on:
        words = _("This contract ended on %(day)s. Make a new one.")
        raise ContractRefused(words % {"day": dateformat.format(contract.ends_on, WORDS)})
    if standing_notice(contract):
        raise ContractRefused(_("Notice was given. Withdraw it first."))
