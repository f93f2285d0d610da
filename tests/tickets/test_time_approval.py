"""Who approves time, what waits for approval, and timers that outlive a session."""

from datetime import timedelta

import pytest
from msgspec.structs import replace as with_

from accounts.permissions import ENGINEER, LEAD
from accounts.tenancy import acting_as
from contracts import actions as contracts
from contracts.models import ThresholdCrossing
from contracts.queries import version_on
from tests.contracts.desk import retained
from tests.factories import make_client, make_environment, make_product, make_staff, make_ticket
from tests.tickets.work import booked, log, london
from tickets import actions
from tickets.errors import TimeRefused
from tickets.models import RunningTimer

pytestmark = pytest.mark.django_db
NOW = london("2026-06-08T20:00")


@pytest.fixture
def kestrel(boss):
    """A client with twenty hours a month."""
    client = make_client(boss, "Kestrel Logistics")
    retained(boss, client)
    return client


@pytest.fixture
def ticket(ann, nine_oclock):
    return make_ticket(ann, at=nine_oclock)


@pytest.fixture
def lead(boss):
    return make_staff(boss, "lead@acme.example", roles=(ENGINEER, LEAD), level=3)


def count_on_approval(boss, contract, at=NOW):
    with acting_as(boss):
        version = version_on(contract, contract.starts_on)
        terms = with_(version.agreed, time=with_(version.agreed.time, counts_on="approval"))
        contracts.agree(contract=contract, terms=terms, effective_on=contract.starts_on, by=boss, at=at)


def test_time_that_counts_on_approval_draws_nothing_before(ticket, agent, lead, boss):
    count_on_approval(boss, ticket.contract)
    entry = log(agent, "2026-06-08T10:00", 20, ticket=ticket)
    before = (entry.status, entry.visibility, entry.drawn)

    with acting_as(lead):
        approved = actions.approve_time(entry=entry, by=lead, at=NOW)
        again = actions.approve_time(entry=entry, by=lead, at=NOW + timedelta(minutes=1))

    assert before == ("pending", "internal", {})
    assert (approved.status, approved.drawn, approved.approved_by) == ("counted", {"business": 30}, lead)
    assert again.approved_at == NOW
    assert booked(agent.tenant_id, entry.group) == {"business": 30}


def test_nobody_approves_their_own_time_while_somebody_else_may(ticket, agent, lead):
    own, theirs = log(lead, "2026-06-08T10:00", 20, ticket=ticket), log(agent, "2026-06-08T10:00", 20, ticket=ticket)

    with acting_as(lead), pytest.raises(TimeRefused, match="your own time"):
        actions.approve_times(entries=[theirs, own], by=lead, at=NOW)
    with acting_as(agent), pytest.raises(TimeRefused, match="Only a lead"):
        actions.approve_time(entry=theirs, by=agent, at=NOW)

    with acting_as(lead):
        theirs.refresh_from_db()
    assert theirs.approved_at is None  # all or none


def test_who_is_alone_approves_their_own_time(ticket, boss):
    entry = log(boss, "2026-06-08T10:00", 20, ticket=ticket, level=2)

    with acting_as(boss):
        assert actions.approve_time(entry=entry, by=boss, at=NOW).approved_by == boss


def test_rejected_time_is_taken_back(ticket, agent, lead):
    entry = log(agent, "2026-06-08T10:00", 20, ticket=ticket)

    with acting_as(lead):
        rejected = actions.reject_time(entry=entry, why="That was lunch.", by=lead, at=NOW)
        with pytest.raises(TimeRefused, match="changed by somebody"):
            actions.approve_time(entry=entry, by=lead, at=NOW)

    assert (rejected.status, rejected.drawn) == ("rejected", {})


def test_goodwill_waits_for_an_approver_and_marking_it_takes_back_what_was_drawn(ticket, agent, lead):
    asked = log(agent, "2026-06-08T10:00", 20, ticket=ticket, kind="goodwill", reason="They waited long")
    billed = log(agent, "2026-06-08T11:00", 20, ticket=ticket)

    with acting_as(lead):
        free = actions.mark_free(entry=billed, kind="provider_fault", reason="Our release broke it", by=lead, at=NOW)

    assert asked.status == "pending"
    assert (free.kind, free.status, free.drawn, free.approved_by) == ("provider_fault", "counted", {}, lead)
    assert booked(agent.tenant_id, billed.group) == {}


def test_an_engineer_corrects_own_time_until_it_is_approved(ticket, agent, lead, boss):
    colleague = make_staff(boss, "colleague@acme.example")
    entry = log(agent, "2026-06-08T10:00", 20, ticket=ticket)

    with acting_as(colleague), pytest.raises(TimeRefused, match="somebody else"):
        actions.withdraw_time(entry=entry, by=colleague, at=NOW)
    with acting_as(lead):
        actions.approve_time(entry=entry, by=lead, at=NOW)
    with acting_as(agent), pytest.raises(TimeRefused, match="was approved"):
        actions.correct_time(entry=entry, level=1, by=agent, at=NOW)
    with acting_as(lead):
        corrected = actions.correct_time(entry=entry, level=1, by=lead, at=NOW)

    assert (corrected.level, corrected.member, corrected.approved_at) == (1, agent, None)


