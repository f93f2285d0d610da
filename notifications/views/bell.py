"""The bell and its page, the same behind both doors."""

from urllib.parse import urlsplit

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.doors import door
from common import wallclock
from notifications.actions import mark_seen
from notifications.context_processors import addresses
from notifications.queries import bell_of, notices_in_bell, pulse_of
from notifications.wording import worded

PAGE = 25


def pulse(request, tenant):
    """What every open page asks: 304 while nothing is new, else the bell, and the names of what has changed as events.

    A page that asks for the first time has just been opened: what led to it has been seen. What comes later has not.
    """
    asked = request.headers.get("If-None-Match", "").removeprefix("W/")
    if not asked and request.htmx.current_url:
        mark_seen(by=request.member, at=wallclock.now(), link=urlsplit(request.htmx.current_url).path)
    beat = pulse_of(request.member)
    if asked == beat.tag:
        answer = HttpResponse(status=304)
    else:
        shown = addresses(request.member) | bell_of(request.member, beat)
        answer = render(request, "notifications/_bell.html", {"bell": shown})
        if events := beat.events_since(asked):
            answer.headers["HX-Trigger"] = ", ".join(events)
    answer.headers["ETag"] = beat.tag
    return answer


def notices(request, tenant):
    """Everything that the member was told, the newest first."""
    page = Paginator(notices_in_bell(request.member), PAGE).get_page(request.GET.get("page"))
    lines = [{"notice": notice, "words": worded(notice).subject} for notice in page]
    name = "portal" if request.member.client_id else "desk"
    has_new = any(notice.seen_at is None for notice in page)
    context = {"page": page, "lines": lines, "has_new": has_new, "seen_name": f"{name}:notices-seen"}
    return render(request, f"notifications/{name}.html", context)


def seen(request, tenant):
    """All of it has been seen."""
    mark_seen(by=request.member, at=wallclock.now())
    return redirect("portal:notices" if request.member.client_id else "desk:notices", request.member.tenant.slug)


def behind(name):
    """The three views behind one of the doors."""
    guarded = door(name, may="bell.view")
    return {
        "pulse": guarded(require_safe(pulse)),
        "notices": guarded(require_safe(notices)),
        "notices-seen": guarded(require_POST(seen)),
    }
