"""Renewal: by itself, by acceptance or not at all; with an uplift that the client was told of in time (C-54 to C-56, C-59)."""

from decimal import Decimal

from django.db import transaction
from django.utils import dateformat
from django.utils.translation import gettext as _
from msgspec.structs import replace

from accounts.spending import approves_for, refuse_above_limit
from contracts.actions.agreements import agree
from contracts.actions.changes import held, note, tell
from contracts.actions.keeping import wake_ledger
from contracts.actions.unused_fees import follow_end
from contracts.commitments import committed
from contracts.errors import ContractRefused
from contracts.models import ACCEPTED
from contracts.queries import agreement_on, coming_term, overlapping, standing_notice, tell_by, today_of
from contracts.spans import DAY, renewal_date

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
    is_in_time = today <= tell_by(contract, renewal_terms)
    facts = {"renewal": str(renewal), "percent": str(percent), "is_in_time": is_in_time}
    change = note(contract, "uplift_told", by=by, at=at, effective_on=today, **facts)
    tell(contract, "uplift", key=f"uplift:{change.pk}", at=at, percent=str(percent), renewal_on=str(renewal))
    return change


@transaction.atomic
def renew_contract(*, contract, by, at, months=None, percent=None, reason="", last_day=None):
    """Renew for the term agreed, or so many months, from the day after the last one.

    `by` staff, whose decision bridges a suspension too (C-59), or an approver of the client after an offer. `percent` is a price
    agreed on now; without it the uplift counts that the client was told of in time (C-56). Refuses a contract that has ended, and
    one that does not end on `last_day` any more: somebody renewed it meanwhile. AboveSpendingLimit where the fees of the term are
    more than the approver may spend (C-22).
    """
    contract = held(contract)
    _refuse_no_renewal(contract, today_of(contract, at))
    if last_day and last_day != contract.ends_on:
        words = _("Its last day was changed meanwhile: %(day)s. Read it again before you renew.")
        raise ContractRefused(words % {"day": dateformat.format(contract.ends_on, WORDS)})
    if by.client_id:
        renewal = str(renewal_date(contract.ends_on))
        if not approves_for(by, contract.client_id):
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
        follow_end(contract, at=at)
        wake_ledger(contract=contract, at=at)
        note(contract, "renewal_withheld", by=None, at=at, effective_on=last.effective_on)


def _renew(contract, by, at, *, months=None, percent=None, reason=""):
    coming = coming_term(contract, months=months, percent=percent)
    if by is not None and by.client_id:
        amount = committed(coming.lines, coming.span, contract.currency)
        refuse_above_limit(by, amount, contract.currency, _("Somebody else at your company has to renew it."))
    contract.ends_on = coming.span.ends_on
    contract.save(update_fields=["ends_on"])
    version = agree(
        contract=contract,
        terms=replace(coming.before.terms, lines={str(line.pk): said for line, said in coming.lines}),
        effective_on=coming.span.starts_on,
        reason=reason or _("Renewal"),
        package_version=coming.before.version.package_version,
        by=by,
        at=at,
    )
    days = {"start_on": str(coming.span.starts_on), "last_on": str(contract.ends_on)}
    facts = {"ends_on": days["last_on"], "percent": str(coming.percent), "version": version.number}
    note(contract, "renewed", by=by, at=at, effective_on=coming.span.starts_on, reason=reason, **facts)
    tell(contract, "renewed", key=f"renewed:{version.pk}", at=at, **days)
    return version


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
