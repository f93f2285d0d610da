"""What clients bought."""

from contracts.models.agreement import ContractLine, ContractVersion, Package, PackageVersion
from contracts.models.charge import BUCKET, CHARGES, FEE, PRORATION, REFUND, TERMINATION, TOP_UP, Charge
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
from contracts.models.course import COVER_CHANGES, ENDINGS, ContractChange, CoverChange, Ending, Suspension

__all__ = [
    "ACCEPTED",
    "BUCKET",
    "CHARGES",
    "COVER_CHANGES",
    "DECLINED",
    "DRAFT",
    "ENDINGS",
    "FEE",
    "KINDS",
    "OFFERED",
    "PRORATION",
    "REFUND",
    "STAGES",
    "TERMINATION",
    "TOP_UP",
    "Charge",
    "Contract",
    "ContractCalendar",
    "ContractChange",
    "ContractCondition",
    "ContractLine",
    "ContractProduct",
    "ContractVersion",
    "CoverChange",
    "Ending",
    "Package",
    "PackageVersion",
    "Suspension",
]
