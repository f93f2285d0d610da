"""A real log is taken over: as it was, once, without a word to anybody."""

from io import StringIO

import pytest
from django.db import transaction

from accounts.models import Client, Letter, LogEntry
from accounts.tenancy import SYSTEM, acting_in
from contracts.models import Contract
from notifications.models import Notice
from slas.models import Calendar
from tests.importing.command import LONDON, NOW, run, ticket_of
from tests.importing.walk import always, instant, lines_of, office_hours, walked_seconds
from tickets import actions
from tickets.actions.clocks import replayed
from tickets.models import Clock, Event, ImportedTicket, Message, Ticket

SAO_PAULO = "America/Sao_Paulo"
NAMED = """INC0000045 INC0000047 INC0000057 INC0000060 INC0000062 INC0000089 INC0000093 INC0000102 INC0000131 INC0000135
INC0000161 INC0000261 INC0000294 INC0000358 INC0000370 INC0000649 INC0000715 INC0000977 INC0001041 INC0001068 INC0001155
INC0001287 INC0001312 INC0001349 INC0001401""".split()
TABLES = (Client, Contract, Calendar, Ticket, Event, Clock, ImportedTicket, Message, LogEntry, Notice)


def everything(tenant):
    with acting_in(tenant, SYSTEM):
        rows = {model.__name__: list(model.objects.filter(tenant_id=tenant.pk).order_by("pk").values()) for model in TABLES}
        return rows | {"Letter": list(Letter.objects.values())}


@pytest.mark.parametrize(
    ("zone", "tier", "is_open"),
    [(LONDON, "Standard", office_hours(LONDON)), (SAO_PAULO, "Standard", office_hours(SAO_PAULO)), (LONDON, "Premium", always)],
    ids=["8/5 of the tenant", "8/5 of the log's own zone", "24/7 over the start of summer time"],
)
def test_elapsed_time_equals_a_walk_over_every_minute(boss, zone, tier, is_open):
    run(boss.tenant, zone=zone, tier=tier)

    walked = {number: walked_seconds(lines_of(number), zone, is_open) for number in NAMED}
    with acting_in(boss.tenant, SYSTEM):
        counted = {number: Clock.objects.get(ticket=ticket_of(number), metric="resolution").elapsed_seconds for number in NAMED}
    assert len(NAMED) >= 20
    assert counted == walked
    assert len(set(walked.values())) > 20  # not all nothing


def test_tickets_keep_their_original_instants(boss):
    run(boss.tenant, zone=SAO_PAULO)

    with acting_in(boss.tenant, SYSTEM):
        for number in NAMED:
            line, ticket = lines_of(number)[0], ticket_of(number)
            assert ticket.received_at == instant(line["opened_at"], SAO_PAULO)
            assert ticket.closed_at == instant(line["closed_at"], SAO_PAULO)
            if line["resolved_at"] != "?":
                assert ticket.resolved_at == instant(line["resolved_at"], SAO_PAULO)
            if line["sys_created_at"] != "?":
                assert ticket.created_at == instant(line["sys_created_at"], SAO_PAULO)
            assert (ticket.status, ticket.source, ticket.is_imported) == ("closed", "import", True)
            assert ticket.client.name == (line["location"] if line["location"] != "?" else "Unknown location")


def test_priorities_states_groups_and_reopenings_are_understood(boss):
    run(boss.tenant)

    with acting_in(boss.tenant, SYSTEM):
        assert ticket_of("INC0000261").severity == "critical"
        changed = ticket_of("INC0000062")
        assert changed.severity == "major"
        assert [e.facts["before"] for e in Event.objects.filter(ticket=changed, kind="severity_changed")] == ["minor"]
        twice = ticket_of("INC0000715")
        assert Event.objects.filter(ticket=twice, kind="reopened").count() == 2
        vendor = Event.objects.filter(ticket=ticket_of("INC0001287"), kind="waiting").order_by("sequence")
        assert [(e.facts["wait"], e.facts.get("vendor")) for e in vendor] == [
            ("waiting_third_party", "provider"),
            ("waiting_client", None),
        ]
        assert ticket_of("INC0000057").level.number == 1  # Group 70 all along
        assert ticket_of("INC0000047").level.number == 2


def test_the_first_response_is_not_recorded_and_nothing_was_said(boss):
    run(boss.tenant)

    with acting_in(boss.tenant, SYSTEM):
        assert set(Clock.objects.values_list("metric", flat=True)) == {"resolution"}
        opened = Event.objects.filter(kind="opened")
        assert {event.facts["first_response"] for event in opened} == {"not_recorded"}
        assert not Message.objects.exists()


