"""EX-S12 to EX-S19 of the worked examples through the verbs, reading the stored clock rows; June 2026, London (BST)."""

from datetime import UTC, datetime, timedelta

import pytest

from accounts.tenancy import SYSTEM, acting_as, acting_in
from slas import actions as slas
from slas.models import SEVERITIES
from tests.factories import EARLY, make_client, make_contact, make_contract, make_ticket
from tickets import actions
from tickets.models import Clock

HOUR = 3600


def bst(text):
    """An instant of June 2026 by the London clock: `9 15:00` is Tuesday the 9th at three."""
    day, clock = text.split()
    return datetime.fromisoformat(f"2026-06-{int(day):02d}T{clock}").replace(tzinfo=UTC) - timedelta(hours=1)


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.fixture
def promising(boss, agent):
    """A ticket's life under a tier of so many hours to resolve: `{severity: (hours, kind of hours)}`."""

    def begin(targets, *, at, severity="major"):
        with acting_as(boss):
            slas.create_tier(
                name="Worked example",
                hours=dict.fromkeys(SEVERITIES, "8/5") | {code: kind for code, (_hours, kind) in targets.items()},
                targets=[
                    {"metric": "resolution", "severity": code, "amount": hours, "unit": "hours"}
                    for code, (hours, _kind) in targets.items()
                ],
                by=boss,
                at=EARLY,
            )
        client = make_client(boss, "Worked Example Ltd")
        make_contract(boss, client, "Worked example")
        contact = make_contact(boss, client, "contact@worked.example")
        return Life(make_ticket(contact, at=at, severity=severity), contact, agent)

    return begin


class Life:
    """A ticket that lives through its verbs."""

    def __init__(self, ticket, contact, agent):
        self.ticket, self.contact, self.agent = ticket, contact, agent

    def _do(self, verb, by, at, **more):
        with acting_as(by):
            verb(ticket=self.ticket, by=by, at=bst(at), **more)
        return self

    def asks(self, at):
        return self._do(actions.wait_for_client, self.agent, at, body="Which version?")

    def answered(self, at):
        return self._do(actions.write_as_client, self.contact, at, body="8.4.2")

    def resumed(self, at):
        return self._do(actions.resume, self.agent, at)

    def turned(self, severity, at):
        return self._do(actions.change_severity, self.agent, at, severity=severity)

    def resolved(self, at):
        return self._do(actions.resolve_ticket, self.agent, at, body="Done.")

    def reopened(self, at):
        return self._do(actions.reopen_ticket, self.contact, at, body="It came back.")

    def swept(self, at):
        with acting_in(self.ticket.tenant_id, SYSTEM):
            actions.record_due_clocks(tenant_id=self.ticket.tenant_id, at=at)
        return self

    @property
    def clock(self):
        with acting_as(self.agent):
            return Clock.objects.get(ticket=self.ticket, metric="resolution")

    @property
    def shown(self):
        """State, open seconds counted before it last began to run, due instant."""
        clock = self.clock
        return clock.state, clock.elapsed_seconds, clock.due_at


EIGHT_HOURS = {"major": (8, "8/5")}
BY_SEVERITY = {"critical": (4, "8/5"), "major": (8, "8/5"), "minor": (16, "8/5")}


def test_ex_s12_while_waiting_there_is_no_due_instant_and_three_hours_are_kept(promising):
    life = promising(EIGHT_HOURS, at=bst("8 09:00")).asks("8 12:00")

    assert life.shown == ("paused", 3 * HOUR, None)


def test_ex_s12_the_answer_on_tuesday_leaves_five_hours_until_wednesday_noon(promising):
    life = promising(EIGHT_HOURS, at=bst("8 09:00")).asks("8 12:00").answered("9 15:00")

    assert life.shown == ("running", 3 * HOUR, utc("2026-06-10T11:00"))


def test_ex_s13_a_pause_that_was_closed_all_along_changes_nothing(promising):
    life = promising(EIGHT_HOURS, at=bst("12 14:00"))
    due = life.clock.due_at

    life.asks("12 18:00").answered("13 10:00")

    assert life.clock.due_at == due == utc("2026-06-15T13:00")


def test_ex_s14_a_weekend_of_waiting_costs_only_its_open_time(promising):
    life = promising(EIGHT_HOURS, at=bst("12 14:00")).asks("12 16:00").resumed("15 10:00")

    assert life.shown == ("running", 2 * HOUR, utc("2026-06-15T15:00"))


def test_ex_s15_of_two_pauses_both_count(promising):
    life = promising(EIGHT_HOURS, at=bst("8 09:00")).asks("8 10:00").answered("8 12:00").asks("8 14:00").answered("10 11:00")

    assert life.shown == ("running", 3 * HOUR, utc("2026-06-10T15:00"))


def test_ex_s16_a_raised_severity_keeps_the_time_that_was_used(promising):
    life = promising(BY_SEVERITY, at=bst("8 10:00"), severity="minor")
    assert life.clock.due_at == utc("2026-06-10T09:00")

    life.turned("critical", "8 13:00")

    assert life.clock.due_at == utc("2026-06-08T13:00")
    assert life.swept(utc("2026-06-08T13:00")).clock.breached_at is None
    assert life.swept(utc("2026-06-08T13:00:01")).clock.breached_at == utc("2026-06-08T13:00")


def test_ex_s17_raised_when_the_new_target_is_exceeded_it_is_breached_at_once_and_flagged(promising):
    clock = promising(BY_SEVERITY, at=bst("8 10:00"), severity="minor").turned("critical", "8 15:00").clock

    assert (clock.state, clock.breached_at, clock.flags) == (
        "breached_running",
        utc("2026-06-08T13:00"),
        ["by_reclassification"],
    )


def test_ex_s18_a_lowered_severity_gives_more_time(promising):
    life = promising(BY_SEVERITY, at=bst("8 10:00"))
    assert life.clock.due_at == utc("2026-06-09T09:00")

    assert life.turned("minor", "8 14:00").clock.due_at == utc("2026-06-10T09:00")


def test_ex_s18b_a_change_to_round_the_clock_does_not_add_the_past_weekend(promising):
    life = promising({"critical": (4, "24/7"), "minor": (16, "8/5")}, at=bst("12 16:00"), severity="minor")

    life.turned("critical", "15 10:00")

    assert life.shown == ("running", 2 * HOUR, utc("2026-06-15T11:00"))
    assert life.clock.breached_at is None


def test_ex_s19_reopened_it_goes_on_where_it_stopped(promising):
    life = promising(EIGHT_HOURS, at=bst("8 09:00")).resolved("8 15:00")
    assert life.shown[:2] == ("met", 6 * HOUR)

    assert life.reopened("10 16:00").shown == ("running", 6 * HOUR, utc("2026-06-11T09:00"))
