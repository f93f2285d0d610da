"""Time zones that a person may choose."""

from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


@cache
def zone_names() -> tuple[str, ...]:
    """IANA names such as Europe/London, sorted; neither fixed offsets nor abbreviations (S-41)."""
    regions = (
        "Africa/",
        "America/",
        "Antarctica/",
        "Arctic/",
        "Asia/",
        "Atlantic/",
        "Australia/",
        "Europe/",
        "Indian/",
        "Pacific/",
    )
    return ("UTC", *sorted(name for name in available_timezones() if name.startswith(regions)))


def check_zone(name: str) -> None:
    """Refuse a name that is no IANA zone."""
    if name not in zone_names():
        raise ValidationError(_("“%(zone)s” is not a time zone. Use a name such as Europe/London."), params={"zone": name})


def zone(name: str) -> ZoneInfo:
    """The zone of a stored name."""
    return ZoneInfo(name)
