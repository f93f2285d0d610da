"""Time worked in the words that people read: lengths, hour bands, and what an entry comes to."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from common.money import in_words as money_in_words
from contracts.bands import BANDS
from contracts.cover import COVERED
from tickets.models.work import BILLABLE, PENDING, WORK_KINDS
from tickets.queries.cover import in_words
from tickets.words import open_span

BAND_WORDS = {
    "business": gettext_lazy("Business hours"),
    "evening": gettext_lazy("Evening"),
    "weekend": gettext_lazy("Weekend"),
    "holiday": gettext_lazy("Holiday"),
}
HELD_WORDS = {
    "block": gettext_lazy("the allowance is used up, and the agreement asks the client first"),
    "cap": gettext_lazy("it would go over the amount that was accepted"),
    "no_cap": gettext_lazy("nothing was accepted for it yet"),
    "no_rate": gettext_lazy("there is no rate for this level yet"),
}


def minutes_in_words(minutes):
    """`1h 20m`, and `0m` for none."""
    return ("−" if minutes < 0 else "") + open_span(abs(minutes) * 60)


def bands_in_words(bands):
    """`Business hours 40m · Evening 1h 35m`."""
    return " · ".join(f"{BAND_WORDS[band]} {minutes_in_words(bands[band])}" for band in BANDS if bands.get(band))


def lines_of(entry, left=None):
    """What an entry comes to, as (tone, sentence), before it is saved or just after; `left` in minutes by line, where known."""
    lines = [("", _("%(time)s at L%(level)s: %(bands)s") % _worked(entry))]
    if entry.status == PENDING:
        lines.append(("info", _("It waits for approval and draws nothing before.")))
    elif entry.kind != BILLABLE:
        lines.append(("", _("%(kind)s: it draws nothing.") % {"kind": WORK_KINDS[entry.kind]}))
    elif entry.outcome is not None:
        lines += _cover(entry)
        lines += _rounded(entry, entry.outcome)
        lines += [line for movement in entry.outcome.booked.movements for line in _moved(movement, left or {})]
    if entry.is_late:
        lines.append(("warn", _("The period of that day is closed: it is booked in the running one and marked late.")))
    return list(dict.fromkeys([*lines, *(("warn", words) for words in entry.warnings)]))


def _cover(entry):
    """What was decided of the work's cover, where it is anything but covered (C-09)."""
    if entry.decision is not None and entry.decision.verdict != COVERED:
        said = in_words(entry.decision)
        yield said["tone"] or "warn", f"{said['name']}: {said['sentence']}"


def _worked(entry):
    return {"time": minutes_in_words(entry.minutes), "level": entry.level, "bands": bands_in_words(entry.bands)}


def _rounded(entry, outcome):
    change, total = sum(outcome.change.values()), sum(outcome.total.values())
    if outcome.raw == entry.minutes:
        if total != entry.minutes:
            yield "", _("Rounded up to %(total)s.") % {"total": minutes_in_words(total)}
        return
    yield (
        "",
        _("With the rest of that day %(raw)s, rounded up to %(total)s: %(change)s more.")
        % {"raw": minutes_in_words(outcome.raw), "total": minutes_in_words(total), "change": minutes_in_words(change)},
    )


def _moved(movement, left):
    """What one booking says; those that take something back say it shortly."""
    words = {"time": minutes_in_words(abs(movement.work_minutes)), "line": movement.line.name if movement.line else ""}
    match movement.kind:
        case "draw" if movement.line.kind == "per_ticket":
            yield "ok", _("Covered by the price of the ticket.")
        case "draw" if "under" in movement.facts:
            words |= {"contract": movement.line.contract.name, "left": minutes_in_words(left.get(movement.line_id, 0))}
            sentence = _("%(time)s covered by %(line)s of the contract %(contract)s.")
            if movement.line_id in left:
                sentence = _("%(time)s covered by %(line)s of the contract %(contract)s, %(left)s left after.")
            yield "ok", sentence % words
        case "draw" if movement.line_id in left:
            words["left"] = minutes_in_words(left[movement.line_id])
            yield "ok", _("%(time)s covered by %(line)s, %(left)s left after.") % words
        case "draw":
            yield "ok", _("%(time)s covered by %(line)s.") % words
        case "borrow":
            yield "warn", _("%(time)s borrowed from the next period of %(line)s.") % words
        case "absorb":
            yield "warn", _("%(time)s beyond the allowance of %(line)s; it is not billed.") % words
        case "overage" | "charge" if movement.rate is not None:
            words["rate"] = money_in_words(movement.rate, _currency(movement))
            sentence = _("%(time)s beyond the allowance, at %(rate)s an hour.")
            yield "warn", (sentence if movement.kind == "overage" else _("%(time)s charged at %(rate)s an hour.")) % words
        case "hold":
            words["why"] = HELD_WORDS.get(movement.facts.get("reason"), "")
            yield "danger", _("%(time)s held: %(why)s.") % words
        case "reverse":
            yield "", _("%(time)s taken back, as the group rounds anew.") % words


def _currency(movement):
    return movement.cap.currency if movement.cap else movement.contract.currency
