"""From a draft to an accepted agreement: offered, accepted, declined, withdrawn (2.2)."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.spending import approves_for, refuse_above_limit
from contracts.actions.changes import held, note, tell
from contracts.actions.keeping import wake_ledger
from contracts.errors import ContractRefused
from contracts.models import ACCEPTED, DECLINED, DRAFT, OFFERED
from contracts.queries import offered_commitment, overlapping


@transaction.atomic
def offer_contract(*, contract, by, at):
    """Send a draft, or one that was declined, to the client; its managers and approvers hear of it."""
    contract = held(contract)
    _only(contract, (DRAFT, DECLINED), _("Only a draft can be offered."))
    _refuse_rival(contract)
    change = _turn(contract, OFFERED, by, at)
    tell(contract, "offered", key=f"offered:{change.pk}", staff=False, at=at, start_on=str(contract.starts_on))
    return contract


@transaction.atomic
def accept_contract(*, contract, by, at, reason=""):
    """The offer holds: from its first day on, or at once when that has come. A contact must be an approver of the client.

    Staff may record an acceptance that came by other ways; `reason` says by which. Refuses cover that another contract gives;
    AboveSpendingLimit where the fees of the term are more than the approver may spend (C-22).
    """
    contract = held(contract)
    _only(contract, (OFFERED,), _("Only an offer can be accepted; this contract is not offered."))
    _refuse_who_may_not(contract, by)
    if by.client_id:
        next_step = _("Somebody else at your company has to accept it.")
        refuse_above_limit(by, offered_commitment(contract), contract.currency, next_step)
    _refuse_rival(contract)
    contract.tick_at = contract.created_at
    change = _turn(contract, ACCEPTED, by, at, reason)
    wake_ledger(contract=contract, at=at)
    tell(contract, "accepted", key=f"accepted:{change.pk}", client=not by.client_id, at=at, start_on=str(contract.starts_on))
    return contract


@transaction.atomic
def decline_contract(*, contract, by, at, reason):
    """The client does not want the offer; why is kept."""
    contract = held(contract)
    _only(contract, (OFFERED,), _("Only an offer can be declined; this contract is not offered."))
    _refuse_who_may_not(contract, by)
    change = _turn(contract, DECLINED, by, at, reason)
    tell(contract, "declined", key=f"declined:{change.pk}", client=False, at=at, tone="warn", reason=reason)
    return contract


@transaction.atomic
def withdraw_offer(*, contract, by, at, reason=""):
    """Take an offer back: it is a draft again."""
    contract = held(contract)
    _only(contract, (OFFERED,), _("Only an offer can be withdrawn; this contract is not offered."))
    _turn(contract, DRAFT, by, at, reason, kind="withdrawn")
    return contract


def _turn(contract, stage, by, at, reason="", kind=""):
    contract.stage = stage
    contract.save(update_fields=["stage", "tick_at"])
    return note(contract, kind or stage, by=by, at=at, reason=reason)


def _only(contract, stages, sentence):
    if contract.stage not in stages:
        raise ContractRefused(sentence)


def _refuse_who_may_not(contract, by):
    if by.client_id and not approves_for(by, contract.client_id):
        raise ContractRefused(_("Only an approver of your company can answer an offer."))


def _refuse_rival(contract):
    products = [covered.product for covered in contract.covered.select_related("product")]
    rival = overlapping(contract.client, products, contract.starts_on, contract.ends_on, but=contract.pk)
    if rival is not None:
        raise ContractRefused(
            _("“%(name)s” covers the same on some of these days. End it first, or choose other products or dates.")
            % {"name": rival.name}
        )
