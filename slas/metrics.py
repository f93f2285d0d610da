"""What is measured on a ticket: which happening starts, stops and resumes each metric, and what pauses it (domain 4.2, S-20)."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from slas.happenings import Kind


class Metric(StrEnum):
    """What a tier can promise the client, and what the levels owe each other (OLA)."""

    FIRST_RESPONSE = "first_response"
    NEXT_RESPONSE = "next_response"
    UPDATE_CADENCE = "update_cadence"
    WORKAROUND = "workaround"
    HOTFIX = "hotfix"
    RESOLUTION = "resolution"
    OLA_ACCEPT = "ola_accept"
    OLA_WORK = "ola_work"


class Pause(StrEnum):
    """Reasons for which a clock may stand still: waits of the status, and holds beside it (decision 5)."""

    WAITING_CLIENT = "waiting_client"
    WAITING_APPROVAL = "waiting_approval"
    CLIENTS_VENDOR = "clients_vendor"  # a third party of the client; the provider's own supplier never pauses
    SCHEDULED = "scheduled"
    SUSPENDED = "suspended"
    NO_COVER = "no_cover"
    CONSENT = "consent"
    DEPLOY_SLOT = "deploy_slot"  # the fix is ready and waits for the client's hour


NO_SERVICE = frozenset({Pause.SUSPENDED, Pause.NO_COVER})
CLIENTS_TURN = frozenset({Pause.WAITING_CLIENT, Pause.WAITING_APPROVAL, Pause.CLIENTS_VENDOR, Pause.SCHEDULED, Pause.CONSENT})
ENDS = frozenset({Kind.RESOLVED, Kind.CLOSED})

# What a tier says of pauses, as it is stored; without service nothing runs, whatever a tier says (S-20).
USUAL_PAUSES = ("waiting_client", "waiting_approval", "clients_vendor", "scheduled", "consent", "deploy_slot")
CRITICAL_UPDATES = "critical_updates"  # no reason of its own: the updates of critical tickets pause for these reasons, too
KNOWN_PAUSES = (*USUAL_PAUSES, CRITICAL_UPDATES)


@dataclass(frozen=True)
class Rule:
    """The life of one metric's clocks. Each start begins a cycle; one that does not repeat has a single cycle."""

    metric: Metric
    starts: frozenset[Kind]
    stops: frozenset[Kind]
    paused_by: frozenset[Pause]
    resumed_by: frozenset[Kind] = frozenset()  # what sets a stopped clock going again, its elapsed time kept
    final: frozenset[Kind] = frozenset()  # stops after which nothing resumes it: what was promised has been given
    repeats: bool = False


PROMISES = {
    rule.metric: rule
    for rule in (
        Rule(
            Metric.FIRST_RESPONSE,
            starts=frozenset({Kind.OPENED}),
            stops=ENDS | {Kind.REPLIED},  # S-14: resolving answers too
            paused_by=NO_SERVICE,  # one cannot wait for a client who was not yet answered
        ),
        Rule(
            Metric.NEXT_RESPONSE,
            starts=frozenset({Kind.CLIENT_WROTE}),  # the oldest unanswered message counts (S-15)
            stops=ENDS | {Kind.REPLIED},
            paused_by=NO_SERVICE,
            repeats=True,
        ),
        Rule(
            Metric.UPDATE_CADENCE,
            starts=frozenset({Kind.OPENED, Kind.REPLIED, Kind.REOPENED}),  # S-17; at the opening only if it was answered at once
            stops=ENDS | {Kind.REPLIED},
            paused_by=NO_SERVICE | CLIENTS_TURN,
            repeats=True,
        ),
        Rule(
            Metric.WORKAROUND,
            starts=frozenset({Kind.OPENED}),
            stops=ENDS | {Kind.WORKAROUND_DELIVERED},
            paused_by=NO_SERVICE | CLIENTS_TURN,
            resumed_by=frozenset({Kind.REOPENED}),
            final=frozenset({Kind.WORKAROUND_DELIVERED}),
        ),
        Rule(
            Metric.HOTFIX,
            starts=frozenset({Kind.OPENED, Kind.DEFECT_CONFIRMED}),  # whichever the terms say
            stops=ENDS | {Kind.DEPLOYED},  # S-19: not when the code was complete
            paused_by=NO_SERVICE | CLIENTS_TURN | {Pause.DEPLOY_SLOT},
            resumed_by=frozenset({Kind.REOPENED}),
            final=frozenset({Kind.DEPLOYED}),
        ),
        Rule(
            Metric.RESOLUTION,
            starts=frozenset({Kind.OPENED}),
            stops=ENDS,
            paused_by=NO_SERVICE | CLIENTS_TURN,
            resumed_by=frozenset({Kind.REOPENED}),  # S-28
        ),
    )
}

# What a level owes the others, for each stint that a ticket spends there (S-35).
STINTS = {
    rule.metric: rule
    for rule in (
        Rule(
            Metric.OLA_ACCEPT,
            starts=frozenset({Kind.LEVEL_ENTERED}),
            stops=ENDS | {Kind.ACCEPTED, Kind.LEVEL_ENTERED},
            paused_by=NO_SERVICE | CLIENTS_TURN,
            resumed_by=frozenset({Kind.REOPENED}),
            final=frozenset({Kind.ACCEPTED, Kind.LEVEL_ENTERED}),
            repeats=True,
        ),
        Rule(
            Metric.OLA_WORK,
            starts=frozenset({Kind.ACCEPTED}),
            stops=ENDS | {Kind.LEVEL_ENTERED},
            paused_by=NO_SERVICE | CLIENTS_TURN,
            resumed_by=frozenset({Kind.REOPENED}),
            final=frozenset({Kind.LEVEL_ENTERED}),
            repeats=True,
        ),
    )
}

REPEATING = tuple(str(metric) for metric, rule in PROMISES.items() if rule.repeats)

Rules = Mapping[Metric, Rule]


@dataclass(frozen=True)
class Pauses:
    """Which of the reasons that a tier may choose among make its clocks stand still; no service always does (S-20)."""

    reasons: frozenset[Pause] = CLIENTS_TURN | {Pause.DEPLOY_SLOT}
    critical_updates: bool = False  # whether a critical ticket's updates may wait for the client, too

    @classmethod
    def of(cls, stored: Collection[str]) -> Pauses:
        """From what a tier's version stores (`KNOWN_PAUSES`)."""
        return cls(frozenset(Pause(reason) for reason in stored if reason in USUAL_PAUSES), CRITICAL_UPDATES in stored)

    def stop(self, rule: Rule, severity: str, reasons: Collection[Pause]) -> list[Pause]:
        """Those of `reasons` for which a clock of that rule stands still."""
        urgent = rule.metric == Metric.UPDATE_CADENCE and severity == "critical" and not self.critical_updates
        allowed = NO_SERVICE if urgent else NO_SERVICE | self.reasons
        return [reason for reason in reasons if reason in rule.paused_by and reason in allowed]
