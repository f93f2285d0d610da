"""The packages that a new tenant starts with, all editable (C-49); targets and hours are the tiers' (`decisions.md` 1)."""

from __future__ import annotations

from decimal import Decimal
from typing import NamedTuple

from contracts.terms import Cover, Features, Hours, PackageLine, Renewal, Terms

LINE = "package"  # the name of a package's one line in its terms
SLOW, WITH_CHAT, WITH_PHONE = ("portal", "email"), ("portal", "email", "chat"), ("portal", "email", "chat", "phone")
RENEWAL = Renewal(kind="automatic", months=12, notice=90)


class PackagePreset(NamedTuple):
    """A package by its default: code, tier, what it says, hours a month, fee."""

    name: str
    description: str
    tier: str
    terms: Terms


def _package(name: str, description: str, hours: int, fee: str, cover: Cover, features: Features) -> PackagePreset:
    line = PackageLine(fee=Decimal(fee), hours=Hours(allowance_minutes=hours * 60))
    return PackagePreset(name, description, name, Terms(lines={LINE: line}, cover=cover, features=features, renewal=RENEWAL))


PACKAGES = (
    _package(
        "Basic",
        "Critical bugs and security updates",
        4,
        "400.00",
        Cover(activities=("corrective", "preventive"), levels=(2, 3), channels=SLOW),
        Features(),
    ),
    _package(
        "Standard",
        "With technical support, minor upgrades and a 99.5 % uptime target",
        10,
        "900.00",
        Cover(activities=("corrective", "preventive"), levels=(1, 2, 3), channels=WITH_CHAT, upgrades="minor"),
        Features(uptime_target=Decimal("99.5")),
    ),
    _package(
        "Premium",
        "With priority, proactive checks, phone and an account manager",
        20,
        "1500.00",
        Cover(
            activities=("corrective", "preventive", "adaptive"),
            levels=(1, 2, 3, 4),
            channels=WITH_PHONE,
            upgrades="quote_major",
            has_after_hours=True,
        ),
        Features(has_account_manager=True, monitoring="optional", uptime_target=Decimal("99.9")),
    ),
    _package(
        "Enterprise",
        "Tailored, with monitoring, advice reviews and a named hotline",
        40,
        "3000.00",
        Cover(levels=(1, 2, 3, 4), channels=WITH_PHONE, custom_code="listed", upgrades="quote_major", has_after_hours=True),
        Features(has_account_manager=True, monitoring="yes", has_training=True, has_advice=True, uptime_target=Decimal("99.95")),
    ),
)
