"""P-4 through the verbs: whatever happened, also what was recorded late, the stored clock rows are those that replaying gives."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from accounts.tenancy import SYSTEM, acting_as, acting_in
from common.errors import DomainError
from notifications.models import Notice
from slas.models import TicketType
from tests.factories import make_ticket
from tickets import actions
from tickets.actions.clocks import replayed
from tickets.models import Clock, Event

COLUMNS = ("state", "target", "elapsed_seconds", "running_since", "due_at", "stopped_at", "breached_at", "flags")
RECEIVED = datetime(2026, 6, 11, 13, 20, tzinfo=UTC)  # a Thursday afternoon: closed hours and a weekend are near

gaps = st.one_of(st.sampled_from([0, 1, 60, 240]), st.integers(0, 2400))  # minutes between two deeds
backs = st.one_of(st.just(0), st.integers(1, 4000))  # minutes by which an answer is dated back
deeds = st.one_of(
    st.tuples(st.just("reply"), backs),
    st.tuples(st.just("reply"), backs),
    st.tuples(st.just("severity"), st.sampled_from(["critical", "major", "minor", "question"])),
    st.tuples(st.just("type"), st.sampled_from(["incident", "request"])),
    st.tuples(st.sampled_from(["ask", "client", "resume", "resolve", "reopen", "note", "sweep", "cancel", "close"]), st.none()),
)
histories = st.tuples(
    st.sampled_from(["critical", "major", "minor", "question"]),
    st.sampled_from(["portal", "phone", "own"]),
    st.lists(st.tuples(gaps, deeds), min_size=1, max_size=9),
)


@pytest.fixture
def types(agent):
    with acting_as(agent):
        return {kind.code: kind for kind in TicketType.objects.filter(tenant=agent.tenant)}


def do(deed, ticket, ann, agent, types, at):
    """One deed, if the ticket allows it; what is refused leaves nothing."""
    verb, argument = deed
    wrote = {"ticket": ticket, "body": "x", "at": at}
    verbs = {
        "reply": lambda: actions.reply(**wrote, by=agent, said_at=max(at - timedelta(minutes=argument), ticket.received_at)),
        "severity": lambda: actions.change_severity(ticket=ticket, severity=argument, by=agent, at=at),
        "type": lambda: actions.change_type(ticket=ticket, type=types[argument], by=agent, at=at),
        "ask": lambda: actions.wait_for_client(**wrote, by=agent),
        "client": lambda: actions.write_as_client(**wrote, by=ann),
        "resume": lambda: actions.resume(ticket=ticket, by=agent, at=at),
        "resolve": lambda: actions.resolve_ticket(**wrote, by=agent),
        "reopen": lambda: actions.reopen_ticket(**wrote, by=agent),
        "note": lambda: actions.write_note(**wrote, by=agent),
        "cancel": lambda: actions.cancel_ticket(ticket=ticket, reason="x", by=agent, at=at),
        "close": lambda: actions.close_ticket(ticket=ticket, by=agent, at=at),
    }
    if verb == "sweep":
        sweep(ticket, at)
        return
    with acting_as(agent):
        try:
            verbs[verb]()
        except DomainError:
            event(f"{verb} refused")


def sweep(ticket, at):
    with acting_in(ticket.tenant_id, SYSTEM):
        actions.record_due_clocks(tenant_id=ticket.tenant_id, at=at)


def plain(clocks):
    """The columns that must agree, as one text for each clock."""
    shown = {}
    for clock in clocks:
        columns = {name: getattr(clock, name) for name in COLUMNS} | {"flags": list(clock.flags)}
        shown[f"{clock.metric} {clock.cycle}"] = json.dumps(
            columns, sort_keys=True, default=lambda at: at.astimezone(UTC).isoformat()
        )
    return shown


def stored(ticket):
    return plain(Clock.objects.filter(ticket=ticket))


@settings(
    deadline=None,
    derandomize=True,
    database=None,
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],  # each life has a ticket of its own
)
@given(histories, st.integers(0, 6000))
def test_p4_stored_clocks_equal_their_replay_and_a_second_sweep_adds_nothing(ann, agent, types, history, later):
    severity, source, lived = history
    by, more = (ann, {}) if source == "portal" else (agent, {"client": ann.client, "requester": ann})
    ticket = make_ticket(by, at=RECEIVED, severity=severity, source=source, **more)
    at = RECEIVED
    for gap, deed in lived:
        at += timedelta(minutes=gap)
        do(deed, ticket, ann, agent, types, at)

    end = at + timedelta(minutes=later)
    sweep(ticket, end)

    with acting_in(ticket.tenant_id, SYSTEM):
        assert stored(ticket) == plain(replayed(ticket, as_of=end).clocks)
        counts = Event.objects.count(), Notice.objects.count()
        rows = stored(ticket)
        actions.record_due_clocks(tenant_id=ticket.tenant_id, at=end)
        assert (Event.objects.count(), Notice.objects.count(), stored(ticket)) == (*counts, rows)
