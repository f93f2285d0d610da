"""An offer goes out: frozen, hashed, before the client's approvers, until it expires (C-20, C-21)."""

from django.db import transaction
from django.utils.translation import gettext as _

from billing.actions.quote_lines import add_up, tax_percent
from billing.actions.quote_telling import tell_of_offer
from billing.actions.quoting import accepted_version, held_draft, log_quote
from billing.contents import sha256_of
from billing.errors import QuoteRefused
from billing.models.quotes import ESTIMATE, SENT, SUPERSEDED
from billing.queries import profile_of
from billing.quote_contents import quote_content
from common import money
from contracts.spans import day_end, day_of, last_valid_date
from tickets import actions as tickets
from tickets.transitions import MOVES, WAITING_APPROVAL


@transaction.atomic
def send_quote(*, version, by, at):
    """Freeze a draft with its hash and put it before the client's approvers; the ticket waits for their answer (C-20, C-21).

    An earlier offer is void from now on. Refuses a quote of nothing, one that would cost more than its own limit, a change order
    below what was accepted before, an estimate without a ticket on which its time could be logged (C-25, C-26), and a category
    without a rate.
    """
    version = held_draft(version)
    quote = version.quote
    _refuse_unready(version, quote)
    quote.versions.filter(state=SENT).update(state=SUPERSEDED)  # waits for whoever is accepting it, which the next line reads
    _refuse_outside_limits(version, quote)
    version.dated_on = day_of(at, quote.time_zone)
    version.valid_until = last_valid_date(version.dated_on, version.valid_days)
    version.expires_at = day_end(version.valid_until, quote.time_zone)
    version.sent_at, version.sent_by, version.state = at, by, SENT
    version.tax_percent = tax_percent(version, quote, at, must_be_known=True)
    add_up(version, quote)
    version.content = quote_content(version, quote, version.lines.all(), profile_of(quote.client))
    version.content_sha256 = sha256_of(version.content)
    version.save()
    if quote.offered_at is None:
        quote.offered_at = at
        quote.save(update_fields=["offered_at"])
    ticket = quote.ticket
    if ticket is not None and WAITING_APPROVAL in MOVES[ticket.status]:
        tickets.wait_for_approval(ticket=ticket, by=by, at=at)
    if ticket is not None:
        tickets.quote_cover(ticket=ticket, by=by, at=at)
    log_quote("quote.sent", version, by, at, is_public=True)
    tell_of_offer(version, at=at)
    return version


def _refuse_unready(version, quote):
    if version.net <= 0:
        raise QuoteRefused(_("There is nothing on it. Add a line first."))
    if version.pricing == ESTIMATE and quote.ticket_id is None:
        raise QuoteRefused(
            _("An estimate bills the time worked on a ticket, and this quote has none. Quote a fixed price, or on a ticket."),
            field="pricing",
        )


def _refuse_outside_limits(version, quote):
    before = accepted_version(quote)
    if before is not None and version.ceiling < before.ceiling:
        raise QuoteRefused(
            _("%(amount)s was accepted before; a change order can only add to it.")
            % {"amount": money.in_words(before.ceiling, quote.currency)}
        )
    if version.net > version.ceiling:
        raise QuoteRefused(
            _("It comes to %(net)s, above its own limit of %(limit)s. Raise the limit or take something off.")
            % {"net": money.in_words(version.net, quote.currency), "limit": money.in_words(version.ceiling, quote.currency)},
            field="not_to_exceed",
        )
