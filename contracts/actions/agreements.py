"""Writing down what an agreement says: its versions and its lines."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _
from msgspec.structs import replace

from accounts.log import record
from contracts.actions.booking import lock_pots
from contracts.actions.keeping import wake_ledger
from contracts.errors import ContractRefused
from contracts.models import Contract, ContractLine, ContractVersion
from contracts.terms import Bucket, Terms, write


@transaction.atomic
def agree(*, contract, terms: Terms, lines=(), effective_on, reason="", package_version=None, by, at):
    """Make the contract's next version: it holds for tickets received on or after its local date (C-12).

    `terms.lines` names the lines that go on by their ids. `lines` are new ones, each a dict of kind, name, terms and, where it
    differs from `effective_on`, starts_on (the anchor of its periods, C-30). A line that the version leaves out has ended on the
    day before. Refuses a version before the one that is newest, and a bucket without a minute or that expires before it starts.
    """
    contract = Contract.objects.select_for_update(of=("self",), no_key=True).get(pk=contract.pk)
    lock_pots(contract=contract)
    newest = contract.versions.order_by("-number").first()
    if newest and effective_on < newest.effective_on:
        raise ContractRefused(
            _("Version %(number)s already holds from a later day. Choose that day or a later one.") % {"number": newest.number},
            field="effective_on",
        )
    told = _lines_told(contract, terms, lines, effective_on)
    wake_ledger(contract=contract, at=at)
    version = ContractVersion.objects.create(
        tenant_id=contract.tenant_id,
        contract=contract,
        client_id=contract.client_id,
        number=newest.number + 1 if newest else 1,
        effective_on=effective_on,
        terms=write(replace(terms, lines=told)),
        package_version=package_version,
        reason=reason,
        created_at=at,
    )
    facts = {"version": version.number, "effective_on": str(effective_on)}
    record(
        tenant_id=contract.tenant_id,
        kind="contract.agreed",
        subject=contract,
        client_id=contract.client_id,
        at=at,
        by=by,
        **facts,
    )
    return version


def _lines_told(contract, terms, lines, effective_on):
    """Id of each line of the version -> its terms: those that go on, and the new ones, which are made; the others end."""
    known = {str(line.pk): line for line in contract.lines.all()}
    if unknown := set(terms.lines) - set(known):
        raise ContractRefused(_("The terms name a line that the contract does not have: %(id)s.") % {"id": unknown.pop()})
    for key, line in known.items():
        if key not in terms.lines and line.ends_on is None:
            line.ends_on = max(line.starts_on, effective_on - timedelta(days=1))
            line.save(update_fields=["ends_on"])
    told = dict(terms.lines)
    for position, said in enumerate(lines, len(known) + 1):
        line = ContractLine.objects.create(
            tenant_id=contract.tenant_id,
            contract=contract,
            client_id=contract.client_id,
            kind=said["kind"],
            name=said["name"],
            position=position,
            starts_on=said.get("starts_on") or effective_on,
            ends_on=said.get("ends_on"),
        )
        _refuse_empty_bucket(line, said["terms"])
        told[str(line.pk)] = said["terms"]
    return told


def _refuse_empty_bucket(line, said):
    """A bucket that nobody could ever use (C-44)."""
    if not isinstance(said, Bucket):
        return
    if said.minutes < 1:
        raise ContractRefused(_("A bucket holds at least one minute."), field="minutes")
    if said.expires_on < line.starts_on:
        raise ContractRefused(_("The bucket would expire before it starts. Choose a later last day."), field="expires_on")
