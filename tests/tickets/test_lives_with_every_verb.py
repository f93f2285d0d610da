"""P-4 through waits, holds, deliveries, timers and merges: the stored clocks are always those that replaying gives."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db.models import Q
from hypothesis import HealthCheck, Phase, event, given, settings
from hypothesis import strategies as st

from accounts.tenancy import SYSTEM, acting_as, acting_in
from common.errors import DomainError
from slas.models import Target
from tests.factories import make_environment, make_product, make_ticket
from tickets import actions
from tickets.models import Ticket

RECEIVED = datetime(2026, 6, 11, 13, 20, tzinfo=UTC)  # a Thursday afternoon: closed hours and a weekend are near

gaps = st.one_of(st.sampled_from([1, 60, 240, 1440, 9000]), st.integers(1, 2400))  # minutes between two deeds
back = st.one_of(st.just(0), st.integers(0, 3000))  # minutes by which something is dated back
deeds = st.one_of(
    st.tuples(st.just("third party"), st.sampled_from(["client", "provider"])),
    st.tuples(st.just("schedule"), st.sampled_from([1, 90, 1440, 5000])),
    st.tuples(st.sampled_from(["hold", "release"]), st.tuples(st.sampled_from(["suspended", "consent", "deploy_slot"]), back)),
    st.tuples(st.sampled_from(["deploy", "reply"]), back),
    st.tuples(st.just("workaround"), st.booleans()),
    st.tuples(
        st.sampled_from(["ask", "approval", "client", "resume", "resolve", "defect", "no reply", "merge", "ring", "sweep"]),
        st.none(),
    ),
)
lives = st.tuples(
    st.sampled_from(["critical", "major", "minor"]),
    st.lists(st.tuples(gaps, deeds), min_size=2, max_size=12),
    st.integers(0, 20000),
)


@pytest.fixture
def place(boss, kestrel, ann):
    with acting_as(boss):
        Target.objects.filter(tenant_id=boss.tenant_id, metric="hotfix").update(is_option=False)
    return make_environment(boss, kestrel, make_product(boss, "Dispatch Hub", kestrel), "Live site")


def do(deed, ticket, ann, agent, place, at):
    """One deed, if the ticket allows it; what is refused leaves nothing."""
    verb, argument = deed
    what, said = {"ticket": ticket, "by": agent, "at": at}, {"ticket": ticket, "by": agent, "at": at, "body": "x"}
    verbs = {
        "third party": lambda: actions.wait_for_third_party(**what, vendor=argument),
        "approval": lambda: actions.wait_for_approval(**what),
        "schedule": lambda: actions.schedule_with_client(**said, until=at + timedelta(minutes=argument)),
        "hold": lambda: actions.open_hold(**what, hold=argument[0], since=dated(ticket, at, argument[1])),
        "release": lambda: actions.close_hold(**what, hold=argument[0], until=dated(ticket, at, argument[1])),
        "deploy": lambda: actions.record_deployment(**what, environment=place, deployed_at=dated(ticket, at, argument)),
        "reply": lambda: actions.reply(**said, said_at=dated(ticket, at, argument)),
        "workaround": lambda: actions.deliver_workaround(**said, lower_severity=argument),
        "defect": lambda: actions.confirm_defect(**what),
        "no reply": lambda: actions.no_reply_needed(**what, text="x"),
        "ask": lambda: actions.wait_for_client(**said),
        "client": lambda: actions.write_as_client(ticket=ticket, body="x", by=ann, at=at),
        "resume": lambda: actions.resume(**what),
        "resolve": lambda: actions.resolve_ticket(**said),
        "merge": lambda: merge(ticket, ann, agent, at),
    }
    if verb in ("ring", "sweep"):
        by_itself(ticket, at)
        return
    with acting_as(agent):
        try:
            verbs[verb]()
        except DomainError:
            event(f"{verb} refused")
        else:
            event(verb)


def dated(ticket, at, minutes):
    return max(at - timedelta(minutes=minutes), ticket.received_at)


def merge(ticket, ann, agent, at):
    """Another ticket, received a day earlier, goes on in this one."""
    earlier = make_ticket(ann, at=RECEIVED - timedelta(days=1))
    with acting_as(agent):
        actions.merge_tickets(survivor=ticket, merged=earlier, by=agent, at=at)


def by_itself(ticket, at):
    with acting_in(ticket.tenant_id, SYSTEM):
        actions.ring_timers(ticket_id=ticket.pk, tenant_id=ticket.tenant_id, at=at)
        actions.record_due_clocks(tenant_id=ticket.tenant_id, at=at)


@settings(
    deadline=None,
    derandomize=True,
    database=None,
    max_examples=25,
    phases=[Phase.explicit, Phase.generate],  # a life is shrunk by hand: each of its steps takes a second
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],  # each life has a ticket of its own
)
@given(lives)
def test_p4_whatever_is_done_the_stored_clocks_are_proved(ann, agent, place, life):
    severity, lived, later = life
    ticket, at = make_ticket(ann, at=RECEIVED, severity=severity), RECEIVED
    for gap, deed in lived:
        at += timedelta(minutes=gap)
        do(deed, ticket, ann, agent, place, at)

    end = at + timedelta(minutes=later)
    by_itself(ticket, end)
    by_itself(ticket, end)

    with acting_in(ticket.tenant_id, SYSTEM):
        concerned = Ticket.objects.filter(Q(pk=ticket.pk) | Q(merged_into=ticket))
        assert [] == [found for each in concerned for found in actions.prove_ticket(each, at=end)]
