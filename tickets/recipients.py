"""Who hears of what: one table of event, person and channel (written out in `docs/notifications.md`, which a test compares)."""

from collections import defaultdict
from functools import cached_property
from typing import NamedTuple

from accounts.models import Membership
from accounts.permissions import ACCOUNT_MANAGER, ADMINISTRATOR, ENGINEER, LEAD, MANAGER, STAFF_ROLES
from tickets.models import Follower
from tickets.models.watcher import watchers_of

REQUESTER, FOLLOWERS = "requester", "followers"
ASSIGNEE, LEVEL, LEADS, ACCOUNT_MANAGERS = "assignee", "level", "leads", "account managers"
ADMINISTRATORS, WATCHERS = "administrators", "watchers"
LEADS_OF_LEVEL = "leads of the level"
EVERYBODY_AT_LEVEL, CLIENT_MANAGERS = "everybody at the level", "client managers"
CONTACTS = (REQUESTER, FOLLOWERS, CLIENT_MANAGERS)


class Row(NamedTuple):
    """One line of the table: who is told, in which words, through which door and channels."""

    who: tuple[str, ...]
    template: str
    door: str = "desk"
    by_mail: bool = True
    in_bell: bool = True
    tone: str = "info"


TABLE: dict[str, tuple[Row, ...]] = {
    "ticket_opened": (
        Row((REQUESTER,), "ticket_received", door="portal", in_bell=False),
        Row((LEVEL,), "ticket_new"),
    ),
    "client_wrote": (Row((ASSIGNEE, LEVEL, WATCHERS), "client_replied"),),
    "client_confirmed": (Row((ASSIGNEE,), "client_confirmed", by_mail=False),),
    "staff_replied": (Row((REQUESTER, FOLLOWERS), "staff_replied", door="portal"),),
    "note_written": (Row((ASSIGNEE,), "note_written", by_mail=False),),
    "assigned": (Row((ASSIGNEE,), "ticket_assigned"),),
    "resolved": (Row((REQUESTER, FOLLOWERS), "ticket_resolved", door="portal"),),
    "client_reminded": (Row((REQUESTER, FOLLOWERS), "client_reminded", door="portal"),),
    "resolved_unanswered": (
        Row((REQUESTER, FOLLOWERS), "resolved_unanswered", door="portal"),
        Row((ASSIGNEE,), "ticket_resolved_unanswered", by_mail=False),
    ),
    "schedule_came": (Row((ASSIGNEE, LEVEL), "schedule_came"),),
    "merged": (Row((REQUESTER, FOLLOWERS), "ticket_merged", door="portal"),),
    "reopened": (
        Row((ASSIGNEE, LEVEL, WATCHERS), "ticket_reopened"),
        Row((REQUESTER, FOLLOWERS), "ticket_open_again", door="portal"),
    ),
    "clock_warned_early": (Row((ASSIGNEE,), "promise_due_soon", by_mail=False, tone="warn"),),
    "clock_warned": (Row((ASSIGNEE, LEVEL, WATCHERS), "promise_due_soon", tone="warn"),),
    "clock_breached": (Row((ASSIGNEE, LEVEL, LEADS, ACCOUNT_MANAGERS, WATCHERS), "promise_missed", tone="danger"),),
    "breached_by_change": (Row((LEADS,), "promise_missed_by_change", tone="danger"),),
    "clocks_differ": (Row((ADMINISTRATORS,), "clocks_differ", tone="danger"),),
    "no_open_time": (Row((ADMINISTRATORS,), "promise_without_hours", tone="danger"),),
    "level_entered": (
        Row((ASSIGNEE,), "ticket_assigned"),
        Row((LEVEL,), "ticket_at_level"),
    ),
    "ola_breached": (Row((LEADS_OF_LEVEL,), "level_missed", tone="danger"),),
}

# Whom an escalation rule names (`slas.rules.WHO`, and `role:` with a role of staff), and how they are told.
RULE_ROWS: dict[str, Row] = {
    "assignee": Row((ASSIGNEE,), "rule_fired", tone="warn"),
    "level": Row((EVERYBODY_AT_LEVEL,), "rule_fired", tone="warn"),
    "leads": Row((LEADS,), "rule_fired", tone="warn"),
    "account_managers": Row((ACCOUNT_MANAGERS,), "rule_fired", tone="warn"),
    "client_managers": Row((CLIENT_MANAGERS,), "promise_at_risk", door="portal"),
    **{f"role:{role}": Row((f"role:{role}",), "rule_fired", tone="warn") for role in STAFF_ROLES},
}


