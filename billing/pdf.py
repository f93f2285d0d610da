"""The pages of a document, drawn by typst from its frozen content and nothing else: same content, same bytes (C-63).

Everything that people typed goes in as JSON by `sys.inputs`, so markup in it stays text; the template reads no file and the
fonts are typst's own. PDF/A-3b holds no letter without a shape: what the fonts lack (Chinese, emoji) is drawn as “?”.
"""

import json
import re
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import partial
from pathlib import Path

import typst
from django.utils import dateformat, translation
from django.utils.translation import gettext as _

from billing.words import category_note, kind_word, price_words, quantity_words, tax_words, tickets_words
from common.money import in_words

TEMPLATE = Path(__file__).parent / "typst" / "document.typ"
STANDARD = "a-3b"
LACKING = re.compile(r"the text `?\"?(.+?)\"?`? could not be displayed", re.S)
CONTROL = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f]")
BEYOND_THE_FONTS = re.compile("[\u0530-\u1dff\u2300-\U0010ffff]")
MOST_TRIES = 60
INSTEAD = "?"


def drawn(content: dict) -> bytes:
    """The PDF/A-3b of a frozen content."""
    return _compiled(content, format="pdf", pdf_standards=STANDARD, timestamp=_instant(content))


def _compiled(content, **how):
    page, source = _changed(page_of(content), lambda text: CONTROL.sub("", text)), TEMPLATE.read_bytes()
    for attempt in range(MOST_TRIES):
        said = json.dumps(page, ensure_ascii=False, sort_keys=True)
        try:
            return typst.compile(source, sys_inputs={"document": said}, ignore_system_fonts=True, **how)
        except typst.TypstError as trouble:
            lacking = LACKING.search(str(trouble))
            if lacking is None or attempt == MOST_TRIES - 1:
                raise
            page = _changed(page, partial(_without, BEYOND_THE_FONTS if attempt == 0 else _letters(lacking[1])))
    raise AssertionError("the last try returns or raises")


def _changed(value, change):
    """The same value with every text in it changed."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, dict):
        return {name: _changed(each, change) for name, each in value.items()}
    return [_changed(each, change) for each in value]


def _without(lacking, text):
    return lacking.sub(INSTEAD, text)


def _letters(shown):
    """The letters that typst names, which it may spell as \\u{7}."""
    plain = re.sub(r"\\u\{([0-9a-f]+)\}", lambda found: chr(int(found[1], 16)), shown)
    return re.compile("|".join(re.escape(letter) for letter in set(plain)))


def page_of(content: dict) -> dict:
    """What the template prints: finished texts in the document's language."""
    with translation.override(content["language"]):
        currency, lines = content["currency"], content["lines"]

        def shown(text):
            return in_words(Decimal(text), currency, content["language"])

        has_discount = any(Decimal(line["discount_percent"]) for line in lines)
        return {
            "language": content["language"],
            "kind": kind_word(content["kind"]),
            "number": content["number"],
            "created": content["issued_on"],
            "seller": content["seller"],
            "seller_tax": _tax_id(content["seller"]),
            "buyer": content["buyer"],
            "buyer_tax": _tax_id(content["buyer"] | {"tax_name": content["seller"]["tax_name"]}),
            "billed_to": _("Billed to"),
            "facts": _facts(content),
            "note": content["note"],
            "heads": [_("Description"), _("Quantity"), _("Price"), _("Amount")],
            "lines": [_line(line, content, shown, has_discount) for line in lines],
            "sums": _sums(content, shown),
            "grand": [_("Total due") if content["kind"] == "invoice" else _("Total"), shown(content["total"])],
            "groups": _groups(content, shown),
            "group_heads": [_("Tax"), _("Net"), _("Tax amount")],
            "notes": _notes(content),
            "pay_title": _("Payment") if content["kind"] != "credit_note" and content["seller"]["bank"] else "",
            "pay": _pay(content),
            "page": _("Page"),
            "of": _("of"),
        }


def _facts(content):
    pairs = [
        (_("Number"), content["number"]),
        (_("Date"), _day(content["issued_on"])),
        (_("Tax point"), _day(content["tax_point"]) if content["tax_point"] != content["issued_on"] else ""),
        (_("Due"), _day(content["due_on"])),
        (_("Period"), " – ".join(_day(day) for day in content["period"] if day)),
        (_("Your order"), content["order_reference"]),
        (_("Proforma"), content["made_from"]),
    ]
    if content["corrects"]:
        pairs.append((_("Corrects"), f"{content['corrects']['number']}, {_day(content['corrects']['issued_on'])}"))
    return [[name, value] for name, value in pairs if value]


def _line(line, content, shown, has_discount):
    below = [line["detail"], tickets_words(line["tickets"])]
    if Decimal(line["discount_percent"]):
        below.append(_("%(percent)s %% discount") % {"percent": line["discount_percent"]})
    return {
        "description": line["description"],
        "below": " · ".join(part for part in below if part),
        "quantity": quantity_words(line["quantity"], line["unit"]),
        "price": price_words(line["unit_price"], line["unit"], content["currency"], content["language"]),
        "amount": shown(line["net"]),
    }


def _sums(content, shown):
    tax_name = content["seller"]["tax_name"]
    rows = [[_("Subtotal"), shown(content["net"])]]
    return rows + [[tax_words(group, tax_name), shown(group["tax"])] for group in content["groups"]]


def _groups(content, shown):
    """A table of its own only where there is more than one rate."""
    if len(content["groups"]) < 2:
        return []
    tax_name = content["seller"]["tax_name"]
    return [[tax_words(group, tax_name), shown(group["net"]), shown(group["tax"])] for group in content["groups"]]


def _notes(content):
    notes = [category_note(group["category"]) for group in content["groups"]]
    if content["kind"] == "proforma":
        notes.append(_("This is no tax invoice."))
    if content["reason"]:
        notes.insert(0, _("Reason: %(reason)s") % {"reason": content["reason"]})
    return [note for note in notes if note]


def _pay(content):
    words = _("Reference %(number)s.") % {"number": content["number"]} if content["number"] else ""
    by = _("Please pay by %(day)s.") % {"day": _day(content["due_on"])} if content["due_on"] else ""
    return " ".join(part for part in (by, words) if part)


def _tax_id(party):
    return f"{party['tax_name']} {party['tax_id']}" if party["tax_id"] else ""


def _day(text):
    return dateformat.format(date.fromisoformat(text), _("j M Y")) if text else ""


def _instant(content):
    day = date.fromisoformat(content["issued_on"])
    return int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())
