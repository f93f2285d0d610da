"""Stored clocks are proved against their history, by a job and by a command (S-01, P-4)."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command

from accounts.log import LogEntry
from accounts.tenancy import SYSTEM, acting_as, acting_in
from notifications.models import Notice
from slas.clockstate import AT_FIRST
from tests.factories import make_ticket
from tickets import actions
from tickets.models import Clock, ClockProof, StintClock, Ticket


@pytest.fixture
def ticket(ann, agent, nine_oclock):
    ticket = make_ticket(ann, at=nine_oclock, severity="critical")
    with acting_as(agent):
        actions.wait_for_client(ticket=ticket, body="Which version?", by=agent, at=nine_oclock + timedelta(minutes=5))
    with acting_as(ann):
        actions.write_as_client(ticket=ticket, body="8.4", by=ann, at=nine_oclock + timedelta(hours=1))
    return ticket


def prove(ann, at, **more):
    with acting_in(ann.tenant_id, SYSTEM):
        return actions.prove_clocks(tenant_id=ann.tenant_id, at=at, **more)


def spoil(ann, ticket):
    with acting_in(ann.tenant_id, SYSTEM):
        Clock.objects.filter(ticket=ticket, metric="resolution").update(elapsed_seconds=1)


def test_what_the_verbs_and_the_sweep_stored_is_what_the_history_gives(ann, ticket, nine_oclock):
    late = nine_oclock + timedelta(days=30)
    with acting_in(ann.tenant_id, SYSTEM):
        actions.record_due_clocks(tenant_id=ann.tenant_id, at=late)

    assert prove(ann, late) == []
    with acting_in(ann.tenant_id, SYSTEM):
        assert ClockProof.objects.get().proved == 1


def test_a_state_that_spells_out_what_is_now_left_out_is_no_difference(ann, ticket, nine_oclock):
    with acting_in(ann.tenant_id, SYSTEM):
        stored = Ticket.objects.get(pk=ticket.pk)
        stored.replay_state["tallies"] = [{**AT_FIRST, **tally} for tally in stored.replay_state["tallies"]]
        stored.save(update_fields=["replay_state"])

    assert prove(ann, nine_oclock + timedelta(hours=2)) == []


def test_a_breach_that_waits_for_its_sweep_is_no_difference_for_a_minute(ann, ticket, nine_oclock):
    with acting_in(ann.tenant_id, SYSTEM):
        due = Clock.objects.filter(ticket=ticket, breached_at=None, due_at__gt=nine_oclock).order_by("due_at").first().due_at

    assert prove(ann, due + timedelta(seconds=30)) == []
    assert {each.clock for each in prove(ann, due + timedelta(minutes=5))} != set()


def test_a_difference_is_logged_and_told_to_the_administrators_once_a_day(ann, boss, ticket, nine_oclock):
    spoil(ann, ticket)

    (found,) = prove(ann, nine_oclock + timedelta(hours=2))
    prove(ann, nine_oclock + timedelta(hours=3))

    assert (found.clock, found.stored["elapsed_seconds"]) == ("resolution 1", 1)
    assert found.replayed["elapsed_seconds"] == 300
    with acting_in(ann.tenant_id, SYSTEM):
        assert LogEntry.objects.filter(kind="clocks.differ").count() == 2
        assert Notice.objects.filter(template="clocks_differ").count() == 1


def test_what_levels_owe_is_proved_too_once_it_has_caught_up(ann, agent, ticket, nine_oclock):
    later = nine_oclock + timedelta(hours=1)
    with acting_as(agent):
        actions.assign_ticket(ticket=ticket, assignee=agent, by=agent, at=later)
    with acting_in(ann.tenant_id, SYSTEM):
        fresh = Ticket.objects.get(pk=ticket.pk)
        assert actions.prove_ticket(fresh, at=later) == []
        StintClock.objects.filter(ticket=ticket, metric="ola_accept").update(elapsed_seconds=1)
        assert [each.clock for each in actions.prove_ticket(fresh, at=later)] == ["ola_accept 1"]
        fresh.stints_behind_since = later
        assert actions.prove_ticket(fresh, at=later) == []


def test_the_sample_rolls_over_all_tickets(ann, agent, nine_oclock):
    for _each in range(5):
        make_ticket(ann, at=nine_oclock)
    later = nine_oclock + timedelta(days=9)
    for minute in range(3):
        prove(ann, later + timedelta(minutes=minute), sample=2)

    with acting_in(ann.tenant_id, SYSTEM):
        assert ClockProof.objects.get().cursor is None  # all five, in three runs of two


def test_the_command_names_differences_and_rebuilds_when_asked(ann, ticket, capsys):
    with acting_in(ann.tenant_id, SYSTEM):
        updated_at = Ticket.objects.get(pk=ticket.pk).updated_at
        actions.record_due_clocks(tenant_id=ann.tenant_id, at=updated_at + timedelta(days=3000))
    spoil(ann, ticket)
    with pytest.raises(CommandError, match="differ from their history"):
        call_command("replay_clocks", tenant=ann.tenant.slug)
    assert "resolution 1: stored" in capsys.readouterr().out

    call_command("replay_clocks", tenant=ann.tenant.slug, write=True)
    call_command("replay_clocks", tenant=ann.tenant.slug)

    assert "1 tickets replayed, 0 differ." in capsys.readouterr().out
    with acting_in(ann.tenant_id, SYSTEM):
        assert Ticket.objects.get(pk=ticket.pk).updated_at == updated_at


def test_an_unknown_tenant_is_named(db):
    with pytest.raises(CommandError, match="There is no tenant “nowhere”"):
        call_command("replay_clocks", tenant="nowhere")