def test_a_timer_runs_on_until_it_is_stopped_and_goes_when_its_time_is_logged(ticket, agent, nine_oclock):
    with acting_as(agent):
        first = actions.start_timer(ticket=ticket, by=agent, at=nine_oclock)
        again = actions.start_timer(ticket=ticket, by=agent, at=nine_oclock + timedelta(minutes=3))
        stopped = actions.stop_timer(ticket=ticket, by=agent, at=nine_oclock + timedelta(minutes=25))
        entry = actions.log_time(
            ticket=ticket,
            started_at=stopped.started_at,
            ended_at=stopped.stopped_at,
            timer=stopped,
            by=agent,
            at=stopped.stopped_at,
        )

        assert first.pk == again.pk
        assert (entry.minutes, RunningTimer.objects.count()) == (25, 0)
        with pytest.raises(TimeRefused, match="No timer"):
            actions.stop_timer(ticket=ticket, by=agent, at=NOW)


def test_a_stopped_timer_that_is_started_again_keeps_what_it_had(ticket, agent, nine_oclock):
    with acting_as(agent):
        actions.start_timer(ticket=ticket, by=agent, at=nine_oclock)
        actions.stop_timer(ticket=ticket, by=agent, at=nine_oclock + timedelta(minutes=10))
        timer = actions.start_timer(ticket=ticket, by=agent, at=nine_oclock + timedelta(minutes=30))

    assert (timer.started_at, timer.stopped_at) == (nine_oclock + timedelta(minutes=20), None)


def test_c40_what_waited_for_approval_is_drawn_in_the_period_that_waited_for_it(boss, agent, lead):
    client = make_client(boss, "Harlow Mills")
    contract = retained(boss, client)
    count_on_approval(boss, contract, at=london("2026-01-01T00:00"))
    entry = log(agent, "2026-01-30T10:00", 60, contract=contract, activity="corrective")
    with acting_as(lead):
        contracts.keep_ledger(contract=contract, at=london("2026-02-01T00:00"))
        actions.approve_time(entry=entry, by=lead, at=london("2026-02-02T10:00"))
        drawn = contract.movements.select_related("period").get(kind="draw")
        contracts.keep_ledger(contract=contract, at=london("2026-02-02T12:00"))
        january = contract.lines.get().periods.get(number=0)

    assert (drawn.period.number, drawn.is_late) == (0, False)
    assert january.closed_at == london("2026-02-02T12:00")


def test_c33_time_that_waits_for_approval_warns_when_it_is_saved(ticket, agent, boss):
    count_on_approval(boss, ticket.contract)
    log(agent, "2026-06-08T10:00", 19 * 60 // 2, ticket=ticket)  # 570 of 1,200 minutes, all of them waiting
    with acting_as(boss):
        before = list(ThresholdCrossing.objects.values_list("percent", flat=True))

    log(agent, "2026-06-09T10:00", 5 * 60, ticket=ticket, at=london("2026-06-09T20:00"))

    with acting_as(boss):
        after = sorted(ThresholdCrossing.objects.values_list("percent", flat=True))
    assert (before, after) == ([], [50])


@pytest.mark.parametrize(("day", "kind", "is_reminded"), [
    ("2026-07-09", "billable", True),  # thirty days after the fix
    ("2026-07-10", "billable", False),
    ("2026-06-09", "triage", False),
    ("2026-06-08", "billable", False),  # before it was delivered
])  # fmt: skip
def test_c14_whoever_logs_time_after_a_fix_was_delivered_is_reminded_of_our_own_faults(
    ticket, boss, kestrel, agent, day, kind, is_reminded
):
    hub = make_product(boss, "Hub", kestrel)
    production = make_environment(boss, kestrel, hub, "Production")
    delivered = london("2026-06-09T08:00")
    with acting_as(agent):
        actions.record_deployment(ticket=ticket, environment=production, deployed_at=delivered, by=agent, at=delivered)

    entry = log(agent, f"{day}T10:00", 10, ticket=ticket, kind=kind)

    words = "A fix for this was delivered on 9 Jun 2026. If that broke it, log the time as our own fault: nobody pays for it."
    assert (words in entry.warnings) is is_reminded


def test_c14_the_fix_of_the_ticket_before_counts_too(ticket, ann, boss, kestrel, agent):
    hub = make_product(boss, "Hub", kestrel)
    production = make_environment(boss, kestrel, hub, "Production")
    delivered = london("2026-06-09T08:00")
    with acting_as(agent):
        actions.record_deployment(ticket=ticket, environment=production, deployed_at=delivered, by=agent, at=delivered)

    again = make_ticket(ann, at=london("2026-06-12T09:00"), follows_up=ticket)

    assert "9 Jun 2026" in log(agent, "2026-06-12T10:00", 10, ticket=again).warnings[0]
