"""Amounts of money: decimals of a known currency, rounded half-up to its minor unit once, at the line's end (C-01)."""

from copy import copy
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from babel import Locale
from babel.core import get_global
from babel.numbers import get_territory_currencies
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from common.errors import DomainError

# ISO 4217, the currencies in use; those of two digits are not named apart.
TWO = """AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY COP CRC CUP
CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS INR IRR JMD KES KGS KHR KPW KYD
KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN
QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VES
WST XCD YER ZAR ZMW ZWG""".split()
NONE = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF".split()
THREE = "BHD IQD JOD KWD LYD OMR TND".split()
DIGITS = dict.fromkeys(TWO, 2) | dict.fromkeys(NONE, 0) | dict.fromkeys(THREE, 3)
CURRENCIES = tuple(sorted(DIGITS))
COMMON = ("EUR", "GBP", "USD", "CHF")  # offered first where a person chooses
DEFAULT = "GBP"

# Columns of money hold every currency's digits; rates and prices of a unit may be finer than the minor unit.
COLUMN = {"max_digits": 18, "decimal_places": 3}
RATE_COLUMN = {"max_digits": 18, "decimal_places": 6}
LARGEST = Decimal("999999999999.999")
ZERO = Decimal(0)


class UnknownCurrency(DomainError):
    """No currency in use has this code (C-01)."""

    code = "unknown_currency"


class AmountOutOfReach(DomainError):
    """An amount that no column of money can hold."""

    code = "amount_out_of_reach"


def known(currency: str) -> str:
    """`currency` itself, an ISO 4217 code in capitals; raises `UnknownCurrency` for any other text."""
    if currency not in DIGITS:
        sentence = _("“%(code)s” is no currency we know; use its three letters, such as EUR.")
        raise UnknownCurrency(sentence % {"code": str(currency)[:12]}, field="currency")
    return currency


def digits(currency: str) -> int:
    """Digits of the minor unit: GBP 2, JPY 0, KWD 3 (C-01); raises `UnknownCurrency`."""
    return DIGITS[known(currency)]


def unit(currency: str) -> Decimal:
    """The smallest amount of the currency: 0.01 for GBP; raises `UnknownCurrency`."""
    return Decimal(1).scaleb(-digits(currency))


def rounded(amount: Decimal | int, currency: str) -> Decimal:
    """The amount half-up (away from zero at the half) at the currency's digits (C-01, EX-C34).

    Raises `UnknownCurrency`, `AmountOutOfReach`, and TypeError for a float, which is never money.
    """
    if isinstance(amount, float):
        raise TypeError("Money is decimal, never binary float (C-01).")
    amount, step = Decimal(amount), unit(currency)
    if not amount.is_finite() or abs(amount) > LARGEST:
        raise AmountOutOfReach(_("No amount can be as large as that."))
    result = amount.quantize(step, ROUND_HALF_UP)
    return result if result else result.copy_abs()  # never minus nothing


def is_whole(amount: Decimal, currency: str) -> bool:
    """Whether the amount needs no digit finer than the currency's minor unit; raises `UnknownCurrency`."""
    return amount == rounded(amount, currency)


def in_words(amount: Decimal | int, currency: str, language: str | None = None) -> str:
    """The rounded amount as people read it, “£349.50” or “349,50 €”, in the reader's language unless one is named."""
    pattern, locale = _pattern(language or get_language() or "en", digits(currency))
    return pattern.apply(rounded(amount, currency), locale, currency=currency, currency_digits=False).replace("-", "−")


def of_zone(zone: str) -> str | None:
    """The currency of the country that an IANA zone is in, such as EUR for Europe/Berlin; none where that cannot be told."""
    place = get_global("zone_territories").get(get_global("zone_aliases").get(zone, zone))
    current = get_territory_currencies(place) if place else []
    return next((code for code in current if code in DIGITS), None)


def choices() -> list[tuple[str, str]]:
    """Codes for a form's list, the usual ones first."""
    return [(code, code) for code in (*COMMON, *(code for code in CURRENCIES if code not in COMMON))]


@lru_cache(maxsize=64)
def _pattern(language, places):
    locale = Locale.parse({"en": "en_GB", "de": "de_DE"}.get(language, language.replace("-", "_")))
    pattern = copy(locale.currency_formats["standard"])
    pattern.frac_prec = (places, places)
    return pattern, locale
