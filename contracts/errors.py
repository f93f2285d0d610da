"""What the rules of contracts refuse."""

from common.errors import DomainError


class ContractRefused(DomainError):
    """Dates that cannot be, or cover that another contract gives already."""

    code = "contract_refused"
