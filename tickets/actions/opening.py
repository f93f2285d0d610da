"""A ticket begins: by a contact, by staff for a client, by an integration."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import Level
from common.ids import uuid7
from slas.clockstate import State
from slas.happenings import FirstResponse, Kind
from slas.metrics import Metric
from slas.models import TicketType
from tickets.actions.clocks import refresh_clocks
from tickets.actions.contract_holds import hold_if_suspended
from tickets.actions.cover import first_cover
from tickets.actions.events import add_event
from tickets.actions.messages import add_message
from tickets.actions.numbers import take_numbers
from tickets.actions.subject import check_subject
from tickets.actions.telling import said, tell
from tickets.errors import AlreadyFiled, TicketRefused
from tickets.models import Ticket
from tickets.queries import best_effort, cover_of
from tickets.queries.cover import asked_before, withholds_promises

# S-13: logged during a call or chat the answer was given at once; on own initiative nobody awaits one.
ANSWERED_AT_ONCE, UNASKED = ("phone", "visit", "chat"), ("monitoring", "own")
FIRST_LEVEL = 1
OLDEST = timedelta(days=3653)  # ten years; what is older is history, and history is imported


@transaction.atomic
def open_ticket(
    *,
    client,
    title,
    body,
    severity,
    type,
    source,
    by,
    at,
    received_at=None,
    requester=None,
    product=None,
    environment=None,
    level=None,
    files=(),
    follows_up=None,
    split_from=None,
    pk=None,
):
    """File a ticket; its clocks run from `received_at` (S-11), on the tier that the contract means for it then, else best effort.

    `by` is the contact, or the member of staff who files it for `requester`. Refuses a receipt in the future or ten years
    ago, a requester of another client, and a `pk` (made when the form was) that was filed already. Whether it is covered is
    decided here and never keeps it from being filed; until then best effort is all that is promised (C-13).
    """
    received_at = received_at or at
    _check(client, received_at, requester, at)
    type = type or TicketType.objects.filter(tenant_id=client.tenant_id, is_active=True).first()
    product = check_subject(client.pk, product, environment)
    about = {"severity": severity, "type": type, "source": source}
    cover, decided = _cover(client, product, environment, received_at, about)
    number = take_numbers(client.tenant_id)  # its row stays locked, so a form that is sent twice at once meets itself here
    if pk and Ticket.objects.filter(tenant_id=client.tenant_id, pk=pk).exists():
        raise AlreadyFiled(_("This ticket was filed already."))
    ticket = Ticket(
        id=pk or uuid7(),
        tenant=by.tenant,
        client=client,
        number=number,
        title=title,
        type=type,
        severity=severity,
        level=level or Level.objects.filter(tenant_id=client.tenant_id, number__gte=FIRST_LEVEL).first(),
        requester=requester or (by if by.client_id else None),
        product=product,
        environment=environment,
        contract=cover.contract,
        tier_version=cover.version,
        source=source,
        follows_up=follows_up,
        split_from=split_from,
        received_at=received_at,
        created_at=at,
        updated_at=at,
        rank_at=received_at,
        stints_behind_since=at,  # its first stint begins with the sweep's first look, or with staff's first deed
    )
    ticket.save(force_insert=True)
    message = add_message(ticket, body=body, by=by, at=received_at, recorded_at=at, channel=source, files=files, side="client")
    opened = add_event(
        ticket,
        Kind.OPENED,
        by=by,
        at=received_at,
        recorded_at=at,
        severity=severity,
        type=ticket.type.code,
        terms=cover.terms_key,
        first_response=_first_response(source),
        source=source,
    )
    waits = hold_if_suspended(ticket, cover.contract, at=at)
    state = refresh_clocks(ticket, [opened, *filter(None, [waits])], at=at)
    ticket.save()
    first_cover(ticket, decided, by=by, at=at)
    # Whoever files a ticket gets a receipt, so a contact counts as told by nobody.
    tell("ticket_opened", [(ticket, _receipt(state, message, decided.verdict))], by=None if by.client_id else by, at=at)
    return ticket


def _cover(client, product, environment, received_at, about):
    """What is promised and what the contract says; a ticket that it does not cover is promised best effort (C-13)."""
    cover = cover_of(client, product, received_at, **about)
    decided = asked_before(client, cover.contract, received_at, product=product, environment=environment, **about)
    if cover.contract and withholds_promises(decided.verdict):
        cover = best_effort(client, received_at, about["severity"])._replace(contract=cover.contract)
    return cover, decided


def _receipt(state, message, verdict):
    """What was said, by when the first answer is promised, and what the contract says of it (C-09)."""
    awaited = [clock.due_at for clock in state.clocks if clock.metric == Metric.FIRST_RESPONSE and clock.state == State.RUNNING]
    due_at = awaited[0].isoformat() if awaited and awaited[0] else None
    return {**said(message), "answer_due_at": due_at, "cover": verdict.verdict}


def _first_response(source):
    if source in ANSWERED_AT_ONCE:
        return str(FirstResponse.MET_AT_ONCE)
    return str(FirstResponse.NONE if source in UNASKED else FirstResponse.RUNS)


def _check(client, received_at, requester, at):
    if received_at > at:
        raise TicketRefused(_("A ticket cannot be received in the future. Choose an earlier time."))
    if received_at < at - OLDEST:
        raise TicketRefused(_("A ticket cannot be received more than ten years ago. Choose a later time."))
    if not client.is_active:
        raise TicketRefused(_("%(client)s is no longer served, so no ticket can be filed for it.") % {"client": client.name})
    if requester is not None and requester.client_id != client.pk:
        raise TicketRefused(_("%(name)s is no contact of this client. Choose one who is.") % {"name": requester.name})
