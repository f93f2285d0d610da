"""Why is it due then? One page for engineers, one in plain words for the client."""

from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.doors import door
from common import wallclock
from common.durations import span
from slas.models import METRICS
from slas.summaries import length_in_words
from tickets.queries.why import clocks_with_ticket, explain
from tickets.why_words import changes_of, exact, rows_of, sums_of
from tickets.words import chip_of

SHORT = 8  # lines of the popover; the page has all


@door("desk", may="ticket.view")
@require_safe
def of_desk(request, tenant, pk):
    """Every stretch that counted and every one that did not; asked for a part, the newest lines for a popover."""
    context = _context(request, pk)
    if request.htmx:
        return render(
            request, "desk/_why.html", context | {"rows": context["rows"][-SHORT:], "is_cut": len(context["rows"]) > SHORT}
        )
    return render(request, "desk/why.html", context)


@door("portal", may="portal.view")
@require_safe
def of_portal(request, tenant, pk):
    """The same in the client's words, those of the ticket's page."""
    context = _context(request, pk, for_client=True)
    if context["row"].metric == "first_response":
        context["name"] = _("First answer")
    return render(request, "portal/why.html", context)


def _context(request, pk, *, for_client=False):
    at, row = wallclock.now(), get_object_or_404(clocks_with_ticket(request.member), pk=pk)
    explained = explain(request.member, row, at)
    if explained is None:
        raise Http404
    ledger, clock = explained.ledger, explained.ledger.clock
    return {
        "row": row,
        "ticket": row.ticket,
        "name": METRICS[row.metric],
        "cycles": len(explained.cycles),
        "before": explained.cycles.get(row.cycle - 1),
        "after": explained.cycles.get(row.cycle + 1),
        "explained": explained,
        "clock": clock,
        "chip": chip_of(row, at),
        "rows": rows_of(explained, for_client=for_client),
        "changes": changes_of(explained),
        "left_out": [(words, span(seconds)) for words, seconds in sums_of(explained, for_client=for_client)],
        "target": length_in_words(clock.target["amount"], clock.target["unit"]),
        "has_days": clock.target["unit"] not in ("minutes", "hours"),
        "promised": exact(clock.target["seconds"]),
        "counted": exact(ledger.counted),
        "remaining": exact(abs(ledger.remaining)),
        "is_over": ledger.remaining < 0,
        "zone": ledger.zone,
        "reader_zone": str(timezone.get_current_timezone()),
        "tier_version": explained.tier_version,
        "calendar": explained.calendars.get(clock.target["hours"], ""),
        "wallclock": at,
    }
