"""What clients bought."""

from contracts.models.agreement import ContractLine, ContractVersion, Package, PackageVersion
from contracts.models.contract import (
    ACCEPTED,
    DECLINED,
    DRAFT,
    KINDS,
    OFFERED,
    STAGES,
    Contract,
    ContractCalendar,
    ContractCondition,
    ContractProduct,
)
from contracts.models.course import ENDINGS, ContractChange, Ending, Suspension

__all__ = [
    "ACCEPTED",
    "DECLINED",
    "DRAFT",
    "ENDINGS",
    "KINDS",
    "OFFERED",
    "STAGES",
    "Contract",
    "ContractCalendar",
    "ContractChange",
    "ContractCondition",
    "ContractLine",
    "ContractProduct",
    "ContractVersion",
    "Ending",
    "Package",
    "PackageVersion",
    "Suspension",
]
