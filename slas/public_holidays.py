"""Public holidays of a country and region, to be stored as used: a later release of the package moves no promise."""

from datetime import date
from functools import lru_cache

import holidays
from holidays.registry import COUNTRIES


@lru_cache(maxsize=1)
def places() -> dict[str, list[str]]:
    """Country code to its region codes, as the package knows them."""
    return {code: list(regions) for code, regions in sorted(holidays.list_supported_countries().items())}


@lru_cache(maxsize=1)
def countries() -> dict[str, str]:
    """Country code to its English name, by name."""
    known = places()
    names = {entry[1]: module.replace("_", " ").title() for module, entry in COUNTRIES.items() if entry[1] in known}
    return dict(sorted(names.items(), key=lambda item: item[1]))


def holidays_of(country: str, region: str, first_year: int, years: int) -> dict[date, str]:
    """Date to name, for whole years; an unknown country or region raises NotImplementedError."""
    span = range(first_year, first_year + years)
    found = holidays.country_holidays(country, subdiv=region or None, years=span)
    return {on: name for on, name in sorted(found.items()) if on.year in span}
