"""What is measured on a ticket: which happening starts, stops and resumes each metric, and what pauses it (domain 4.2, S-20)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from slas.happenings import Kind


class Metric(StrEnum):
    """The promises a tier can make; those without a rule below are stored and not yet measured."""

    FIRST_RESPONSE = "first_response"
    NEXT_RESPONSE = "next_response"
    UPDATE_CADENCE = "update_cadence"
    WORKAROUND = "workaround"
    HOTFIX = "hotfix"
    RESOLUTION = "resolution"


class Pause(StrEnum):
    """Reasons for which a clock may stand still: waits of the status, and holds beside it (decision 5)."""

    WAITING_CLIENT = "waiting_client"
    WAITING_APPROVAL = "waiting_approval"
    CLIENTS_VENDOR = "clients_vendor"  # a third party of the client; the provider's own supplier never pauses
    SCHEDULED = "scheduled"
    SUSPENDED = "suspended"
    NO_COVER = "no_cover"
    CONSENT = "consent"


NO_SERVICE = frozenset({Pause.SUSPENDED, Pause.NO_COVER})
CLIENTS_TURN = frozenset({Pause.WAITING_CLIENT, Pause.WAITING_APPROVAL, Pause.CLIENTS_VENDOR, Pause.SCHEDULED, Pause.CONSENT})

# What a tier may let pause or run; without service nothing runs, whatever a tier says (S-20).
USUAL_PAUSES = ("waiting_client", "waiting_approval", "clients_vendor", "scheduled", "consent")


@dataclass(frozen=True)
class Rule:
    """The life of one metric's clock."""

    metric: Metric
    starts: frozenset[Kind]
    stops: frozenset[Kind]
    resumed_by: frozenset[Kind]  # what sets a stopped clock going again, its elapsed time kept
    paused_by: frozenset[Pause]

    def is_paused_by(self, reasons: Iterable[Pause]) -> bool:
        return not self.paused_by.isdisjoint(reasons)


RULES = {
    rule.metric: rule
    for rule in (
        Rule(
            Metric.FIRST_RESPONSE,
            starts=frozenset({Kind.OPENED}),
            stops=frozenset({Kind.REPLIED, Kind.RESOLVED, Kind.CLOSED}),  # S-14: resolving answers too
            resumed_by=frozenset(),
            paused_by=NO_SERVICE,  # one cannot wait for a client who was not yet answered
        ),
        Rule(
            Metric.RESOLUTION,
            starts=frozenset({Kind.OPENED}),
            stops=frozenset({Kind.RESOLVED, Kind.CLOSED}),
            resumed_by=frozenset({Kind.REOPENED}),  # S-28
            paused_by=NO_SERVICE | CLIENTS_TURN,
        ),
    )
}
