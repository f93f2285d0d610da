"""Contracts: making one, its last day, its conditions."""

from django.db import transaction
from django.utils import dateformat
from django.utils.translation import gettext as _

from accounts.log import record
from common import money
from contracts.actions.agreements import agree
from contracts.actions.keeping import wake_ledger
from contracts.actions.unused_fees import follow_end
from contracts.errors import ContractRefused
from contracts.models import ACCEPTED, Contract, ContractCalendar, ContractCondition, ContractProduct, CoverChange
from contracts.queries import condition_in_words, holds, overlapping
from contracts.spans import DAY
from contracts.terms import Terms
from slas.queries import version_in_force

WORDS = "j F Y"
NOTHING_SPECIAL = Terms()


@transaction.atomic
def create_contract(
    *,
    client,
    name,
    kind,
    tier,
    starts_on,
    ends_on,
    time_zone,
    by,
    at,
    products=(),
    calendars=None,
    is_frozen=False,
    terms=NOTHING_SPECIAL,
    lines=(),
    currency="GBP",
    package_version=None,
    reference="",
    account_manager=None,
    stage=ACCEPTED,
):
    """Put a client on a tier between two local dates, both included (C-05), with the first version of what was agreed.

    `products` none: all of the client's. `calendars` maps kinds of hours to calendars. A frozen contract keeps the tier's present
    version. `terms` and `lines` are as `agree` takes them; amounts are in `currency`, which stays until a renewal (C-06).
    Refuses an end before the start, and cover that another contract gives on the same day (`decisions.md` 11).
    """
    money.known(currency)
    _refuse_bad_span(client, products if stage == ACCEPTED else None, starts_on, ends_on)
    contract = Contract.objects.create(
        tenant_id=by.tenant_id,
        client=client,
        name=name,
        reference=reference,
        kind=kind,
        stage=stage,
        currency=currency,
        account_manager=account_manager,
        tier=tier,
        frozen_version=version_in_force(tier, at) if is_frozen else None,
        time_zone=time_zone,
        starts_on=starts_on,
        ends_on=ends_on,
        created_at=at,
        tick_at=at if stage == ACCEPTED else None,
    )
    _name_scope(contract, products, calendars or {})
    agree(contract=contract, terms=terms, lines=lines, effective_on=starts_on, package_version=package_version, by=by, at=at)
    facts = {"tier": tier.name, "starts_on": str(starts_on), "ends_on": str(ends_on or "")}
    _log("contract.created", contract, by, at, **facts)
    return contract


def _name_scope(contract, products, calendars):
    """Which products the contract covers, and which calendars it means by kinds of hours."""
    whose = {"tenant_id": contract.tenant_id, "contract": contract, "client": contract.client}
    ContractProduct.objects.bulk_create(ContractProduct(**whose, product=product) for product in products)
    ContractCalendar.objects.bulk_create(
        ContractCalendar(**whose, kind=hours, calendar=calendar) for hours, calendar in calendars.items()
    )


@transaction.atomic
def change_contract_end(*, contract, ends_on, by, at):
    """The contract's last day; none: no end. Refuses one before which a version is agreed already that holds from later on.

    Fees of periods that never begin are credited, and what was credited of days that count after all is charged again (C-57).
    """
    contract = Contract.objects.select_for_update(of=("self",), no_key=True).select_related("client").get(pk=contract.pk)
    _refuse_before_agreed(contract, ends_on)
    products = [covered.product for covered in contract.covered.select_related("product")]
    _refuse_bad_span(contract.client, products, contract.starts_on, ends_on, but=contract.pk)
    before, contract.ends_on = contract.ends_on, ends_on
    has_more_days = before is not None and (ends_on is None or ends_on > before)
    if has_more_days and contract.tick_at is None:
        contract.tick_at = at
    contract.save(update_fields=["ends_on", "tick_at"])
    if has_more_days:
        _cover_again(contract, at)
    follow_end(contract, at=at)
    wake_ledger(contract=contract, at=at)
    _log("contract.changed", contract, by, at, changed={"ends_on": [str(before or ""), str(ends_on or "")]})
    return contract


