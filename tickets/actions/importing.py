"""History from another desk becomes tickets: the one action that may skip the rules about public messages (S-14, S-21)."""

from collections.abc import Callable
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from accounts.log import entry, record_all
from accounts.models import Level
from contracts.queries import calendars_of_each, conditions_of_each, holds, tier_meant, wide_contracts
from files.models import INTERNAL, PUBLIC
from slas.happenings import FirstResponse, Kind
from slas.keys import terms_key
from slas.models import TicketType, TierVersion
from slas.plans import DUE, plan_of
from slas.queries import best_effort_tier, calendars_by_kind_of_each, load_terms, newest_pins
from slas.replay import EMPTY, Happening, fold
from tickets.actions.clocks import new_row, place_in_queue, plan, show
from tickets.actions.cover import decision_row
from tickets.actions.events import CLOCK_KINDS
from tickets.actions.imported_clients import clients_named
from tickets.actions.numbers import take_numbers
from tickets.errors import ImportRefused
from tickets.importing.histories import Change, History
from tickets.models import Clock, CoverDecision, Event, ImportedTicket, Ticket
from tickets.models.cover import FILED
from tickets.queries.cover import asked_of

SOURCE = "import"


@transaction.atomic
def import_history(*, source: str, histories: list[History], ticket_type: str, by: Any, at: Any) -> int:
    """Take over tickets as they were, each once by `source` and key, their clocks as they would have run (S-01, S-23).

    Tells nobody: no notice, no mail, and what was missed or warned of before `at` is recorded without a word; a deadline that is
    still to come is watched like any other. Events are marked as imported. Returns how many tickets were made; clients and
    contracts must be there (`receive_clients`).
    """
    _wait_for_other_imports(by.tenant_id)
    keys = [history.key for history in histories]
    known = set(ImportedTicket.objects.filter(tenant_id=by.tenant_id, source=source, key__in=keys).values_list("key", flat=True))
    fresh = [history for history in histories if history.key not in known]
    if not fresh:
        return 0
    type_ = TicketType.objects.filter(tenant_id=by.tenant_id, code=ticket_type).first()
    if type_ is None:
        raise ImportRefused(_("There is no ticket type “%(code)s”. Choose one in the mapping.") % {"code": ticket_type})
    levels = {level.number: level for level in Level.objects.filter(tenant_id=by.tenant_id)}
    number = take_numbers(by.tenant_id, len(fresh))
    tickets: list[Ticket] = []
    for pledge, history in zip(_pledges(by.tenant_id, fresh, type_), fresh, strict=True):
        tickets.append(_ticket(history, number + len(tickets), type_, levels[history.last_level], pledge, by.tenant))
    _write(source, fresh, tickets, by, at)
    return len(tickets)


