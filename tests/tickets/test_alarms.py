"""What a clock says, to whom, and once: warnings by percent, breaches by change, calendars without hours."""

from datetime import timedelta

import pytest

from accounts.tenancy import SYSTEM, acting_as, acting_in
from notifications.models import Notice
from slas.models import CalendarVersion
from tests.factories import make_staff, make_ticket
from tests.tickets.promises import FOUR_HOURS, SECOND, events, first_response, sweep
from tickets import actions
from tickets.models import Clock, Event


@pytest.mark.parametrize(
    ("minutes", "told"),
    [
        (121, [("agent", 50, False)]),
        (181, [("agent", 75, True)]),  # of the two that came, the higher
        (217, [("agent", 90, True)]),
    ],
)
def test_a_warning_below_three_quarters_stays_in_the_bell_of_the_assignee(ann, agent, boss, nine_oclock, minutes, told):
    make_staff(boss, "other@acme.example", level=1)
    ticket = make_ticket(ann, at=nine_oclock, severity="critical")
    with acting_as(agent):
        actions.assign_ticket(ticket=ticket, assignee=agent, by=agent, at=nine_oclock)

    sweep(ann, nine_oclock + timedelta(minutes=minutes))

    with acting_in(ann.tenant_id, SYSTEM):
        rows = Notice.objects.filter(template="promise_due_soon", facts__metric="first_response")
        found = rows.values_list("recipient__name", "facts__percent", "next_try_at")
        assert [(name.lower(), percent, by_mail is not None) for name, percent, by_mail in found] == told


def test_nobody_is_told_early_of_a_ticket_that_nobody_has(ann, agent, nine_oclock):
    ticket = make_ticket(ann, at=nine_oclock, severity="critical")

    sweep(ann, nine_oclock + timedelta(hours=2, seconds=1))

    with acting_in(ann.tenant_id, SYSTEM):
        assert events(ticket, "warned") == [("warned", nine_oclock + timedelta(hours=2))]
        assert not Notice.objects.filter(template="promise_due_soon").exists()


def test_clocks_of_a_ticket_that_fall_due_together_make_one_message_for_each_person(ann, agent, boss, nine_oclock):
    ticket = make_ticket(ann, at=nine_oclock, severity="critical")
    with acting_in(ann.tenant_id, SYSTEM):
        Clock.objects.exclude(metric__in=("first_response", "resolution")).delete()
        due_at = first_response(ticket).due_at
        due = {"due_at": due_at, "plan_at": [due_at], "plan_what": ["due"], "next_at": due_at}
        Clock.objects.filter(metric="resolution").update(**due)

    assert sweep(ann, due_at + SECOND) == 2

    with acting_in(ann.tenant_id, SYSTEM):
        assert Event.objects.filter(kind="breached", ticket=ticket).count() == 2
        notice = Notice.objects.get(recipient=boss, tone="danger")
        metrics = [notice.facts["metric"], *[each["metric"] for each in notice.facts["also"]]]
        assert sorted(metrics) == ["first_response", "resolution"]


def test_d21_what_a_change_makes_late_is_told_to_the_leads_in_one_message_and_to_no_contact(ann, agent, boss, nine_oclock):
    ticket = make_ticket(ann, at=nine_oclock, severity="question")
    later = nine_oclock + timedelta(days=2, hours=3)
    sweep(ann, later)

    with acting_as(agent):
        actions.change_severity(ticket=ticket, severity="critical", by=agent, at=later)
    sweep(ann, later + SECOND)

    with acting_in(ann.tenant_id, SYSTEM):
        by_change = Clock.objects.filter(ticket=ticket, flags__contains=["by_reclassification"])
        notice = Notice.objects.get(template="promise_missed_by_change")
        assert notice.recipient_id == boss.pk and by_change.count() >= 1
        assert len(notice.facts.get("also", [])) == by_change.count() - 1
        assert not Notice.objects.filter(template="promise_missed", facts__clock__in=[str(c.pk) for c in by_change]).exists()
        assert not Notice.objects.filter(recipient=ann, tone="danger").exists()


def test_s45_a_calendar_that_never_opens_alerts_administrators_once(ann, agent, boss, nine_oclock):
    with acting_in(ann.tenant_id, SYSTEM):
        for version in CalendarVersion.objects.all():
            CalendarVersion.objects.filter(pk=version.pk).update(hours=version.hours | {"weekly": [[]] * 7})
    ticket = make_ticket(ann, at=nine_oclock, severity="critical")
    with acting_as(agent):
        actions.change_severity(ticket=ticket, severity="major", by=agent, at=nine_oclock + SECOND)

    with acting_in(ann.tenant_id, SYSTEM):
        clocks = Clock.objects.filter(ticket=ticket, state="no_open_time")
        assert clocks.count() >= 2 and all(clock.due_at is None and clock.next_at is None for clock in clocks)
        assert Event.objects.filter(kind="no_open_time").count() == clocks.count()
        notices = Notice.objects.filter(template="promise_without_hours")
        assert set(notices.values_list("recipient", flat=True)) == {boss.pk} and notices.count() == 1


def test_a_promise_withdrawn_and_missed_again_at_the_same_instant_is_recorded_and_told_again(ann, agent, boss, nine_oclock):
    ticket = make_ticket(ann, at=nine_oclock, severity="critical")
    due_at = nine_oclock + FOUR_HOURS
    sweep(ann, due_at + SECOND)
    with acting_in(ann.tenant_id, SYSTEM):  # as a withdrawal leaves it
        rows = Clock.objects.filter(ticket=ticket, metric="first_response")
        rows.update(breached_at=None, state="running", fired=["withdrawn"], plan_at=[due_at], plan_what=["due"], next_at=due_at)

    sweep(ann, due_at + SECOND)

    with acting_in(ann.tenant_id, SYSTEM):
        clock = first_response(ticket)
        assert clock.breached_at == due_at
        assert sorted(Event.objects.filter(kind="breached", clock=clock).values_list("which", flat=True)) == ["", "1"]
        assert Notice.objects.filter(recipient=boss, key__startswith=f"clock_breached:{clock.pk}").count() == 2


def test_a_row_that_the_version_before_plans_wrote_is_still_warned_of_and_missed(ann, nine_oclock):
    ticket, three = make_ticket(ann, at=nine_oclock, severity="critical"), nine_oclock + timedelta(hours=3)
    with acting_in(ann.tenant_id, SYSTEM):
        Clock.objects.filter(ticket=ticket).exclude(metric="first_response").delete()
        Clock.objects.filter(ticket=ticket).update(plan_at=[], plan_what=[], next_at=three)

    assert [sweep(ann, three + SECOND), sweep(ann, three + SECOND), sweep(ann, nine_oclock + FOUR_HOURS + SECOND)] == [1, 0, 1]
    with acting_in(ann.tenant_id, SYSTEM):
        assert (clock := first_response(ticket)).fired == ["w75"] and clock.next_at is None
        assert events(ticket, "warned", "breached") == [("warned", three), ("breached", nine_oclock + FOUR_HOURS)]
