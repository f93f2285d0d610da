"""The sample data shows every state of the desk, and something is about to happen."""

from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
from django.conf import settings
from django.contrib.auth import authenticate
from django.core.management import call_command
from django.db import transaction
from django.db.models import Count

from accounts import tenancy
from accounts.models import Letter, LogEntry, Membership, Person
from accounts.permissions import CONTACT_ROLES, STAFF_ROLES
from accounts.tenancy import SYSTEM, acting_as, acting_in, identity, tenant_id_by_slug
from billing.charges import contracts_with_fees_due
from billing.models import Invoice, QuoteVersion
from common import wallclock
from contracts.models import KINDS, Contract, Movement
from contracts.queries import contracts_with_due_ledger
from notifications.models import Notice
from slas.models import SEVERITIES, Tier
from supportdesk.demo.logins import LOGINS, PASSWORD
from supportdesk.demo.story.telling import COMPANIES
from tickets import actions
from tickets.actions.clocks import replayed
from tickets.models import Attachment, Clock, Event, Message, Ticket, TimeEntry

NOW = datetime(2026, 11, 20, 10, 42, tzinfo=UTC)  # a Friday


@pytest.fixture(scope="module")
def desk(django_db_setup, django_db_blocker, tmp_path_factory):
    """Told once for the whole file, and undone at its end: it takes some seconds."""
    with pytest.MonkeyPatch.context() as patch, django_db_blocker.unblock(), transaction.atomic():
        patch.setattr(settings, "MEDIA_ROOT", tmp_path_factory.mktemp("media"))
        patch.setattr(wallclock, "now", lambda: NOW)
        call_command("seed_demo", stdout=StringIO())
        yield
        transaction.set_rollback(True)
        tenancy._current.set(tenancy.EMPTY)


def everywhere(ask):
    """What `ask` answers in each of the companies, one after the other."""
    answers = []
    for slug in COMPANIES:
        with acting_in(tenant_id_by_slug(slug), SYSTEM):
            answers += ask()
    return answers


def test_eight_clients_of_two_companies_have_contracts_of_every_kind_and_tier_in_four_zones(desk):
    found = everywhere(lambda: list(Contract.objects.values_list("client__name", "kind", "tier__name", "client__time_zone")))

    assert len({client for client, *_ in found}) == 8
    assert {kind for _, kind, *_ in found} == set(KINDS)
    assert {tier for _, _, tier, _ in found} == set(everywhere(lambda: list(Tier.objects.values_list("name", flat=True))))
    assert len({zone for *_, zone in found}) == 4


def test_there_are_about_120_tickets_in_every_state_that_the_desk_has_so_far(desk):
    tickets = everywhere(lambda: list(Ticket.objects.values_list("status", "severity", "level__number", "source")))

    assert 110 <= len(tickets) <= 130
    assert {status for status, *_ in tickets} == {
        "new", "open", "waiting_client", "waiting_approval", "resolved", "closed", "cancelled",
    }  # fmt: skip
    assert {severity for _, severity, *_ in tickets} == set(SEVERITIES)
    assert {level for _, _, level, _ in tickets} == {1, 2, 3, 4}
    assert {source for *_, source in tickets} == {"portal", "phone"}


def test_titles_and_first_messages_are_each_said_once(desk):
    titles = everywhere(lambda: list(Ticket.objects.values_list("title", flat=True)))

    assert len(titles) == len(set(titles))


def test_promises_were_met_and_missed_and_tickets_came_back(desk):
    states = set(everywhere(lambda: list(Clock.objects.values_list("metric", "state"))))
    again = everywhere(lambda: list(Event.objects.filter(kind="reopened").values_list("ticket__status", flat=True)))

    for metric in ("first_response", "resolution"):
        assert {state for m, state in states if m == metric} >= {"running", "met", "breached_stopped", "cancelled"}
    assert ("resolution", "paused") in states
    assert ("resolution", "breached_running") in states
    assert {"open", "closed"} <= set(again)
    assert everywhere(lambda: list(Event.objects.filter(kind="severity_changed")))


def test_stored_clocks_are_what_a_replay_shows(desk):
    def odd():
        return [t.number for t in Ticket.objects.all() if replayed(t, as_of=NOW).as_json() != t.replay_state]

    assert everywhere(odd) == []


def test_conversations_have_notes_questions_and_files(desk):
    kinds = everywhere(lambda: list(Message.objects.values_list("visibility", "side").annotate(Count("id"))))
    names = everywhere(lambda: list(Attachment.objects.values_list("file__name", flat=True)))

    assert {(visibility, side) for visibility, side, _ in kinds} == {
        ("public", "client"),
        ("public", "staff"),
        ("internal", "staff"),
    }
    assert {"export-screen.png", "export-worker.log", "two-rows.csv"} <= set(names)
    assert not [body for body in everywhere(lambda: list(Message.objects.values_list("body", flat=True))) if "{" in body]