class Recipients:
    """The members whom the words of the table mean for each of these tickets of one tenant: two queries at most, when needed."""

    def __init__(self, tickets):
        self.tickets = tickets

    def of(self, words, ticket):
        """Members with a membership in force, each once."""
        people = {member.pk: member for word in words for member in self._named(word, ticket)}
        return list(people.values())

    def _named(self, word, ticket):
        if word.startswith("role:"):
            return [member for member in self._staff if word.removeprefix("role:") in member.roles]
        return self._FINDERS[word](self, ticket)

    def requester(self, ticket):
        return _in_force(ticket.requester)

    def followers(self, ticket):
        return self._followers[ticket.pk]

    def assignee(self, ticket):
        return _in_force(ticket.assignee)

    def level(self, ticket):
        """Asked only when nobody is assigned; a level that nobody works at falls to the leads, so that somebody hears."""
        return [] if self.assignee(ticket) else self._by_level[ticket.level_id] or self._leads

    def everybody_at_level(self, ticket):
        return self._by_level[ticket.level_id]

    def watchers(self, ticket):
        ids = self._watchers.get(ticket.pk, ())
        return [member for member in self._staff if member.pk in ids] if ids else []

    def client_managers(self, ticket):
        return self._client_managers[ticket.client_id]

    def leads(self, ticket):
        return self._leads

    def leads_of_level(self, ticket):
        """A level that nobody leads falls to every lead."""
        return [member for member in self._leads if member.level_id == ticket.level_id] or self._leads

    def account_managers(self, ticket):
        return self._account_managers

    def administrators(self, ticket):
        return [member for member in self._staff if ADMINISTRATOR in member.roles]

    @cached_property
    def _staff(self):
        told = Membership.objects.in_force().with_role(*STAFF_ROLES)
        return list(told.filter(tenant_id=self.tickets[0].tenant_id).order_by("id"))

    @cached_property
    def _by_level(self):
        levels = defaultdict(list)
        for member in self._staff:
            if {ENGINEER, LEAD} & set(member.roles):
                levels[member.level_id].append(member)
        return levels

    @cached_property
    def _leads(self):
        return [member for member in self._staff if LEAD in member.roles]

    @cached_property
    def _account_managers(self):
        return [member for member in self._staff if ACCOUNT_MANAGER in member.roles]

    @cached_property
    def _watchers(self):
        """Rows of the sweep bring theirs along (`queries.tickets_of_clocks`)."""
        if all("watcher_ids" in ticket.__dict__ for ticket in self.tickets):
            return {ticket.pk: ticket.watcher_ids for ticket in self.tickets}
        return watchers_of(self.tickets)

    @cached_property
    def _client_managers(self):
        managers = defaultdict(list)
        told = Membership.objects.in_force().filter(
            tenant_id=self.tickets[0].tenant_id,
            client__in={ticket.client_id for ticket in self.tickets},
            contact_role=MANAGER,
        )
        for member in told.order_by("id"):
            managers[member.client_id].append(member)
        return managers

    @cached_property
    def _followers(self):
        rows = Follower.objects.filter(tenant_id=self.tickets[0].tenant_id, ticket__in=[ticket.pk for ticket in self.tickets])
        followers = defaultdict(list)
        for row in rows.filter(member__ended_at=None).select_related("member").order_by("id"):
            followers[row.ticket_id].append(row.member)
        return followers

    _FINDERS = {
        REQUESTER: requester,
        FOLLOWERS: followers,
        ASSIGNEE: assignee,
        LEVEL: level,
        LEADS: leads,
        LEADS_OF_LEVEL: leads_of_level,
        ACCOUNT_MANAGERS: account_managers,
        ADMINISTRATORS: administrators,
        WATCHERS: watchers,
        EVERYBODY_AT_LEVEL: everybody_at_level,
        CLIENT_MANAGERS: client_managers,
    }


def _in_force(member):
    return [member] if member is not None and member.ended_at is None else []
