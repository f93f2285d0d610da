"""The routes of contracts and packages, and what a rightful form holds."""

from tests.isolation.route import Route

CONTRACT = {"pk": "contract"}


def a_package(objects):
    said = {"name": "Matrix package", "tier": objects["tier"].pk, "currency": "GBP", "line-amount": "10", "line-fee": "900"}
    return said | {"line-name": "Package"}


CONTRACTS: dict[str, Route] = {
    "portal:contracts": Route(),
    "portal:contract": Route(CONTRACT),
    "portal:contract-ledger": Route(CONTRACT),
    "portal:contract-answer": Route(CONTRACT, lambda objects: {"answer": "accept", "reason": "Matrix"}, gets=False),
    "manage:contracts": Route(),
    "manage:contract": Route(CONTRACT),
    "manage:contract-ledger": Route(CONTRACT),
    "manage:contract-terms": Route(CONTRACT, lambda objects: {"effective_on": "2035-01-01", "reason": "Matrix"}),
    "manage:packages": Route(),
    "manage:new-package": Route(form=a_package),
    "manage:package": Route({"pk": "package"}, a_package),
    "manage:contract-offer": Route(CONTRACT, lambda objects: {}, is_refused=True),
    "manage:contract-offer-withdrawal": Route(CONTRACT, lambda objects: {"reason": "Matrix"}, is_refused=True),
    "manage:contract-acceptance": Route(CONTRACT, lambda objects: {"reason": "Matrix"}, is_refused=True),
    "manage:contract-refusal": Route(CONTRACT, lambda objects: {"reason": "Matrix"}, is_refused=True),
    "manage:contract-suspension": Route(CONTRACT, lambda objects: {"from_on": "2035-01-01", "reason": "Matrix"}),
    "manage:contract-reinstatement": Route(CONTRACT, lambda objects: {"reason": "Matrix"}, is_refused=True),
    "manage:contract-critical": Route(CONTRACT, lambda objects: {"reason": "Matrix"}, is_refused=True),
    "manage:contract-waiver": Route(CONTRACT, lambda objects: {"reason": "Matrix"}, is_refused=True),
    "manage:contract-notice": Route(CONTRACT, lambda objects: {"kind": "mutual", "received_on": "2026-06-01"}),
    "manage:contract-notice-withdrawal": Route(CONTRACT, lambda objects: {"reason": "Matrix"}, is_refused=True),
    "manage:contract-renewal": Route(CONTRACT, lambda objects: {"months": "12"}, is_refused=True),
    "manage:contract-renewal-offer": Route(CONTRACT, lambda objects: {}, is_refused=True),
    "manage:contract-uplift": Route(CONTRACT, lambda objects: {"percent": "3"}, is_refused=True),
    "manage:contract-end": Route(CONTRACT, lambda objects: {"ends_on": "2030-12-31"}, gets=False),
    "manage:contract-conditions": Route(CONTRACT, lambda objects: {"tier_0": objects["tier"].pk, "severity_0": "minor"}),
}
