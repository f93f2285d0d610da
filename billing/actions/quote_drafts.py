"""The lines of documents that a quote leads to, and the draft that holds them, in the client's language (C-25, C-26)."""

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import override

from billing.actions.editing import Charge, start_draft
from billing.amounts import WORKED
from billing.queries import language_of
from billing.quote_charges import QUOTED, charged_groups


def prepaid(quote, version) -> list[Charge]:
    """The quoted lines and the contingency (C-25)."""
    charges = [Charge(description=line.description, **_priced(line), **_about(quote, version)) for line in version.lines.all()]
    if version.contingency:
        with override(language_of(quote.client)):
            words = _("Contingency, %(percent)s %%") % {"percent": f"{version.contingency_percent.normalize():f}"}
        charges.append(_item(words, version.contingency, quote, version))
    return charges


def fixed_price(quote, version) -> list[Charge]:
    """The price agreed for the whole of it."""
    return [_item(version.title, version.net, quote, version)]


def worked(quote, version) -> tuple[list[Charge], bool]:
    """What was done, approved and on no live line yet, and whether other work waits for approval (C-26)."""
    with override(language_of(quote.client)):
        groups, waits = charged_groups(quote)
    charges = [
        Charge(
            description=group.words,
            detail=group.detail,
            quantity=Decimal(group.minutes),
            unit=WORKED,
            unit_price=group.rate,
            sources=((QUOTED, group.id), *(("time_entry", entry) for entry in group.entries)),
            **_about(quote, version),
        )
        for group in groups
    ]
    return charges, waits


def draft_of(quote, version, charges, by, at):
    """The draft with these lines, which names the quote and who accepted it."""
    said = {"order_reference": version.order_reference} if version.order_reference else {}
    with override(language_of(quote.client)):
        note = _("For quote %(quote)s, accepted by %(who)s.") % {"quote": quote, "who": version.decided_by.name}
    return start_draft(
        client=quote.client, contract=quote.contract, currency=quote.currency, charges=charges, note=note, by=by, at=at, **said
    )


def _priced(line):
    if line.minutes is None:
        return {"quantity": Decimal(1), "unit_price": line.net}
    return {"quantity": Decimal(line.minutes), "unit": WORKED, "unit_price": line.rate}


def _item(words, amount, quote, version):
    return Charge(description=words, quantity=Decimal(1), unit_price=amount, **_about(quote, version))


def _about(quote, version):
    return {"category": version.tax_category, "tickets": (quote.ticket.number,) if quote.ticket else ()}
