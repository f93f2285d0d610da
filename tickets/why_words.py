"""The ledger of a clock in words: for engineers by name and number, for clients in plain ones."""

from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from slas.metrics import PROMISES
from slas.models import SEVERITIES
from slas.summaries import length_in_words
from slas.why import CLOSED, COUNTED, PAUSED, RESTED
from tickets.happened import look_of, words_of
from tickets.words import open_span

CLOSINGS = {
    "break": lambda: _("Outside support hours: break"),
    "night": lambda: _("Outside support hours: night"),
    "weekend": lambda: _("Outside support hours: weekend"),
    "holiday": lambda: _("Outside support hours"),
}
PAUSES = {
    "waiting_client": lambda: (_("Waiting on client"), _("We waited for your answer")),
    "waiting_approval": lambda: (_("Waiting for the client's approval"), _("We waited for your approval")),
    "clients_vendor": lambda: (_("Waiting on the client's own supplier"), _("We waited for your supplier")),
    "scheduled": lambda: (_("Scheduled with the client"), _("We had agreed on a later time")),
    "suspended": lambda: (_("Service suspended"), _("Your service was suspended")),
    "no_cover": lambda: (_("No cover"), _("No contract covered it")),
    "consent": lambda: (_("Waiting for consent to go over the hours"), _("We waited for your consent")),
    "deploy_slot": lambda: (_("Waiting for the client's deployment slot"), _("We waited for your deployment slot")),
}


def pause_of(ticket, metric, *, for_client=False):
    """For what a clock of the ticket stands still now, in a few words; empty where nothing of the kind is stored."""
    state = ticket.replay_state
    reasons = [hold["hold"] for hold in state.get("holds", ())]
    if wait := state.get("wait"):
        reasons.append("clients_vendor" if wait["wait"] == "waiting_third_party" else wait["wait"])
    paused_by = PROMISES[metric].paused_by if metric in PROMISES else ()
    return next((PAUSES[reason]()[for_client] for reason in reasons if reason in paused_by), "")


class Row(NamedTuple):
    """One line of the ledger as it is shown; `icon` and `tone` go with its kind."""

    start: Any
    end: Any
    words: str
    who: str  # who began it, where somebody did
    counted: str
    total: str
    icon: str
    tone: str
    calendar: str


def rows_of(explained, *, for_client=False):
    """The lines, oldest first."""
    return [_row(line, explained, for_client) for line in explained.ledger.lines]


def _row(line, explained, for_client):
    event = explained.events.get(line.seq)
    return Row(
        start=line.start,
        end=line.end,
        words=_words(line, for_client),
        who=event.by.name if event is not None and event.by is not None and line.kind in (PAUSED, RESTED) else "",
        counted=exact(line.seconds) if line.kind == COUNTED else "",
        total=exact(line.total),
        icon={COUNTED: "clock", PAUSED: "pause", RESTED: "check"}.get(line.kind, "moon" if line.kind == CLOSED else "x"),
        tone="ok" if line.kind == COUNTED else "",
        calendar=_("%(calendar)s, version %(number)s")
        % {"calendar": explained.calendars.get(line.hours, ""), "number": line.version}
        if line.hours
        else "",
    )


def _words(line, for_client):
    if line.kind == COUNTED:
        return _("Counted")
    if line.kind == CLOSED:
        named = ", ".join(line.names)
        first = CLOSINGS[line.why[0]]()
        if not named:
            return first
        return (
            _("%(closed)s: %(holidays)s, weekend") % {"closed": first, "holidays": named}
            if "weekend" in line.why
            else (_("%(closed)s: %(holidays)s") % {"closed": first, "holidays": named})
        )
    if line.kind == PAUSED:
        return " · ".join(PAUSES[reason]()[1 if for_client else 0] for reason in line.why)
    if line.kind == RESTED:
        return _("Resolved")
    return _("Nothing was promised")


def changes_of(explained):
    """What changed the target on the way: instant, words, what was promised before and after, in words."""
    changes = []
    for change in explained.ledger.changes:
        event = explained.events.get(change.seq)
        changes.append(
            {
                "at": change.at,
                "words": words_of(event) if event is not None else SEVERITIES.get(change.severity, ""),
                "icon": look_of(event)[0] if event is not None else "flag",
                "before": _target(change.before),
                "after": _target(change.after),
            }
        )
    return changes


def _target(target):
    return length_in_words(target["amount"], target["unit"]) if target else _("nothing promised")


def exact(seconds):
    """A length of open time; with its seconds where they are not whole minutes, so that a column adds up before the eye."""
    minutes, rest = divmod(seconds, 60)
    if not rest:
        return open_span(seconds)
    return f"{open_span(minutes * 60)} {rest:02d}s" if minutes else f"{rest}s"


def sums_of(explained, *, for_client=False):
    """Wall time by reason, longest first, for the sentence that says it in short: `(words, length)`."""
    lengths: dict[str, int] = {}
    for line in explained.ledger.lines:
        if line.kind != COUNTED:
            words = _words(line, for_client)
            lengths[words] = lengths.get(words, 0) + int((line.end - line.start).total_seconds())
    return [(words, seconds) for words, seconds in sorted(lengths.items(), key=lambda each: -each[1])]