def test_several_first_answers_fall_due_within_ten_minutes(desk):
    soon = {"metric": "first_response", "due_at__gt": NOW, "due_at__lte": NOW + timedelta(minutes=10)}

    due = everywhere(lambda: list(Clock.objects.filter(**soon).order_by("due_at").values_list("due_at", "state")))

    assert [(at - NOW).seconds // 60 for at, _state in due][:4] == [1, 2, 4, 7]
    assert {state for _at, state in due} == {"running"}


def test_a_minute_later_somebody_hears_of_a_missed_promise(desk):
    tenant_id = tenant_id_by_slug("calder")
    with transaction.atomic():
        with acting_in(tenant_id, SYSTEM):
            before = Notice.objects.count()
            actions.record_due_clocks(tenant_id=tenant_id, at=NOW + timedelta(seconds=61))
            fresh = Notice.objects.filter(template="promise_missed", seen_at=None, next_try_at__isnull=False)
            assert Notice.objects.count() > before
            assert {notice.recipient.name for notice in fresh.select_related("recipient")} >= {"Rachel Cole", "Oliver Grant"}
        transaction.set_rollback(True)


def test_no_old_mail_is_sent_and_nothing_is_dated_in_the_future(desk):
    assert everywhere(lambda: list(Notice.objects.filter(next_try_at__isnull=False))) == []
    assert everywhere(lambda: list(Notice.objects.filter(is_in_bell=True, seen_at=None)))  # the bell is not empty either
    assert everywhere(lambda: list(Notice.objects.filter(seen_at=None, at__lt=NOW - timedelta(hours=20)))) == []
    assert not Letter.objects.exists()
    for model in (Message, Event, Notice, LogEntry):
        assert everywhere(lambda model=model: list(model.objects.filter(at__gt=NOW))) == [], model


@pytest.mark.parametrize(("role", "email", "password"), LOGINS, ids=lambda value: value.partition("@")[0])
def test_every_login_that_is_shown_lets_somebody_in(desk, rf, role, email, password):
    with identity():
        person = authenticate(rf.post("/"), email=email, password=password)
        assert person is not None, role
        with identity(person):
            assert Membership.objects.in_force().filter(person=person).exists()


def test_the_logins_cover_every_role_level_and_kind_of_contact(desk):
    members = []
    for _role, email, _password in LOGINS:
        with identity():
            person = Person.objects.get(email=email)
        with identity(person):
            members += Membership.objects.filter(person=person)
    staff = [member for member in members if member.client_id is None]

    assert {role for member in staff for role in member.roles} == set(STAFF_ROLES)
    assert [member for member in staff if set(member.roles) == set(STAFF_ROLES)]
    assert len({tuple(member.roles) for member in staff}) >= 6
    assert {member.contact_role for member in members if member.client_id} == set(CONTACT_ROLES)
    assert [member for member in members if member.is_approver]
    both_doors = [m.person_id for m in staff if [c for c in members if c.person_id == m.person_id and c.client_id]]
    workplaces = {member.person_id: {m.tenant_id for m in staff if m.person_id == member.person_id} for member in staff}
    assert both_doors
    assert 2 in map(len, workplaces.values())
    assert {password for *_, password in LOGINS} == {PASSWORD}


def test_every_level_has_an_engineer_and_the_queue_is_seen(desk):
    with acting_in(tenant_id_by_slug("calder"), SYSTEM):
        levels = set(Membership.objects.with_role("engineer").exclude(level=None).values_list("level__number", flat=True))
        hannah = Membership.objects.select_related("tenant").get(name="Hannah Osei")
    with acting_as(hannah):
        first = Ticket.objects.visible_to(hannah).open().in_order_of_urgency()[:8]
        assert "Claims intake is down for all brokers" in [ticket.title for ticket in first]
    assert levels == {1, 2, 3, 4}


def test_a_second_run_does_nothing(desk):
    def counts():
        return [model.objects.count() for model in (Ticket, Event, Notice, LogEntry, Membership)]

    before, told = everywhere(counts), StringIO()

    call_command("seed_demo", stdout=told)

    assert told.getvalue() == "Sample data is there already.\n"
    assert everywhere(counts) == before


def test_every_book_has_something_in_it(desk):
    issued = everywhere(lambda: list(Invoice.objects.exclude(state="draft").values_list("state", "currency")))
    entries = everywhere(lambda: list(TimeEntry.objects.values_list("status", "approved_at")))
    quotes = everywhere(lambda: list(QuoteVersion.objects.values_list("state", flat=True)))
    kinds = set(everywhere(lambda: list(Movement.objects.values_list("kind", flat=True))))

    assert {state for state, _ in issued} >= {"paid", "issued"} and {currency for _, currency in issued} == {"GBP", "USD"}
    assert len(entries) > 150 and {status for status, _ in entries} >= {"counted", "held"}
    assert {approved is None for _, approved in entries} == {True, False}
    assert set(quotes) == {"accepted", "sent"}
    assert kinds >= {"grant", "draw", "charge", "hold"}


def test_the_past_left_the_workers_nothing_to_catch_up_with(desk):
    def behind():
        tenant_id = tenancy.current().tenant
        return [*contracts_with_fees_due(tenant_id, NOW), *contracts_with_due_ledger(tenant_id, at=NOW)]

    assert everywhere(behind) == []
