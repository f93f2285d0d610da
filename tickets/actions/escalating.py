"""What an escalation rule does when its instant has come: told, moved, marked, in the transaction of the sweep that found it."""

from typing import Any, NamedTuple

from accounts.log import entry, record_all
from accounts.models import Level, Membership
from files.models import INTERNAL
from slas.models import TierVersion
from slas.plans import RULE
from slas.rules import NOTIFY, RAISE_LEVEL, RAISE_SEVERITY, TO_QUEUE, WATCH, WEBHOOK, EscalationRule
from tickets.actions.events import add_event, lockable
from tickets.actions.levels import hand_over
from tickets.actions.messages import save_after
from tickets.actions.telling import Telling
from tickets.models import Clock, Ticket, Watcher
from tickets.ranking import boosted, place
from tickets.recipients import RULE_ROWS

MOVING = {RAISE_LEVEL, TO_QUEUE, RAISE_SEVERITY}  # change the ticket itself, so they need its lock
FOR_CLIENTS = "client_managers"


class Fired(NamedTuple):
    """A rule whose instant came on a clock."""

    clock: Clock
    ticket: Ticket
    rule: EscalationRule
    at: Any

    @property
    def moves(self):
        """Whether it changes the ticket itself."""
        return any(step.do in MOVING for step in self.rule.actions)

    @property
    def facts(self):
        """Plain facts for a notice to staff."""
        due_at = self.clock.breached_at or self.clock.due_at
        return {
            "metric": self.clock.metric,
            "due_at": due_at and due_at.isoformat(),
            "is_missed": self.clock.breached_at is not None,
            "rule": self.rule.name,
        }


def rules_come(claimed, tickets):
    """The rules among what came on these clocks, as the tier versions of their tickets say; one query, if there are any."""
    came = [
        (clock, what.removeprefix(RULE), at)
        for clock in claimed
        for at, what in zip(clock.fell_at, clock.fell_what, strict=True)
        if what.startswith(RULE)
    ]
    if not came:
        return []
    versions = {tickets[clock.ticket_id].tier_version_id for clock, _key, _at in came}
    rows = TierVersion.objects.filter(tenant_id=came[0][0].tenant_id, pk__in=versions).values_list("pk", "rules")
    known = {(pk, rule["key"]): EscalationRule.from_json(rule) for pk, rules in rows for rule in rules}
    found = []
    for clock, key, at in came:
        ticket = tickets[clock.ticket_id]
        if rule := known.get((ticket.tier_version_id, key)):
            found.append(Fired(clock, ticket, rule, at))
    return found


def fire(fired, *, at):
    """Do what the rules say; returns pairs of those that were done and what came of each, and what is to be told.

    A rule that changes a ticket which somebody holds just now is put back into its clock's plan, for the next sweep: a sweep
    holds clocks and must not wait for a ticket whose holder waits for them.
    """
    locked = _locked({each.ticket.pk for each in fired if each.moves})
    done = [each for each in fired if not each.moves or each.ticket.pk in locked]
    for each in fired:
        if each.moves and each.ticket.pk not in locked:
            _put_back(each)
    names = _watch(done, at)
    outcomes = [(each, [_outcome(each, step, locked, names, at) for step in each.rule.actions]) for each in done]
    told = [(each, step.who) for each in done for step in each.rule.actions if step.do == NOTIFY]
    record_all([_for_webhooks(each, at) for each, who in told if who == WEBHOOK])
    return outcomes, [_telling(each, who) for each, who in told if who != WEBHOOK]


def _locked(ids):
    if not ids:
        return {}
    return {ticket.pk: ticket for ticket in lockable(skip_locked=True).filter(pk__in=ids).order_by("pk")}


def _put_back(each):
    clock, code = each.clock, f"{RULE}{each.rule.key}"
    clock.fired = [what for what in clock.fired if what != code]
    clock.plan_at, clock.plan_what, clock.next_at = [each.at, *clock.plan_at], [code, *clock.plan_what], each.at
    clock.save(update_fields=["fired", "plan_at", "plan_what", "next_at"])


def _watch(done, at):
    """Add the watchers that rules name, as far as they still work here; id -> name."""
    wanted = [(each, step.member) for each in done for step in each.rule.actions if step.do == WATCH]
    if not wanted:
        return {}
    here = Membership.objects.in_force().staff().filter(tenant_id=wanted[0][0].ticket.tenant_id)
    names = {str(pk): name for pk, name in here.filter(pk__in={member for _each, member in wanted}).values_list("pk", "name")}
    Watcher.objects.bulk_create(
        [
            Watcher(tenant_id=each.ticket.tenant_id, ticket_id=each.ticket.pk, member_id=member, since=at)
            for each, member in wanted
            if member in names
        ],
        ignore_conflicts=True,
    )
    return names


def _outcome(each, step, locked, names, at):
    """What came of one step, as the ticket's history shows it; empty where nothing was left to do."""
    if step.do == NOTIFY:
        return {"told": step.who}
    if step.do == WATCH:
        return {"watcher": names[step.member]} if step.member in names else {}
    ticket = locked[each.ticket.pk]
    if not ticket.is_open:
        return {}
    outcome = {RAISE_LEVEL: _raise_level, TO_QUEUE: _to_queue, RAISE_SEVERITY: _raise_severity}[step.do](ticket, step, at)
    each.ticket.level_id, each.ticket.assignee = ticket.level_id, ticket.assignee  # who is told now works there
    return outcome


def _raise_level(ticket, step, at):
    number = step.to or ticket.level.number + 1
    level = Level.objects.filter(tenant_id=ticket.tenant_id, number=number).first()
    if level is None or number <= ticket.level.number:
        return {}
    hand_over(ticket, level, by=None, at=at)
    return {"level": level.number}


def _to_queue(ticket, step, at):
    if ticket.assignee_id is None:
        return {}
    before, ticket.assignee = ticket.assignee, None
    add_event(ticket, "assigned", by=None, at=at, visibility=INTERNAL, to="", before=before.name)
    save_after(ticket, [], at=at)
    return {"queue": True}


def _raise_severity(ticket, step, at):
    """Only the place in the queue: what is promised stays as it is."""
    ticket.boost_minutes = boosted(severity=ticket.severity, boost_minutes=ticket.boost_minutes)
    place(ticket)
    ticket.save(update_fields=["boost_minutes", "rank_at"])
    return {"boost_minutes": ticket.boost_minutes}


def _telling(each, who):
    key = f"{each.clock.pk}:{each.rule.key}"
    if who == FOR_CLIENTS:  # plain words, and nothing that is not public
        facts = {name: each.facts[name] for name in ("metric", "due_at", "is_missed")}
        return Telling("rule_fired", each.ticket, facts, key, (RULE_ROWS[who],))
    return Telling("rule_fired", each.ticket, each.facts, key, (RULE_ROWS[who],))


def _for_webhooks(each, at):
    return entry(
        tenant_id=each.ticket.tenant_id,
        kind="rule.fired",
        subject=each.ticket,
        client_id=each.ticket.client_id,
        at=at,
        rule=each.rule.name,
        rule_key=each.rule.key,
        metric=each.clock.metric,
        number=each.ticket.number,
        fired_at=each.at.isoformat(),
    )
