"""The desk's queue: what waits, in order, and the next ticket to take."""

from urllib.parse import urlencode

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.doors import door
from common import wallclock
from common.errors import DomainError
from common.http import render_page_or_partial
from slas.models import SEVERITIES
from tickets import actions
from tickets.filters.queue import DONE, DUE, VIEWS, QueueFilter, status_choices
from tickets.models import Ticket
from tickets.queries.desk import BadCursor, filter_choices, queue_page, totals_of


@door("desk", may="queue.view")
@require_safe
def queue(request, tenant):
    """Open tickets by urgency, narrowed by the address; htmx asks for the list alone."""
    at, member = wallclock.now(), request.member
    chosen = QueueFilter(request.GET)
    rows = chosen.apply(Ticket.objects.visible_to(member), member=member, at=at)
    cursor = {name: request.GET.get(name, "") for name in ("after", "before")}
    try:
        page = queue_page(member, rows, order=chosen.order, **cursor)
    except BadCursor:  # of an address that was cut off: begin at the top
        page = queue_page(member, rows, order=chosen.order)
    context = {
        "page": page,
        "chosen": chosen,
        "grouped": chosen.view != DONE,
        "address": request.get_full_path(),
        "next_url": page.after and _address(chosen.chosen(), after=page.after),
        "previous_url": page.before and _address(chosen.chosen(), before=page.before),
        "wallclock": at,
    }
    if request.headers.get("HX-Request") != "true":
        context |= _around(request, chosen, at)
    if chosen.view != DONE:
        context["totals"] = _totals(chosen, rows, at)
    return render_page_or_partial(request, "desk/queue.html", "desk/_queue.html", context)


@door("desk", may="ticket.take")
@require_POST
def take_next(request, tenant):
    """Give the member the most urgent ticket that nobody has."""
    try:
        ticket = actions.take_next(by=request.member, at=wallclock.now())
    except DomainError as refusal:
        messages.info(request, str(refusal))
        return redirect("desk:queue", tenant)
    messages.success(request, _("Ticket %(number)s is yours.") % {"number": ticket.number})
    return redirect("desk:ticket", tenant, ticket.pk)


def _around(request, chosen, at):
    """What stands around the list: views and filters."""
    offered = filter_choices(request.member)
    others = [(name, value) for name, value in chosen.chosen() if name not in ("view", "status", "due")]
    return {
        "views": [(name, words, _address([("view", name), *others]), name == chosen.view) for name, words in VIEWS.items()],
        "levels": offered["level"],
        "clients": offered["client"],
        "severities": list(SEVERITIES.items()),
        "statuses": [] if chosen.view == DONE else status_choices(),
    }


def _totals(chosen, rows, at):
    """The counts of the head, each with the address that narrows the list to it, or widens it again."""
    totals = totals_of(rows, at)
    others = [(name, value) for name, value in chosen.chosen() if name != "due"]
    shown = []
    for due, state, number in (
        ("missed", "breached", totals.missed),
        ("soon", "soon", totals.soon),
        ("none", "paused", totals.standing),
    ):
        if number or chosen.due == due:
            is_on = chosen.due == due
            shown.append((DUE[due], state, number, _address(others if is_on else [*others, ("due", due)]), is_on))
    return {"all": totals.all, "is_capped": totals.is_capped, "parts": shown}


def _address(pairs, **more):
    return "?" + urlencode([*pairs, *more.items()])
