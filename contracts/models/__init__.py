"""What clients bought."""

from contracts.models.agreement import ContractLine, ContractVersion, Package, PackageVersion
from contracts.models.charge import BUCKET, CHARGES, FEE, PRORATION, REFUND, SERVICE_CREDIT, TERMINATION, TOP_UP, Charge
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
from contracts.models.ledger import MOVEMENTS, LinePeriod, Movement, ThresholdCrossing, TicketUnit
from contracts.models.rates import BAND_NAMES, CAP_SOURCES, Rate, RateCard, SpendingCap

__all__ = [
    "ACCEPTED",
    "BAND_NAMES",
    "BUCKET",
    "CAP_SOURCES",
    "CHARGES",
    "COVER_CHANGES",
    "DECLINED",
    "DRAFT",
    "ENDINGS",
    "FEE",
    "KINDS",
    "MOVEMENTS",
    "OFFERED",
    "PRORATION",
    "REFUND",
    "SERVICE_CREDIT",
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
    "LinePeriod",
    "Movement",
    "Package",
    "PackageVersion",
    "Rate",
    "RateCard",
    "SpendingCap",
    "Suspension",
    "ThresholdCrossing",
    "TicketUnit",
]
