"""What would have been: histories as they happened, replayed under another tier (S-33 leaves the stored clocks alone)."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from slas.clockface import elapsed_seconds_at
from slas.clockstate import State
from slas.happenings import PUBLIC_KINDS
from slas.keys import terms_key
from slas.models import SEVERITIES, Calendar
from slas.queries import calendars_by_kind_of_each, load_terms, newest_pins
from slas.replay import EMPTY, Happening, Kind, fold
from slas.why import ledger
from tickets.models import Event
from tickets.queries.why import Explained

MOST = 2000  # tickets of one replay, the latest received
WORST = 20
METRIC = "resolution"
OF_TICKET = ("id", "number", "title", "severity", "client_id", "client__name", "received_at")


class Outcome(NamedTuple):
    """How one ticket would have fared. Units: open seconds; `over` is negative while time is left."""

    ticket_id: UUID
    number: int
    title: str
    severity: str
    client_id: UUID
    client: str
    received_at: datetime
    state: str
    is_missed: bool
    elapsed: int
    target: int
    over: int
    due_at: datetime | None
    stopped_at: datetime | None


@dataclass
class Attainment:
    """Tickets of one severity: met and missed, or neither (still running in time, cancelled)."""

    severity: str
    met: int = 0
    missed: int = 0
    neither: int = 0

    @property
    def share(self) -> int | None:
        """Whole percent met of those decided, floored."""
        decided = self.met + self.missed
        return self.met * 100 // decided if decided else None


class Replayed(NamedTuple):
    """All outcomes under one tier version, the tally by severity, and the worst breaches, longest over first."""

    version: Any
    outcomes: list[Outcome]
    attainment: list[Attainment]
    worst: list[Outcome]
    unpromised: int
    is_cut: bool


def replay_under(member, version, tickets, at, metric=METRIC) -> Replayed:
    """Fold the history of each of these tickets anew, as if `version` had held from receipt on the client's own calendars.

    Six queries however many tickets; of more than 2,000 the latest are taken. What changed the promise on the way is left out.
    """
    rows = list(tickets.order_by("-received_at", "id").values_list(*OF_TICKET)[: MOST + 1])
    is_cut, rows = len(rows) > MOST, rows[:MOST]
    keys = _keys(member.tenant_id, version, {row[4] for row in rows})
    terms = load_terms(member.tenant_id, set(keys.values()))
    told = _histories(member, [row[0] for row in rows])
    outcomes = []
    for row in rows:
        happenings = _under(told[row[0]], keys[row[4]])
        if not happenings:
            continue
        clocks = fold(EMPTY, happenings, at, terms).clocks
        clock = next((each for each in clocks if each.metric == metric), None)
        if clock is not None:
            hours = terms[keys[row[4]]].hours[clock.target["hours"]]
            elapsed, target = elapsed_seconds_at(clock, hours, at), clock.target["seconds"]
            missed = clock.breached_at is not None
            outcomes.append(Outcome(*row, clock.state, missed, elapsed, target, elapsed - target, clock.due_at, clock.stopped_at))
    worst = sorted((each for each in outcomes if each.is_missed), key=lambda each: (-each.over, each.number))[:WORST]
    return Replayed(version, outcomes, _attainment(outcomes), worst, len(rows) - len(outcomes), is_cut)


def ledgers_of(member, version, outcomes, at, metric=METRIC) -> list[tuple[Outcome, Explained]]:
    """The ledgers of some outcomes, to be shown beside them; six queries however many."""
    keys = _keys(member.tenant_id, version, {each.client_id for each in outcomes})
    terms = load_terms(member.tenant_id, set(keys.values()))
    rows = Event.objects.visible_to(member).filter(ticket__in=[each.ticket_id for each in outcomes], kind__in=PUBLIC_KINDS)
    events = defaultdict(list)
    for event in rows.select_related("by"):
        events[event.ticket_id].append(event)
    names = {str(each.pk): each.name for each in Calendar.objects.visible_to(member)}
    found = []
    for outcome in outcomes:
        of_ticket = events[outcome.ticket_id]
        happenings = [Happening(event.at, event.kind, event.sequence, event.facts) for event in of_ticket]
        reckoned = ledger(_under(happenings, keys[outcome.client_id]), at, terms, metric)
        if reckoned is not None:
            by_sequence = {event.sequence: event for event in of_ticket}
            found.append((outcome, Explained(reckoned, by_sequence, names, version, {})))
    return found


def _keys(tenant_id, version, client_ids):
    """Client id -> the key of that version on the client's own calendars."""
    calendars = calendars_by_kind_of_each(tenant_id, client_ids)
    pins = newest_pins(tenant_id, {each for kinds in calendars.values() for each in kinds.values()}, version.pk)
    return {
        client_id: terms_key(version.pk, kinds, {pin: said for pin, said in pins.items() if _is_of(pin, kinds, calendars)})
        for client_id, kinds in calendars.items()
    }


def _is_of(calendar_id, kinds, all_kinds):
    """Whether a pinned calendar is one of these, or none of any client's: then it is one of the tier's own targets."""
    if calendar_id in map(str, kinds.values()):
        return True
    return all(calendar_id not in map(str, each.values()) for each in all_kinds.values())


def _histories(member, ticket_ids):
    rows = Event.objects.visible_to(member).filter(ticket__in=ticket_ids, kind__in=PUBLIC_KINDS)
    told = defaultdict(list)
    for ticket_id, *values in rows.order_by().values_list("ticket_id", "at", "kind", "sequence", "facts"):
        told[ticket_id].append(Happening(*values))
    return told


def _under(happenings, key):
    """The same life under another promise."""
    return [
        Happening(each.at, each.kind, each.seq, {**each.facts, "terms": key}) if each.kind == Kind.OPENED else each
        for each in happenings
        if each.kind != Kind.RETARGETED
    ]


def _attainment(outcomes):
    tally = {severity: Attainment(severity) for severity in SEVERITIES}
    for each in outcomes:
        line = tally[each.severity]
        line.missed += each.is_missed
        line.met += not each.is_missed and each.state == State.MET
        line.neither += not each.is_missed and each.state != State.MET
    return [line for line in tally.values() if line.met or line.missed or line.neither]
