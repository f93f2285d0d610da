"""What a new company finds: four packages, as C-49 lists them, each on the tier of its name."""

from decimal import Decimal

from accounts.tenancy import acting_as
from contracts.models import PackageVersion

WRITTEN = ("portal", "email")
CHAT, PHONE = (*WRITTEN, "chat"), (*WRITTEN, "chat", "phone")


def test_c49_the_starting_packages_are_those_of_the_table(boss):
    with acting_as(boss):
        versions = PackageVersion.objects.select_related("package__tier")
        found = {version.package.name: _told(version) for version in versions}

    assert found == {
        "Basic": ("Basic", 4, (2, 3), WRITTEN, "none", False, "no", None),
        "Standard": ("Standard", 10, (1, 2, 3), CHAT, "minor", False, "no", Decimal("99.5")),
        "Premium": ("Premium", 20, (1, 2, 3, 4), PHONE, "quote_major", True, "optional", Decimal("99.9")),
        "Enterprise": ("Enterprise", 40, (1, 2, 3, 4), PHONE, "quote_major", True, "yes", Decimal("99.95")),
    }


def _told(version):
    (line,), cover, features = version.agreed.lines.values(), version.agreed.cover, version.agreed.features
    return (
        version.package.tier.name,
        line.hours.allowance_minutes // 60,
        tuple(cover.levels),
        tuple(cover.channels),
        cover.upgrades,
        features.has_account_manager,
        features.monitoring,
        features.uptime_target,
    )
