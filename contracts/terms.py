"""The terms of an agreement as typed, frozen values: what a version fixes (C-48), how its lines are charged (C-28, C-44…).

Stored as JSON in `ContractVersion.terms` and `PackageVersion.terms`; `read` refuses what is not known, so a typing error in a
stored document is loud. Minutes are whole, money is Decimal in the contract's currency without tax (C-70), percents are numbers
like 25 for 25 %.
"""

from datetime import date
from decimal import Decimal
from typing import Any, Literal

import msgspec

BUSINESS, EVENING, WEEKEND, HOLIDAY = "business", "evening", "weekend", "holiday"
BANDS = (BUSINESS, EVENING, WEEKEND, HOLIDAY)  # from the cheapest; a later one beats an earlier one (C-16)
MULTIPLIERS = {BUSINESS: Decimal(1), EVENING: Decimal("1.5"), WEEKEND: Decimal(2), HOLIDAY: Decimal(2)}  # C-17

Rounding = Literal["ticket_day", "entry", "ticket", "none"]
Period = Literal["month", "quarter", "year"]
LEVELS = (1, 2, 3, 4)
REOPEN_DAYS = 14  # C-46
Overage = Literal["bill", "block", "borrow", "absorb"]
Rollover = Literal["none", "capped", "unlimited"]


class Frozen(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True):
    """A value that never changes and is stored without what is as usual."""


class Hours(Frozen, frozen=True, kw_only=True):
    """How an allowance of minutes per period is drawn, exceeded and carried over (C-28 to C-43)."""

    allowance_minutes: int
    minutes_per_day: int = 480
    is_in_days: bool = False  # entered and shown in days (C-29)
    overage: Overage = "bill"
    overage_rate: Decimal | None = None  # per hour; none: the rate lookup of C-15
    is_overage_all_inclusive: bool = False  # no band multiplier on the overage rate (C-36)
    borrow_percent: int = 25
    rollover: Rollover = "none"
    roll_percent: int = 50
    roll_periods: int = 1
    draw: Literal["flat", "weighted"] = "flat"
    level_factors: dict[int, Decimal] = {}  # weighted draw only; a level without one counts 1 (C-32)
    thresholds: tuple[int, ...] = (50, 75, 90, 100)
    usable_on: Literal["issue", "payment"] = "issue"  # C-43


class AdHoc(Frozen, tag_field="kind", tag="ad_hoc", frozen=True, kw_only=True):
    """Work by the hour, after a quote, a not-to-exceed or a pre-authorisation (C-20 to C-27)."""

    billing: Literal["upfront", "on_completion"] = "on_completion"
    starts_when: Literal["paid", "issued"] = "paid"  # upfront only (C-25)


class Retainer(Frozen, tag_field="kind", tag="retainer", frozen=True, kw_only=True):
    """An allowance of hours or days for a fee per period, billed in advance (C-28)."""

    hours: Hours
    fee: Decimal
    period: Period = "month"
    is_calendar_aligned: bool = False  # periods are calendar months, quarters, years; the first and last are prorated (EX-C17)


class Bucket(Frozen, tag_field="kind", tag="bucket", frozen=True, kw_only=True):
    """Minutes bought once, to be used between the line's first day and an inclusive last one (C-44)."""

    minutes: int
    price: Decimal
    expires_on: date
    notice_days: tuple[int, ...] = (60, 30, 7)


class LevelPrice(Frozen, frozen=True, kw_only=True):
    """What tickets of one level cost (C-45)."""

    included: int
    price: Decimal
    extra_price: Decimal


class PerTicket(Frozen, tag_field="kind", tag="per_ticket", frozen=True, kw_only=True):
    """Tickets agreed per level and period (C-45, C-46)."""

    levels: dict[int, LevelPrice]
    period: Period = "month"
    reopen_days: int = REOPEN_DAYS


class Fte(Frozen, tag_field="kind", tag="fte", frozen=True, kw_only=True):
    """Capacity by an explicit table of label to hours a month; a fixed fee, nothing carried over (C-47)."""

    label: str
    capacity: dict[str, Decimal]
    rate: Decimal
    overage: Overage = "bill"
    overage_rate: Decimal | None = None
    period: Period = "month"


class PackageLine(Frozen, tag_field="kind", tag="package", frozen=True, kw_only=True):
    """The fee, hours and tickets by level of a support package per period (C-48)."""

    fee: Decimal
    hours: Hours
    included_tickets: dict[int, int] = {}
    reopen_days: int = REOPEN_DAYS
    period: Period = "month"
    is_calendar_aligned: bool = False


LineTerms = AdHoc | Retainer | Bucket | PerTicket | Fte | PackageLine


