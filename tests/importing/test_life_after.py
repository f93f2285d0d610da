"""Imported tickets that are still open go on like any other; clients that are known keep what they have."""

from datetime import UTC, date, datetime, timedelta

import pytest

from accounts.models import Client
from accounts.tenancy import SYSTEM, acting_as, acting_in
from contracts.models import Contract
from notifications.models import Notice
from tests.factories import make_client, make_contract
from tests.importing.command import NOW, run
from tests.importing.logs import line, log
from tickets import actions
from tickets.models import Clock, Event, Ticket


@pytest.fixture
def import_log(boss, tmp_path):
    def write(*lines, **options):
        path = tmp_path / "log.csv"
        path.write_text(log(*lines))
        return run(boss.tenant, path, **options)

    return write


def test_a_deadline_that_passed_in_the_other_desk_is_recorded_and_told_to_nobody(boss, agent, import_log):
    import_log(line(opened_at="05-05-2026 09:00", sys_updated_at="05-05-2026 09:00", priority="1 - Critical"))

    with acting_in(boss.tenant, SYSTEM):
        clock = Clock.objects.get()
        assert (clock.state, clock.breached_at, clock.next_at) == (
            "breached_running",
            datetime(2026, 5, 6, 16, 0, tzinfo=UTC),  # Standard: 16 h of 8-hour days
            None,
        )
        assert actions.record_due_clocks(tenant_id=boss.tenant_id, at=NOW + timedelta(days=1)) == 0
        assert not Notice.objects.exists()


def test_a_deadline_still_to_come_is_watched_but_not_warned_of_again(boss, agent, import_log):
    """8 h on Friday, 16 h in all: at 50 % on Monday 9:00, so 75 % is still to come; the other is past it."""
    import_log(
        line(number="INC1", opened_at="05-06-2026 09:00", sys_updated_at="05-06-2026 09:00", priority="1 - Critical"),
        line(number="INC2", opened_at="04-06-2026 12:00", sys_updated_at="04-06-2026 12:00", priority="1 - Critical"),
    )

    with acting_in(boss.tenant, SYSTEM):
        early, late = Clock.objects.order_by("ticket__number")
        assert (early.next_at, early.fired) == (datetime(2026, 6, 8, 12, 0, tzinfo=UTC), ["w50"])
        assert (late.plan_what[::2], late.fired) == (["w90", "due"], ["w50", "w75"])  # with the rule at 90 % between them
        assert late.due_at == datetime(2026, 6, 8, 11, 0, tzinfo=UTC)
        assert actions.record_due_clocks(tenant_id=boss.tenant_id, at=NOW) == 0
        assert actions.record_due_clocks(tenant_id=boss.tenant_id, at=late.due_at + timedelta(seconds=1)) == 1
        assert Event.objects.filter(kind="breached", ticket=late.ticket).count() == 1


def test_an_engineer_goes_on_with_an_imported_ticket(boss, agent, import_log):
    opened = {"opened_at": "05-06-2026 09:00"}
    import_log(
        line(**opened, sys_updated_at="05-06-2026 09:00"),
        line(**opened, sys_updated_at="05-06-2026 11:00", sys_mod_count="1", incident_state="Awaiting User Info"),
    )

    with acting_as(agent):
        ticket = Ticket.objects.get()
        assert ticket.status == "waiting_client"
        actions.resume(ticket=ticket, by=agent, at=NOW)
        actions.resolve_ticket(ticket=ticket, body="The licence had expired.", by=agent, at=NOW + timedelta(hours=1))
        clock = Clock.objects.get()
    assert (clock.state, clock.elapsed_seconds) == ("met", 3 * 3600)


def test_updates_of_one_instant_count_in_the_order_of_their_mod_count(boss, import_log):
    same = {"sys_updated_at": "01-06-2026 12:00"}
    import_log(
        line(),
        line(**same, sys_mod_count="10", incident_state="Awaiting User Info"),
        line(**same, sys_mod_count="9", incident_state="Active"),
    )

    with acting_in(boss.tenant, SYSTEM):
        assert Ticket.objects.get().status == "waiting_client"
        assert Clock.objects.get().elapsed_seconds == 2 * 3600


def test_a_local_time_that_does_not_exist_or_exists_twice_is_read_as_s43_says(boss, import_log):
    import_log(
        line(number="INC1", opened_at="29-03-2026 01:30", sys_updated_at="29-03-2026 03:00"),
        line(number="INC2", opened_at="26-10-2025 01:30", sys_updated_at="26-10-2025 03:00"),
    )

    with acting_in(boss.tenant, SYSTEM):
        gap, twice = Ticket.objects.order_by("number").values_list("received_at", flat=True)
    assert gap == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)  # the offset before the gap
    assert twice == datetime(2025, 10, 26, 0, 30, tzinfo=UTC)  # the first occurrence


def test_a_client_that_is_known_keeps_its_contract(boss, import_log):
    known = make_client(boss, "LOCATION 7")
    make_contract(boss, known, "Premium", starts_on=date(2026, 5, 1))

    import_log(
        line(number="INC1", opened_at="10-03-2026 10:00", sys_updated_at="10-03-2026 10:00"),
        line(number="INC2"),
    )

    with acting_in(boss.tenant, SYSTEM):
        assert Client.objects.count() == 1
        before, own = Contract.objects.filter(client=known).order_by("starts_on")
        assert (before.starts_on, before.ends_on, before.kind) == (date(2026, 3, 9), date(2026, 4, 30), "ad_hoc")
        assert [t.contract_id for t in Ticket.objects.order_by("number")] == [before.pk, own.pk]


def test_a_new_client_counts_on_the_hours_of_the_logs_zone(boss, import_log):
    import_log(line(opened_at="01-06-2026 16:00", sys_updated_at="01-06-2026 16:00", priority="1 - Critical"), zone="Asia/Tokyo")

    with acting_in(boss.tenant, SYSTEM):
        contract = Contract.objects.prefetch_related("calendars__calendar").get()
        assert [(c.kind, c.calendar.name) for c in contract.calendars.all()] == [("8/5", "8/5 Tokyo")]
        assert Clock.objects.get().due_at == datetime(2026, 6, 3, 7, 0, tzinfo=UTC)  # 1 h Monday, 8 h Tuesday, 7 h Wednesday


def test_names_that_differ_in_case_only_are_one_client(boss, import_log):
    import_log(line(number="INC1", location="Depot"), line(number="INC2", location="DEPOT"))

    with acting_in(boss.tenant, SYSTEM):
        assert [client.name for client in Client.objects.all()] == ["Depot"]
        assert Ticket.objects.count() == 2
