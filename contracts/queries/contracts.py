"""What a client has bought, and when it holds."""

from datetime import timedelta

from django.utils.translation import gettext as _

from contracts.models import ACCEPTED, Contract, ContractCalendar, ContractCondition
from contracts.standing import UNDER_WAY, Course, State, state_at
from slas.models import SEVERITIES, SOURCES

ONE_DAY = timedelta(days=1)  # no zone is further from UTC


def contract_in_force(client, product, at):
    """The contract that covers a product (or none) of a client at an instant, or None: its own before a client-wide one.

    "On that day" is the local date in the contract's zone, start and end included (C-05, C-07). Only accepted ones count; a
    suspended one does too, and its tickets wait (C-62).
    """
    accepted = Contract.objects.filter(tenant_id=client.tenant_id, client=client, stage=ACCEPTED)
    candidates = accepted.select_related("tier", "frozen_version")
    candidates = candidates.prefetch_related("covered")
    in_force = [c for c in candidates if holds(c, at)]
    wide = [c for c in in_force if not c.covered.all()]
    own = [c for c in in_force if product and product.pk in {covered.product_id for covered in c.covered.all()}]
    return next(iter([*own, *wide]), None)


def wide_contracts(tenant_id, client_ids):
    """Client id -> its contracts for all products, in two queries however many clients."""
    rows = Contract.objects.filter(tenant_id=tenant_id, client__in=client_ids, stage=ACCEPTED)
    rows = rows.select_related("tier", "frozen_version")
    found = {}
    for contract in rows.prefetch_related("covered"):
        if not contract.covered.all():
            found.setdefault(contract.client_id, []).append(contract)
    return found


def contracts_held(contracts, at):
    """Of some contracts (tier and client read with them), those in force at an instant in their own zones."""
    near = contracts.filter(starts_on__lte=(at + ONE_DAY).date()).exclude(ends_on__lt=(at - ONE_DAY).date())
    return [contract for contract in near.select_related("tier") if holds(contract, at)]


def standing(contract, at):
    """Whether the contract is `current`, `coming` or `over` on the local day of its zone; one not accepted is never current."""
    state = _by_days(contract, at)
    if state in UNDER_WAY:
        return "current"
    return "over" if state in (State.RUN_OFF, State.ENDED, State.DECLINED) else "coming"


def holds(contract, at):
    """Whether the contract was accepted and the local day of an instant is one of its days, in one that is suspended too."""
    return _by_days(contract, at) in UNDER_WAY


def _by_days(contract, at):
    """The state without what only suspends it or announces its end: no query."""
    return state_at(Course(contract.stage, contract.time_zone, contract.starts_on, contract.ends_on), at)


def conditions_of(contract):
    """The contract's conditions in their order, with the tiers that they mean."""
    rows = ContractCondition.objects.filter(tenant_id=contract.tenant_id, contract=contract)
    return list(rows.select_related("tier", "frozen_version", "ticket_type", "product").order_by("order"))


def conditions_of_each(tenant_id, contracts):
    """Contract id -> its conditions in their order, for many contracts in one query."""
    found = {contract.pk: [] for contract in contracts}
    rows = ContractCondition.objects.filter(tenant_id=tenant_id, contract__in=found)
    rows = rows.select_related("tier", "frozen_version", "ticket_type", "product")
    for row in rows.order_by("contract", "order"):
        found[row.contract_id].append(row)
    return found


def tier_meant(contract, conditions, **facts):
    """Tier and frozen version (or none) for a ticket: those of the first condition that fits, else the contract's (D-22).

    `facts` are severity, type_id, product_id and source.
    """
    decides = next((condition for condition in conditions if condition.fits(**facts)), contract)
    return decides.tier, decides.frozen_version


def condition_in_words(condition):
    """`Critical, Phone: Premium`."""
    about = [
        str(SEVERITIES[condition.severity]) if condition.severity else "",
        condition.ticket_type.name if condition.ticket_type else "",
        condition.product.name if condition.product else "",
        str(SOURCES[condition.source]) if condition.source else "",
    ]
    words = ", ".join(filter(None, about)) or _("every ticket")
    return f"{words}: {condition.tier.name}"


def condition_as_a_sentence(condition):
    """`When the severity is Critical and it reaches us by Phone, the promises of Premium hold.`"""
    clauses = [
        _("the severity is %(name)s") % {"name": SEVERITIES[condition.severity]} if condition.severity else "",
        _("the type is %(name)s") % {"name": condition.ticket_type.name} if condition.ticket_type else "",
        _("it is about %(name)s") % {"name": condition.product.name} if condition.product else "",
        _("it reaches us by: %(name)s") % {"name": SOURCES[condition.source]} if condition.source else "",
    ]
    said = _(" and ").join(filter(None, clauses))
    if not said:
        return _("Always, the promises of %(tier)s hold.") % {"tier": condition.tier.name}
    return _("When %(clauses)s, the promises of %(tier)s hold.") % {"clauses": said, "tier": condition.tier.name}


def calendars_of(contract):
    """Kind of hours -> calendar id, as far as the contract says (S-46)."""
    if contract is None:
        return {}
    chosen = ContractCalendar.objects.filter(tenant_id=contract.tenant_id, contract=contract)
    return dict(chosen.values_list("kind", "calendar_id"))


def calendars_of_each(tenant_id, contracts):
    """Contract id -> kind of hours -> calendar id, for many contracts in one query."""
    found = {contract.pk: {} for contract in contracts}
    chosen = ContractCalendar.objects.filter(tenant_id=tenant_id, contract__in=found)
    for contract_id, kind, calendar_id in chosen.values_list("contract_id", "kind", "calendar_id"):
        found[contract_id][kind] = calendar_id
    return found


def overlapping(client, products, starts_on, ends_on, but=None):
    """An accepted contract of the client that covers one of the products (or all, if these are) on a day of the span, or None."""
    rivals = Contract.objects.filter(tenant_id=client.tenant_id, client=client, stage=ACCEPTED).exclude(pk=but)
    rivals = rivals.prefetch_related("covered")
    if ends_on:
        rivals = rivals.filter(starts_on__lte=ends_on)
    wanted = {product.pk for product in products}
    for rival in rivals:
        if rival.ends_on and rival.ends_on < starts_on:
            continue
        theirs = {covered.product_id for covered in rival.covered.all()}
        if wanted & theirs or (not wanted and not theirs):
            return rival
    return None