@transaction.atomic
def order_conditions(*, contract, conditions, by, at):
    """Say for which tickets the contract means which tier, in this order; the first that fits decides (D-22).

    Each is a dict of tier and, where it is about them, severity, ticket_type, product, source. Tickets that are filed already
    keep their tier. On frozen terms the tiers are pinned as they are now. Refuses one that could never decide anything.
    """
    contract = Contract.objects.select_for_update(of=("self",), no_key=True).get(pk=contract.pk)
    rows = [
        ContractCondition(
            tenant_id=by.tenant_id,
            contract=contract,
            client_id=contract.client_id,
            order=order,
            severity=said.get("severity") or "",
            ticket_type=said.get("ticket_type"),
            product=said.get("product"),
            source=said.get("source") or "",
            tier=said["tier"],
        )
        for order, said in enumerate(conditions, 1)
    ]
    _refuse_hidden(rows)
    kept = {row.tier_id: row.frozen_version for row in contract.conditions.select_related("frozen_version")}
    if contract.is_frozen:
        for row in rows:
            row.frozen_version = kept.get(row.tier_id) or version_in_force(row.tier, at)
    contract.conditions.all().delete()
    ContractCondition.objects.bulk_create(rows)
    _log("contract.conditions", contract, by, at, conditions=[condition_in_words(row) for row in rows])
    return rows


def _cover_again(contract, at):
    """Tickets held since the run-off was over go on, when there was one (C-58)."""
    last = contract.cover_changes.filter(kind="run_off_ended").order_by("-at").first()
    if last is not None and holds(contract, at):
        CoverChange.objects.get_or_create(tenant_id=contract.tenant_id, contract=contract, kind="covered_again", at=at)


def _refuse_hidden(rows):
    """A condition behind one that fits all its tickets would never be asked."""
    for place, row in enumerate(rows):
        for earlier in rows[:place]:
            parts = ("severity", "ticket_type_id", "product_id", "source")
            if all(not getattr(earlier, part) or getattr(earlier, part) == getattr(row, part) for part in parts):
                raise ContractRefused(
                    _("Line %(later)s is never reached: line %(earlier)s fits all its tickets. Put it before, or take it out.")
                    % {"later": row.order, "earlier": earlier.order},
                    field=f"tier_{place}",
                )


def _refuse_before_agreed(contract, ends_on):
    """A renewal the day after would have to be agreed before the version that is newest, and could not be."""
    newest = contract.versions.order_by("-number").first()
    if ends_on and newest and contract.starts_on <= ends_on < newest.effective_on - DAY:
        said = {"number": newest.number, "day": dateformat.format(newest.effective_on, WORDS)}
        raise ContractRefused(
            _("Version %(number)s is agreed from %(day)s on. Choose a later last day, or give notice.") % said,
            field="ends_on",
        )


def _refuse_bad_span(client, products, starts_on, ends_on, but=None):
    if ends_on and ends_on < starts_on:
        raise ContractRefused(
            _("The contract would end on %(end)s, before it starts on %(start)s. Choose a later end.")
            % {"end": dateformat.format(ends_on, WORDS), "start": dateformat.format(starts_on, WORDS)},
            field="ends_on",
        )
    if products is None:  # a draft covers nothing yet
        return
    rival = overlapping(client, products, starts_on, ends_on, but=but)
    if rival is not None:
        raise ContractRefused(
            _("“%(name)s” covers the same on some of these days. End it first, or choose other products or dates.")
            % {"name": rival.name}
        )


def _log(kind, contract, by, at, **facts):
    record(tenant_id=by.tenant_id, kind=kind, subject=contract, client_id=contract.client_id, at=at, by=by, **facts)