def test_everything_is_marked_as_imported_and_nobody_is_told(boss, agent):
    run(boss.tenant)

    with acting_in(boss.tenant, SYSTEM):
        assert Ticket.objects.count() == Ticket.objects.filter(is_imported=True).count() == 31
        assert {event.facts["imported"] for event in Event.objects.all()} == {"servicenow"}
        missed = Clock.objects.exclude(breached_at=None)
        assert Event.objects.filter(kind="breached").count() == missed.count() > 5
        assert all(e.at == e.clock.breached_at for e in Event.objects.filter(kind="breached").select_related("clock"))
        assert actions.record_due_clocks(tenant_id=boss.tenant_id, at=NOW) == 0
        assert not Notice.objects.exists()
        assert not Letter.objects.exists()


def test_stored_clocks_are_what_a_replay_shows(boss):
    run(boss.tenant)

    with acting_in(boss.tenant, SYSTEM):
        for ticket in Ticket.objects.all():
            shown = replayed(ticket, as_of=NOW)
            assert ticket.replay_state == shown.as_json()
            row = Clock.objects.get(ticket=ticket)
            (clock,) = shown.clocks
            assert (row.state, row.elapsed_seconds, row.due_at, row.breached_at) == (
                clock.state,
                clock.elapsed_seconds,
                clock.due_at,
                clock.breached_at,
            )


def test_a_second_run_changes_no_row(boss):
    run(boss.tenant, zone=SAO_PAULO)
    before = everything(boss.tenant)

    told = run(boss.tenant, zone=SAO_PAULO)

    assert everything(boss.tenant) == before
    assert "Tickets made:        0\nAlready there:       31\n" in told


class CtrlC(StringIO):
    """Somebody presses Ctrl-C when the second batch has been told of."""

    def write(self, text):
        if text.startswith("10 of"):
            raise KeyboardInterrupt
        return super().write(text)


def plain(tenant):
    """Every row without what is made anew in each run: ids."""
    with acting_in(tenant, SYSTEM):
        tickets = Ticket.objects.order_by("number")
        words = tickets.values_list("number", "title", "status", "severity", "level__number", "client__name", "contract__name")
        instants = tickets.values_list("received_at", "created_at", "resolved_at", "closed_at", "rank_at", "event_count")
        events = [
            (e.ticket.number, e.sequence, e.at, e.kind, {**e.facts, "terms": ""})
            for e in Event.objects.select_related("ticket").order_by("ticket__number", "at", "sequence", "kind")
        ]
        clocks = Clock.objects.order_by("ticket__number").values_list(
            "ticket__number", "state", "elapsed_seconds", "due_at", "stopped_at", "breached_at", "next_at", "flags"
        )
        imported = ImportedTicket.objects.order_by("key").values_list("key", "ticket__number", "facts", "warnings")
        contracts = Contract.objects.order_by("client__name").values_list("client__name", "name", "starts_on", "ends_on", "kind")
        log = LogEntry.objects.filter(kind__in=["ticket.imported", "client.created", "contract.created"]).count()
        return [list(rows) for rows in (words, instants, events, clocks, imported, contracts)] + [log]


def test_an_import_that_was_stopped_and_goes_on_equals_one_that_was_not(boss):
    with transaction.atomic():
        with pytest.raises(KeyboardInterrupt):
            run(boss.tenant, batch=5, stderr=CtrlC())
        with acting_in(boss.tenant, SYSTEM):
            assert Ticket.objects.count() == 10
        told = run(boss.tenant, batch=7)
        resumed = plain(boss.tenant)
        transaction.set_rollback(True)

    run(boss.tenant)

    assert "Tickets made:        21\nAlready there:       10\n" in told
    assert plain(boss.tenant) == resumed


def test_the_reconciliation_counts_promises_beside_the_logs_own_verdict(boss):
    told = run(boss.tenant)

    lines = {line[:16].strip(): line[16:].replace("|", "").split() for line in told.splitlines() if line[1:4] == " - "}
    assert "Rows read:           285\nIncidents in them:   31\nTickets made:        31\n" in told
    assert sum(int(numbers[0]) for numbers in lines.values()) == 31
    assert all(int(n) == int(met) + int(missed) + int(neither) for n, met, missed, neither, *_theirs in lines.values())
    assert sum(int(numbers[4]) + int(numbers[5]) for numbers in lines.values()) == 31
    with acting_in(boss.tenant, SYSTEM):
        met = Clock.objects.filter(state="met").count()
    assert sum(int(numbers[1]) for numbers in lines.values()) == met


def test_a_log_that_contradicts_itself_is_imported_with_a_warning(boss):
    told = run(boss.tenant)

    assert "INC0000137: Line 83 says New after the end without a reopening; it was ignored." in told
    with acting_in(boss.tenant, SYSTEM):
        stray = ticket_of("INC0000137")
        assert not Event.objects.filter(ticket=stray, kind="reopened").exists()
        assert Clock.objects.get(ticket=stray).stopped_at == instant("29-02-2016 11:03", LONDON)
        early = ImportedTicket.objects.get(key="INC0000130")
        assert "dated before the incident was opened" in early.warnings[0]
