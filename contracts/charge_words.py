"""What an agreement makes payable, in words of the language that is active: the client's on documents, the reader's on pages."""

from datetime import date

from django.utils import dateformat
from django.utils.translation import gettext as _

from contracts.models import BUCKET, FEE, PRORATION, REFUND, SERVICE_CREDIT, TERMINATION, TOP_UP, Charge
from contracts.spans import DAY
from contracts.words import span_of


def charge_in_words(charge: Charge) -> str:
    """What the charge is for: its line and its local days, as it was reckoned."""
    said = {
        "line": charge.line.name if charge.line else "",
        "minutes": span_of(charge.facts.get("minutes", 0)),
        "from": _day(charge.from_on),
        "until": _day(charge.until_on),
        "last": _day(charge.due_on - DAY),
    }
    return SENTENCES[charge.kind](charge) % said


def _of_change(charge):
    if charge.source_kind == "charge":
        return _("%(line)s: waived while suspended, %(from)s to %(until)s")
    if charge.amount < 0:
        return _("%(line)s before the change: unused days from %(from)s to %(until)s")
    return _("%(line)s after the change: %(from)s to %(until)s")


def _of_refund(charge):
    if "minutes" in charge.facts:
        return _("%(line)s: %(minutes)s not used")
    if charge.amount > 0:
        return _("%(line)s goes on, %(from)s to %(until)s")
    return _("%(line)s: unused days from %(from)s to %(until)s")


SENTENCES = {
    FEE: lambda _charge: _("%(line)s, %(from)s to %(until)s"),
    PRORATION: _of_change,
    REFUND: _of_refund,
    TERMINATION: lambda _charge: _("Ending early on %(last)s"),
    TOP_UP: lambda _charge: _("Added hours: %(line)s, %(minutes)s"),
    BUCKET: lambda _charge: _("%(line)s: %(minutes)s, to be used until %(until)s"),
    SERVICE_CREDIT: lambda _charge: _("Service credit, %(from)s to %(until)s"),
}


def _day(on: date | None) -> str:
    return dateformat.format(on, _("j M Y")) if on else ""
