"""The verbs of a simulated day: each takes the ticket, who is there, chance and the instant, and goes through the actions.

A verb that does not fit the ticket raises `Unfit` and counts as nothing; what the product refuses counts as refused.
"""

from datetime import timedelta

from accounts.tenancy import acting_as
from slas.models import SEVERITIES
from tickets import actions
from tickets.holds import HOLDS
from tickets.models import Clock, Message, Ticket
from tickets.transitions import NEW, OPEN, OPEN_STATUSES, RESOLVED, WAITS

MINUTE = timedelta(minutes=1)


FITTING = {
    "reopen": {"status": RESOLVED},
    "close": {"status": RESOLVED},
    "resume": {"status__in": WAITS},
    "hold_close": {"status__in": OPEN_STATUSES, "replay_state__holds__0__isnull": False},
    "no_reply_needed": {"replay_state__tallies__contains": [{"metric": "next_response", "stopped_at": None}]},
    "void_breach": {"clocks__breached_at__isnull": False, "clocks__voided_at": None},
}


class Unfit(Exception):
    """There is nothing on this ticket that the verb could be done to."""


class Verbs:
    """Everything that somebody may do; `VERBS` names the methods with how often each is tried."""

    def __init__(self, world, chance):
        self.world, self.chance = world, chance
        self.opened = []  # (id, client id)

    def open(self, at):
        """By a contact, by phone, or by staff of their own accord; some were received earlier. Returns how."""
        chance, client = self.chance, self.chance.choice(self.world.clients)
        contact, source = self.world.contacts[client.pk], chance.choice(("portal", "portal", "phone", "own", "email"))
        by = contact if source == "portal" else self._engineer()
        said = {"severity": chance.choice(list(SEVERITIES)), "type": chance.choice(self.world.types), "source": source}
        if source != "portal" and chance.random() < 0.3:
            said["received_at"] = at - chance.randint(1, 90) * MINUTE
        with acting_as(by):
            ticket = actions.open_ticket(
                client=client, title="A day", body="It does not work.", requester=contact, by=by, at=at, **said
            )
        self._know(ticket)
        return f"open ({source})"

    def act(self, verb, at):
        """Do one verb to some ticket, of those that it can fit where that is few; raises `Unfit` or a DomainError."""
        pk, _client = self.chance.choice(self.opened)
        by = self._engineer()
        with acting_as(by):
            tickets = Ticket.objects.select_related("client", "level", "type")
            ticket = tickets.filter(**FITTING[verb]).order_by("?").first() if verb in FITTING else tickets.get(pk=pk)
            self._needs(ticket)
            getattr(self, verb)(ticket, by, at)

    # What is said

    def reply(self, ticket, by, at):
        actions.reply(ticket=ticket, body="We are looking.", by=by, at=at)

    def reply_dated_back(self, ticket, by, at):
        said_at = max(ticket.received_at, at - self.chance.randint(1, 120) * MINUTE)
        actions.reply(ticket=ticket, body="As said by phone.", by=by, at=at, said_at=said_at)

    def note(self, ticket, by, at):
        actions.write_note(ticket=ticket, body="Odd.", by=by, at=at)

    def client_writes(self, ticket, by, at):
        contact = self.world.contacts[ticket.client_id]
        with acting_as(contact):
            actions.write_as_client(ticket=ticket, body="Any news?", by=contact, at=at)

    def no_reply_needed(self, ticket, by, at):
        actions.no_reply_needed(ticket=ticket, text="Only thanks.", by=by, at=at)

    # Waits and holds

    def wait_for_client(self, ticket, by, at):
        actions.wait_for_client(ticket=ticket, body="Which version?", by=by, at=at)

    def third_party(self, ticket, by, at):
        body = self.chance.choice(("", "We asked them."))
        actions.wait_for_third_party(ticket=ticket, vendor=self.chance.choice(("client", "provider")), body=body, by=by, at=at)

    def approval(self, ticket, by, at):
        actions.wait_for_approval(ticket=ticket, body=self.chance.choice(("", "Here is the quote.")), by=by, at=at)

    def schedule(self, ticket, by, at):
        until = at + self.chance.choice((20, 90, 600, 3000)) * MINUTE
        actions.schedule_with_client(ticket=ticket, until=until, body="Until then.", by=by, at=at)

    def resume(self, ticket, by, at):
        actions.resume(ticket=ticket, by=by, at=at)

    def hold_open(self, ticket, by, at):
        since = max(ticket.received_at, at - self.chance.choice((0, 0, 30)) * MINUTE)
        actions.open_hold(ticket=ticket, hold=self.chance.choice(list(HOLDS)), by=by, at=at, since=since)

    def hold_close(self, ticket, by, at):
        held = ticket.replay_state["holds"]
        self._needs(held)
        hold = self.chance.choice(held)
        actions.close_hold(ticket=ticket, hold=hold["hold"], name=hold["name"], by=by, at=at)

    # Ends

    def resolve(self, ticket, by, at):
        actions.resolve_ticket(ticket=ticket, body="Done.", by=by, at=at)

    def reopen(self, ticket, by, at):
        by = self.chance.choice((by, self.world.contacts[ticket.client_id]))
        with acting_as(by):
            actions.reopen_ticket(ticket=ticket, body="Not quite.", by=by, at=at)

    def close(self, ticket, by, at):
        actions.close_ticket(ticket=ticket, by=by, at=at)

    def confirm_resolved(self, ticket, by, at):
        contact = self.world.contacts[ticket.client_id]
        with acting_as(contact):
            actions.confirm_resolved(ticket=ticket, by=contact, at=at)

    def cancel(self, ticket, by, at):
        actions.cancel_ticket(ticket=ticket, reason="Spam", by=by, at=at)

    # What it is, and whose

    def severity(self, ticket, by, at):
        others = [each for each in SEVERITIES if each != ticket.severity]
        actions.change_severity(ticket=ticket, severity=self.chance.choice(others), by=by, at=at)

    def type(self, ticket, by, at):
        others = [each for each in self.world.types if each.pk != ticket.type_id]
        actions.change_type(ticket=ticket, type=self.chance.choice(others), by=by, at=at)

    def assign(self, ticket, by, at):
        actions.assign_ticket(ticket=ticket, assignee=self.chance.choice((*self.world.staff, None)), by=by, at=at)

    def take_next(self, ticket, by, at):
        actions.take_next(by=by, at=at)

    def move_level(self, ticket, by, at):
        others = [each for each in self.world.levels if each.pk != ticket.level_id]
        assignee = self.chance.choice((None, None, None, self._engineer()))
        actions.move_level(ticket=ticket, level=self.chance.choice(others), assignee=assignee, note="Over to you.", by=by, at=at)

    def move_to_contract(self, ticket, by, at):
        contracts = [each for each in self.world.contracts.get(ticket.client_id, ()) if each.pk != ticket.contract_id]
        self._needs(contracts)
        actions.move_to_contract(ticket=ticket, contract=self.chance.choice(contracts), by=by, at=at)

    # What is given, agreed and excused

    def workaround(self, ticket, by, at):
        lower = self.chance.random() < 0.3 and ticket.severity in ("critical", "major")
        actions.deliver_workaround(ticket=ticket, body="Restart it.", lower_severity=lower, by=by, at=at)

    def confirm_defect(self, ticket, by, at):
        actions.confirm_defect(ticket=ticket, by=by, at=at)

    def deployment(self, ticket, by, at):
        place = self.chance.choice(self.world.environments[ticket.client_id])
        deployed_at = max(ticket.received_at, at - self.chance.choice((0, 0, 25)) * MINUTE)
        actions.record_deployment(ticket=ticket, environment=place, deployed_at=deployed_at, by=by, at=at)

    def merge(self, ticket, by, at):
        same = [pk for pk, client in self.opened if client == ticket.client_id and pk != ticket.pk]
        self._needs(same and ticket.status in (NEW, OPEN))
        other = Ticket.objects.get(pk=self.chance.choice(same))
        actions.merge_tickets(survivor=ticket, merged=other, by=by, at=at)

    def split(self, ticket, by, at):
        said = list(Message.objects.filter(ticket=ticket, side="client", visibility="public").order_by("at", "id"))[1:]
        self._needs(said)
        kind, severity = self.chance.choice(self.world.types), self.chance.choice(list(SEVERITIES))
        self._know(actions.split_ticket(message=said[-1], title="Besides", severity=severity, type=kind, by=by, at=at))

    def agreed_date(self, ticket, by, at):
        actions.agree_date(ticket=ticket, on=at.date() + timedelta(days=self.chance.randint(0, 9)), by=by, at=at)

    def void_breach(self, ticket, by, at):
        clock = Clock.objects.filter(ticket=ticket, breached_at__isnull=False, voided_at=None).first()
        self._needs(clock)
        actions.void_breach(clock=clock, reason="The client was away.", by=by, at=at)

    def _engineer(self):
        return self.chance.choice(self.world.staff)

    def _needs(self, given):
        if not given:
            raise Unfit

    def _know(self, ticket):
        self.opened.append((ticket.pk, ticket.client_id))


VERBS = {
    **{"reply": 10, "reply_dated_back": 4, "note": 2, "client_writes": 10, "no_reply_needed": 3},
    **{"wait_for_client": 5, "third_party": 4, "approval": 3, "schedule": 5, "resume": 3, "hold_open": 5, "hold_close": 4},
    **{"resolve": 6, "reopen": 4, "close": 2, "confirm_resolved": 2, "cancel": 2},
    **{"severity": 5, "type": 4, "assign": 5, "take_next": 2, "move_level": 5, "move_to_contract": 2},
    **{"workaround": 4, "confirm_defect": 4, "deployment": 5, "merge": 2, "split": 6, "agreed_date": 2, "void_breach": 3},
}
