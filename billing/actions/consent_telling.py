"""Who hears of questions beyond the hours: each approver by a link of their own, and at the desk whoever asked."""

from billing.actions.quote_telling import approvers_of, desk_of
from billing.consent_links import link_for
from common import money
from notifications.actions import Note, notify, notify_each


def tell_of_question(request, *, at):
    """Every approver gets a signed link of their own; it leads past no sign-in."""
    people = approvers_of(request.client_id, request.tenant_id)
    slug, facts = request.client.tenant.slug, _facts(request)
    notes = [
        Note([one], f"consent:{request.pk}", "consent_asked", facts, link_for(request, one, slug), tone="warn") for one in people
    ]
    notify_each(notes, at=at)


def tell_of_answer(request, *, at):
    """The desk hears what was said."""
    facts = _facts(request) | {"who": request.decided_by.name, "answer": request.state, "reason": request.reason}
    link = f"/{request.client.tenant.slug}/manage/consent/{request.pk}/"
    key = f"consent:{request.pk}:{request.state}"
    notify(desk_of(request, request.asked_by), key=key, template="consent_answered", facts=facts, link=link, at=at)


def _facts(request):
    return {
        "client": request.client.name,
        "line": request.line.name,
        "number": request.ticket.number if request.ticket else None,
        "hours_words": f"{request.minutes / 60:g}",
        "amount_words": money.in_words(request.amount, request.currency),
        "holds_work": request.holds_work,
        "note": request.note,
        "until_at": request.expires_at.isoformat(),
    }
