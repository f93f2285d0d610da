"""The desk's history under other tiers: attainment by severity and the worst breaches, on a page and as CSV."""

import csv
from datetime import date, datetime, time, timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.doors import door
from common import wallclock
from common.csv_cells import as_cell
from slas.models import SEVERITIES
from slas.queries import tiers_with_targets
from tickets.forms.whatif import COMPARED, ReplayForm
from tickets.models import Ticket
from tickets.queries.whatif import ledgers_of, replay_under
from tickets.why_words import exact, rows_of

PARTS = ("attainment", "tickets", "ledgers")


@door("manage", may="tier.view")
@require_safe
def replay(request, tenant):
    """A page; with `part`, one of its tables as CSV."""
    at, member = wallclock.now(), request.member
    tiers = tiers_with_targets(member)
    form = ReplayForm(request.GET, tiers=tiers)
    found = []
    if form.is_valid():
        chosen = [tier for tier in tiers if str(tier.pk) in form.cleaned_data["tier"]] or _usual(tiers)
        tickets = _received(Ticket.objects.visible_to(member), form.cleaned_data)
        found = [(tier, replay_under(member, tier.newest, tickets, at)) for tier in chosen]
    if request.GET.get("part") in PARTS and found:
        return _as_csv(request.GET["part"], found, member, at)
    shown = [
        {
            "tier": tier,
            "replayed": replayed,
            "worst": [
                {"outcome": outcome, "explained": explained, "rows": rows_of(explained), "over": exact(outcome.over)}
                for outcome, explained in ledgers_of(member, tier.newest, replayed.worst, at)
            ],
        }
        for tier, replayed in found
    ]
    context = {
        "form": form,
        "tiers": tiers,
        "chosen": {str(tier.pk) for tier, _replayed in found},
        "shown": shown,
        "severities": SEVERITIES,
        "query": request.GET.urlencode(),
        "reader_zone": str(timezone.get_current_timezone()),
    }
    return render(request, "manage/replay.html", context, status=200 if form.is_valid() else 422)


def _usual(tiers):
    """What is compared unasked: the two best known of the tiers that every tenant starts with, else the first ones."""
    named = [tier for tier in tiers if tier.name in ("Standard", "Premium")]
    return named or [tier for tier in tiers if not tier.is_best_effort][:COMPARED]


def _received(tickets, cleaned):
    first, last = cleaned.get("received_from"), cleaned.get("received_until")
    zone = timezone.get_current_timezone()
    if first:
        tickets = tickets.filter(received_at__gte=datetime.combine(first, time(), zone))
    if last and last < date.max:  # there is nothing after that day
        tickets = tickets.filter(received_at__lt=datetime.combine(last + timedelta(days=1), time(), zone))
    return tickets


def _as_csv(part, found, member, at):
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="replay-{part}.csv"'
    out = csv.writer(answer)
    for row in {"attainment": _attainment, "tickets": _tickets, "ledgers": _ledgers}[part](found, member, at):
        out.writerow([as_cell(cell) for cell in row])
    return answer


def _attainment(found, member, at):
    yield ("tier", "version", "severity", "met", "missed", "neither", "percent_met")
    for tier, replayed in found:
        for line in replayed.attainment:
            yield (tier.name, tier.newest.number, line.severity, line.met, line.missed, line.neither, line.share)


def _tickets(found, member, at):
    yield ("tier", "version", "ticket", "title", "client", "severity", "received_at", "state", "missed", "counted_seconds",
           "target_seconds", "over_seconds", "due_at", "stopped_at")  # fmt: skip
    for tier, replayed in found:
        for each in replayed.outcomes:
            yield (tier.name, tier.newest.number, each.number, each.title, each.client, each.severity, _iso(each.received_at),
                   each.state, "yes" if each.is_missed else "no", each.elapsed, each.target, each.over, _iso(each.due_at),
                   _iso(each.stopped_at))  # fmt: skip


def _ledgers(found, member, at):
    yield ("tier", "version", "rank", "ticket", "severity", "over_seconds", "start", "end", "kind", "words", "by", "seconds",
           "total_seconds")  # fmt: skip
    for tier, replayed in found:
        for rank, (outcome, explained) in enumerate(ledgers_of(member, tier.newest, replayed.worst, at), start=1):
            for line, row in zip(explained.ledger.lines, rows_of(explained), strict=True):
                yield (tier.name, tier.newest.number, rank, outcome.number, outcome.severity, outcome.over, _iso(line.start),
                       _iso(line.end), line.kind, row.words, row.who, line.seconds, line.total)  # fmt: skip


def _iso(at):
    return at.isoformat() if at else ""
