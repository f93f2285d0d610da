"""What an agreement says on a day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from contracts.models import Contract, ContractLine, ContractVersion
from contracts.terms import LineTerms, Terms


@dataclass(frozen=True)
class Agreement:
    """A contract as it stands on a local day: the version in effect and each line that lives then, with its terms, in order."""

    contract: Contract
    version: ContractVersion
    lines: tuple[tuple[ContractLine, LineTerms], ...]

    @property
    def terms(self) -> Terms:
        return self.version.agreed


def version_on(contract: Contract, day: date) -> ContractVersion:
    """The version in effect on a local day of the contract; before the first one, that (C-12)."""
    return in_effect(contract.versions.filter(tenant_id=contract.tenant_id), day)


def in_effect(versions: Iterable[ContractVersion], day: date) -> ContractVersion:
    """Of a contract's versions, in any order, the one in effect on a local day; before the first one, that (C-12)."""
    ordered = sorted(versions, key=lambda version: version.number)
    return [ordered[0], *(version for version in ordered if version.effective_on <= day)][-1]


def agreement_on(contract: Contract, day: date) -> Agreement:
    """What was agreed for a local day of the contract, in two queries."""
    version = version_on(contract, day)
    told = version.agreed.lines
    if not told:
        return Agreement(contract, version, ())
    living = [
        (line, told[str(line.pk)])
        for line in contract.lines.filter(tenant_id=contract.tenant_id).order_by("position")
        if str(line.pk) in told and line.starts_on <= day and (line.ends_on is None or day <= line.ends_on)
    ]
    return Agreement(contract, version, tuple(living))
