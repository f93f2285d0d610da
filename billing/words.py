"""How lines and taxes of documents read, on pages and on paper, in the language that is active."""

from decimal import Decimal

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from billing import amounts
from common.money import digits, in_words


def kind_word(kind: str) -> str:
    """The title of a document."""
    return {"invoice": _("Invoice"), "credit_note": _("Credit note"), "proforma": _("Proforma invoice")}[kind]


def number_words(number) -> str:
    """A quantity with the reader's decimal sign and no needless zeros."""
    text = f"{Decimal(number):f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    whole, _dot, part = text.partition(".")
    return whole + (formats.get_format("DECIMAL_SEPARATOR") + part if part else "")


def quantity_words(quantity, unit: str) -> str:
    """“2.5 h”, “3 tickets”, “1:35 h” for minutes worked; a single item is only counted."""
    value = Decimal(quantity)
    count = int(value) if value == int(value) else 2
    if unit == amounts.WORKED:
        return _("%(hours)s h") % {"hours": f"{int(value) // 60}:{int(value) % 60:02d}"}
    named = {
        "hour": _("%(number)s h"),
        "day": ngettext("%(number)s day", "%(number)s days", count),
        "month": ngettext("%(number)s month", "%(number)s months", count),
        "year": ngettext("%(number)s year", "%(number)s years", count),
        "ticket": ngettext("%(number)s ticket", "%(number)s tickets", count),
    }
    return named.get(unit, "%(number)s") % {"number": number_words(value)}


def price_words(price, unit: str, currency: str, language: str | None = None) -> str:
    """The price of one, finer than the minor unit only where it is; of time for an hour."""
    value = Decimal(price)
    amount = in_words(value, currency, language)
    if value != round(value, digits(currency)):
        amount = f"{number_words(value)} {currency}"
    return _("%(amount)s/h") % {"amount": amount} if unit in (amounts.WORKED, "hour") else amount


def tax_words(group, tax_name: str) -> str:
    """“VAT 20%” for a tax group of a frozen content, or the category that carries none."""
    if group["category"] in amounts.TAXED:
        return f"{tax_name} {number_words(group['percent'])}%"
    names = {
        amounts.ZERO_RATED: _("%(tax)s zero rate"),
        amounts.EXEMPT: _("%(tax)s exempt"),
        amounts.REVERSE: _("%(tax)s reverse charge"),
        amounts.OUTSIDE: _("Outside the scope of %(tax)s"),
    }
    return names[group["category"]] % {"tax": tax_name}


def category_note(category: str) -> str:
    """The sentence that a document must bear for a category, or nothing (C-69)."""
    return {
        amounts.REVERSE: _("Reverse charge: the customer accounts for the tax to its tax authority."),
        amounts.EXEMPT: _("Exempt from tax."),
        amounts.OUTSIDE: _("Outside the scope of tax."),
    }.get(category, "")


def tickets_words(numbers) -> str:
    """“Ticket #4722” or “Tickets #4722, #4731”; nothing for none."""
    named = ", ".join(f"#{number}" for number in numbers)
    return ngettext("Ticket %(numbers)s", "Tickets %(numbers)s", len(numbers)) % {"numbers": named} if numbers else ""