def _wait_for_other_imports(tenant_id: Any) -> None:
    """One batch at a time into a tenant, so that two imports of one file make each ticket once."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"import:{tenant_id}"])


def _pledges(tenant_id: Any, histories: list[History], type_: Any) -> list[dict[str, Any]]:
    """For each history its client, the contract and tier version in force at receipt, and the key of these terms."""
    clients = clients_named(tenant_id)
    theirs = [clients[history.client.lower()] for history in histories]
    covers = wide_contracts(tenant_id, {client.pk for client in theirs})
    clients_calendars = calendars_by_kind_of_each(tenant_id, {client.pk for client in theirs})
    held = [contract for found in covers.values() for contract in found]
    conditions = conditions_of_each(tenant_id, held)
    contracts_calendars = calendars_of_each(tenant_id, held)
    versions = _remembered(lambda tier: list(TierVersion.objects.filter(tenant_id=tenant_id, tier=tier).order_by("number")))
    pins = _remembered(lambda version_id, *calendar_ids: newest_pins(tenant_id, calendar_ids, version_id))
    best_effort = _remembered(lambda: best_effort_tier(tenant_id))
    pledges = []
    for client, history in zip(theirs, histories, strict=True):
        contract = next((c for c in covers.get(client.pk, ()) if holds(c, history.received_at)), None)
        tier, version = best_effort(), None
        if contract is not None:
            facts = {"severity": history.severity, "type_id": type_.pk, "product_id": None, "source": "import"}
            tier, version = tier_meant(contract, conditions[contract.pk], **facts)
        if version is None:
            published = versions(tier)
            by_then = [v for v in published if v.published_at <= history.received_at]
            version = by_then[-1] if by_then else published[0]
        calendars = clients_calendars[client.pk] | (contracts_calendars[contract.pk] if contract is not None else {})
        key = terms_key(version.pk, calendars, pins(version.pk, *sorted(set(calendars.values()))))
        pledges.append({"client": client, "contract": contract, "version": version, "key": key})
    return pledges


def _remembered(ask: Callable) -> Callable:
    answers: dict = {}

    def answer(*about: Any) -> Any:
        if about not in answers:
            answers[about] = ask(*about)
        return answers[about]

    return answer


def _ticket(history: History, number: int, type_: Any, level: Any, pledge: dict[str, Any], tenant: Any) -> Ticket:
    return Ticket(
        tenant=tenant,
        client=pledge["client"],
        number=number,
        title=history.title,
        type=type_,
        severity=history.last_severity,
        status=history.status,
        level=level,
        contract=pledge["contract"],
        tier_version=pledge["version"],
        source=SOURCE,
        received_at=history.received_at,
        created_at=history.created_at,
        updated_at=history.updated_at,
        resolved_at=history.resolved_at,
        closed_at=history.closed_at,
        rank_at=history.received_at,
        is_imported=True,
        replay_state={"terms": pledge["key"]},
    )


def _write(source: str, histories: list[History], tickets: list[Ticket], by: Any, at: Any) -> None:
    """All rows of a batch, a statement a table."""
    terms = load_terms(by.tenant_id, {ticket.replay_state["terms"] for ticket in tickets})
    events, clocks, imported, entries = [], [], [], []
    for history, ticket in zip(histories, tickets, strict=True):
        theirs = _events(ticket, history, ticket.replay_state["terms"], source, at)
        happenings = [Happening(e.at, e.kind, e.sequence or 0, e.facts) for e in theirs if e.kind in CLOCK_KINDS]
        state = fold(EMPTY, happenings, at, terms)
        ticket.replay_state, ticket.event_count = state.as_json(), len(theirs)
        place_in_queue(ticket, state.clocks)
        rows = [_clock(ticket, clock, terms[state.terms], state.severity, at) for clock in state.clocks]
        events += theirs + [_breach(ticket, row, source, at) for row in rows if row.breached_at]
        clocks += rows
        whose = {"tenant_id": ticket.tenant_id, "ticket": ticket}
        imported.append(ImportedTicket(**whose, source=source, key=history.key, facts=history.facts, warnings=history.warnings))
        entries.append(_log_entry(ticket, by, at, source=source, key=history.key))
    Ticket.objects.bulk_create(tickets)
    ImportedTicket.objects.bulk_create(imported)
    CoverDecision.objects.bulk_create(_decisions(tickets, by, at))
    Clock.objects.bulk_create(clocks)
    Event.objects.bulk_create(events, batch_size=2000)
    record_all(entries)


def _decisions(tickets: list[Ticket], by: Any, at: Any) -> list[CoverDecision]:
    """Whether those that are still open are covered, asked once for what is alike (C-08); what is over is history."""
    known: dict = {}
    rows = []
    for ticket in tickets:
        if ticket.is_open:
            alike = (ticket.client_id, ticket.contract_id, ticket.severity, ticket.received_at.date())
            known[alike] = known.get(alike) or asked_of(ticket, at=ticket.received_at)
            rows.append(decision_row(ticket, known[alike], FILED, by=by, at=at))
    return rows


def _log_entry(ticket: Ticket, by: Any, at: Any, **facts: str) -> Any:
    whose = {"tenant_id": ticket.tenant_id, "client_id": ticket.client_id}
    return entry(**whose, kind="ticket.imported", subject=ticket, at=at, by=by, **facts)


def _events(ticket: Ticket, history: History, key: str, source: str, at: Any) -> list[Event]:
    opened = {
        "severity": history.severity,
        "type": ticket.type.code,
        "terms": key,
        "first_response": str(FirstResponse.NOT_RECORDED),  # the log has no messages
        "source": SOURCE,
        "key": history.key,
    }
    changes = [Change(history.received_at, Kind.OPENED, opened), *history.changes]
    return [
        Event(
            tenant_id=ticket.tenant_id,
            client_id=ticket.client_id,
            ticket=ticket,
            sequence=sequence,
            at=change.at,
            recorded_at=at,
            kind=str(change.kind),
            visibility=PUBLIC if change.kind in CLOCK_KINDS else INTERNAL,
            facts={**change.facts, "imported": source},
        )
        for sequence, change in enumerate(changes, start=1)
    ]


def _clock(ticket: Ticket, clock: Any, terms: Any, severity: str, at: Any) -> Any:
    """The row of a clock; watched only for what is still to come."""
    row = new_row(ticket, clock)
    show(row, clock)
    row.fired = [what for what in plan_of(clock, terms, severity=severity).before(at) if what != DUE]
    plan(row, clock, terms, at, severity=severity)
    return row


def _breach(ticket: Ticket, row: Any, source: str, at: Any) -> Event:
    """A promise missed in the other desk's time: dated when it was, told to nobody."""
    return Event(
        tenant_id=ticket.tenant_id,
        client_id=ticket.client_id,
        ticket=ticket,
        at=row.breached_at,
        recorded_at=at,
        kind="breached",
        clock=row,
        visibility=INTERNAL,
        facts={"metric": row.metric, "imported": source},
    )
