"""What the desk's page of a ticket shows, whoever asks for it: a reader, or a form that was refused."""

from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from accounts.permissions import may
from common import wallclock
from common.panels import panels_for
from files.forms import must_choose_again
from files.models import INTERNAL
from slas.clockface import elapsed_seconds_at
from slas.clockstate import State
from slas.models import METRICS, SEVERITIES
from slas.summaries import length_in_words
from tickets.forms.triage import NOTE, REPLY, WriteForm
from tickets.happened import is_in_thread, look_of, words_of
from tickets.holds import HOLDS
from tickets.models import SOURCES
from tickets.queries.cover import decisions_on, in_words
from tickets.queries.page import (
    EVENTS_SHOWN,
    clocks_of,
    events_of,
    linked_tickets,
    messages_of,
    sorting_choices,
    tickets_with_all,
)
from tickets.queries.stints import stints_of
from tickets.views.time_panel import time_panel
from tickets.views.triage_dialogs import menu_of, open_dialog
from tickets.views.triage_possible import Read, may_reply, possible
from tickets.views.triage_stints import stint_lines
from tickets.why_words import pause_of
from tickets.words import chip_of, open_span

WARNING_SHARE = 75


def found(request, pk):
    """The ticket of the address, or 404."""
    return get_object_or_404(tickets_with_all(request.member), pk=pk)


def ticket_page(request, ticket, *, write=None, refused="", sent_back=None, preview=(), status=200):
    """The page; `write` and `sent_back` (dialog -> form) come back with what was typed, `refused` is the rule's own sentence."""
    at, member = wallclock.now(), request.member
    choices = sorting_choices(member)
    messages, events, clocks = messages_of(member, ticket), events_of(member, ticket), clocks_of(member, ticket)
    type_names = {code: name for _pk, name, code in choices["type"]}
    mode = NOTE if request.GET.get("compose") == NOTE or not may_reply(member, ticket) else REPLY
    cover, of_time = decisions_on(member, ticket)
    is_cover_open = any(each.can_be_settled for each in (cover, *of_time) if each)
    can = possible(member, ticket, Read(messages, events, [clock for clock, _hours in clocks], is_cover_open))
    opened = open_dialog(member, ticket, can, request.GET.get("do"), sent_back or {})
    context = {
        "ticket": ticket,
        "thread": _thread(messages, events, type_names),
        "activity": [(event, *look_of(event), words_of(event, type_names)) for event in events],
        "clocks": [_clock(ticket, clock, hours, at) for clock, hours in clocks],
        "held": list(dict.fromkeys(HOLDS[each["hold"]] for each in ticket.replay_state.get("holds", ()))),
        "cover": cover and in_words(cover),
        "time_cover": [in_words(each) for each in of_time],
        "stints": stint_lines(stints_of(member, ticket, events if len(events) < EVENTS_SHOWN else None), ticket, at),
        "engineers": _with_assignee(choices["engineer"], ticket.assignee),
        "types": choices["type"],
        "severities": SEVERITIES.items(),
        "write": write or WriteForm(member=member, initial={"kind": mode, "channel": "phone"}),
        "mode": (write.data.get("kind") if write else mode) or REPLY,
        "menu": menu_of(member, ticket, can),
        "opened": opened,
        "refused": refused or ("" if opened else _refusals(sent_back)),
        "linked": linked_tickets(member, ticket),
        "can": can,
        "time": time_panel(member, ticket, at),
        "preview": preview,
        "panels": panels_for("ticket.side", request, ticket, lambda permission: may(member, permission)),
        "reader_zone": str(timezone.get_current_timezone()),
        "files_again": write is not None and must_choose_again(write),
        "wallclock": at,
    }
    return render(request, "desk/ticket.html", context, status=status)


def _refusals(sent_back):
    """Why a deed was refused that the ticket, as it stands now, offers no more."""
    return " ".join(error for form in (sent_back or {}).values() for errors in form.errors.values() for error in errors)


def _with_assignee(engineers, assignee):
    """Whoever has the ticket can be seen to have it, also when the role is gone."""
    known = assignee is None or any(pk == assignee.pk for pk, _name, _code in engineers)
    return engineers if known else [(assignee.pk, assignee.name, ""), *engineers]


def _thread(messages, events, type_names):
    """Messages and what changed between them, oldest first, with a rule where a day begins."""
    items = [
        (message.at, 0, {"message": message, "kind": _kind(message), "channel": SOURCES.get(message.channel, "")})
        for message in messages
    ]
    for event in reversed(events):
        if is_in_thread(event):
            icon, tone = look_of(event)
            items.append((event.at, 1, {"event": event, "icon": icon, "tone": tone, "words": words_of(event, type_names)}))
    shown, day = [], None
    for at, _order, item in sorted(items, key=lambda item: item[:2]):
        if timezone.localtime(at).date() != day:
            day = timezone.localtime(at).date()
            shown.append({"day": day})
        shown.append(item)
    return shown


def _kind(message):
    if message.visibility == INTERNAL:
        return "note"
    return "client" if message.side == "client" else "agent"


def _clock(ticket, clock, hours, at):
    """One clock of the panel: chip, open time used, due instant with its calendar's zone, or why it stands still."""
    used = elapsed_seconds_at(clock, hours, at) if hours else clock.elapsed_seconds
    seconds = clock.target["seconds"]
    percent = used * 100 // seconds if seconds else 100
    is_breached = clock.breached_at is not None
    return {
        "name": METRICS[clock.metric],
        "metric": clock.metric,
        "pk": clock.pk,
        "chip": chip_of(clock, at),
        "percent": percent,
        "shown_percent": min(percent, 100),
        "tone": "danger" if is_breached else "warn" if percent >= WARNING_SHARE and clock.state != State.MET else "ok",
        "due_at": clock.due_at,
        "zone": hours.at(at).calendar.zone if hours else "",
        "target": length_in_words(clock.target["amount"], clock.target["unit"]),
        "used": open_span(used),
        "breached_at": clock.breached_at,
        "stopped_at": clock.stopped_at,
        "is_paused": clock.state == State.PAUSED,
        "paused_for": pause_of(ticket, clock.metric) if clock.state == State.PAUSED else "",
        "voided_at": clock.voided_at if is_breached else None,
        "is_reclassified": "by_reclassification" in clock.flags,
    }
