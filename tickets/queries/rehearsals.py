"""A dry run: what rules would have done to the tickets of a tier over the last days, had they been in force."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Q

from slas.models import TierVersion
from slas.queries import load_terms
from slas.rules import EscalationRule
from tickets.models import Ticket
from tickets.queries.retargets import histories_of
from tickets.rehearsal import rehearsed

PAST = timedelta(days=30)
MOST_TICKETS, MOST_LINES = 500, 100


class Line(NamedTuple):
    """A rule that would have fired."""

    at: datetime
    rule: EscalationRule
    metric: str
    ticket: Any  # with its client


class DryRun(NamedTuple):
    """The latest lines first; `counts` are of all of them: (rule, how often), in the order of the rules."""

    since: datetime
    until: datetime
    tickets: int  # looked at
    is_cut: bool  # more tickets lived in that time than were looked at
    lines: list[Line]
    total: int
    counts: list[tuple[EscalationRule, int]]


def dry_run(member, tier, rules, *, at):
    """Rules (plain values, checked) over the tier's tickets that were open in the last 30 days; five queries, however many.

    The latest five hundred are looked at. Nothing is written, and what a rule does to a ticket changes nothing for the next.
    """
    since = at - PAST
    rules = tuple(EscalationRule.from_json(rule) for rule in rules)
    versions = list(TierVersion.objects.visible_to(member).filter(tier=tier).values_list("pk", flat=True))
    lived = Ticket.objects.visible_to(member).filter(tier_version__in=versions, received_at__lt=at, is_imported=False)
    lived = lived.filter(Q(resolved_at=None, closed_at=None) | Q(resolved_at__gte=since) | Q(closed_at__gte=since))
    found = list(lived.select_related("client").order_by("-received_at", "id")[: MOST_TICKETS + 1])
    tickets = {ticket.pk: ticket for ticket in found[:MOST_TICKETS]}
    histories = histories_of(tier.tenant_id, list(tickets)) if tickets else {}
    keys = {each.facts["terms"] for history in histories.values() for each in history if "terms" in each.facts}
    terms = load_terms(tier.tenant_id, keys) if keys else {}
    named = {rule.key: rule for rule in rules}
    lines = [
        Line(fired.at, named[fired.rule], fired.metric, tickets[pk])
        for pk, history in histories.items()
        for fired in rehearsed([each for each in history if each.at < at], terms, rules, until=at)
        if fired.at >= since
    ]
    lines.sort(key=lambda line: line.at, reverse=True)
    often = Counter(line.rule.key for line in lines)
    counts = [(rule, often[rule.key]) for rule in rules]
    return DryRun(since, at, len(tickets), len(found) > MOST_TICKETS, lines[:MOST_LINES], len(lines), counts)