class Uplift(Frozen, frozen=True, kw_only=True):
    """How a fee changes at renewal (C-56)."""

    kind: Literal["none", "fixed", "index"] = "none"
    percent: Decimal = Decimal(0)
    cap: Decimal | None = None
    floor: Decimal | None = None
    tell_days: int = 30


class Renewal(Frozen, frozen=True, kw_only=True):
    """Term, renewal and notice (C-54 to C-56)."""

    term: Literal["monthly", "yearly", "project"] = "yearly"
    kind: Literal["automatic", "express", "none"] = "none"  # where nobody said anything the contract ends with its last day
    months: int = 12  # of the term that follows
    notice: int = 90
    notice_unit: Literal["days", "months"] = "days"
    uplift: Uplift = Uplift()


class TimeRules(Frozen, frozen=True, kw_only=True):
    """How work becomes billable minutes (C-16 to C-19, C-33)."""

    increment_minutes: int = 15
    rounding: Rounding = "ticket_day"
    minimums: dict[str, int] = msgspec.field(default_factory=lambda: {WEEKEND: 60, HOLIDAY: 60})  # of a call-out, by band
    multipliers: dict[str, Decimal] = msgspec.field(default_factory=lambda: dict(MULTIPLIERS))
    billing_calendar: str | None = None  # id of a calendar; none: the contract's for 8/5
    counts_on: Literal["saving", "approval"] = "saving"  # `decisions.md` 25


class Cover(Frozen, frozen=True, kw_only=True):
    """What is covered (C-08, C-48); an empty tuple covers nothing, none covers everything.

    `priced` names what is charged instead of refused when only steps 8 to 10 fail: `channel:phone`, `hours`, `quantity`.
    """

    environments: tuple[str, ...] | None = None
    activities: tuple[str, ...] | None = None
    levels: tuple[int, ...] | None = None
    critical_levels: tuple[int, ...] | None = None  # for Critical tickets, where it differs
    channels: tuple[str, ...] | None = None
    hours_kind: str = ""  # a kind of hours that the contract maps to a calendar; empty: at any time
    has_after_hours: bool = False
    custom_code: Literal["none", "listed", "all"] = "none"
    upgrades: Literal["none", "minor", "quote_major"] = "none"
    has_extended_support: bool = False  # covers versions past their end of life (C-60)
    priced: dict[str, Decimal] = {}


class Credits(Frozen, frozen=True, kw_only=True):
    """Service credits as percents of the month's fee: (figure must be at least, percent), best first (C-72)."""

    availability: tuple[tuple[Decimal, Decimal], ...] = ()
    response: tuple[tuple[Decimal, Decimal], ...] = ()
    resolution: tuple[tuple[Decimal, Decimal], ...] = ()
    cap_percent: Decimal = Decimal(15)
    is_automatic: bool = True
    claim_days: int = 30


class Features(Frozen, frozen=True, kw_only=True):
    """What a package names beside hours and targets (C-48)."""

    has_account_manager: bool = False
    monitoring: Literal["no", "optional", "yes"] = "no"
    has_training: bool = False
    has_advice: bool = False
    uptime_target: Decimal | None = None


class Terms(Frozen, frozen=True, kw_only=True):
    """Everything that one version of an agreement fixes; `lines` by the id of the contract's line, or by a name in a package."""

    lines: dict[str, LineTerms] = {}
    cover: Cover = Cover()
    time: TimeRules = TimeRules()
    renewal: Renewal = Renewal()
    credits: Credits = Credits()
    features: Features = Features()
    pot_order: tuple[str, ...] = ("package", "retainer", "bucket", "per_ticket", "fte", "ad_hoc")  # C-10
    invoice_ahead_days: int = 0  # 0 to 30 (C-28)
    payment_days: int = 14
    run_off_days: int = 30  # C-58
    suspend_after_days: int = 30  # overdue; 0: never by itself
    suspension_warning_days: int = 7  # C-61
    preauthorised: Decimal = Decimal(0)  # for emergencies, without tax; 0: off (C-23)
    free_triage_minutes: int = 15  # C-13
    warranty_days: int = 30  # C-14
    quote_days: int = 30  # C-20


def read(document: dict[str, Any]) -> Terms:
    """The terms of a stored document; raises `msgspec.ValidationError`, which names the place, when it is not one."""
    return msgspec.convert(document, Terms, strict=False)


def read_line(document: dict[str, Any]) -> LineTerms:
    """The terms of one line, by its `kind`; raises as `read` does."""
    line: LineTerms = msgspec.convert(document, LineTerms, strict=False)
    return line


def write(terms: Terms) -> dict[str, Any]:
    """The terms as JSON to store: decimals and dates are texts, what is as usual is left out."""
    stored: dict[str, Any] = msgspec.to_builtins(terms, str_keys=True)
    return stored
