"""The ten contracts of the year as plain facts, and the product's terms made from them."""

from datetime import date
from decimal import Decimal

from contracts.terms import (
    AdHoc,
    Bucket,
    Fte,
    Hours,
    LevelPrice,
    PackageLine,
    PerTicket,
    Renewal,
    Retainer,
    Terms,
    TimeRules,
    Uplift,
)

OFFICE = [(540, 1020)]
WITH_LUNCH = [(510, 720), (780, 1050)]
LONG = [(570, 1110)]
CALENDARS = {  # zone -> a week from Monday on, and closed days
    "Europe/London": (
        [OFFICE] * 5 + [[], []],
        ["2026-01-01", "2026-04-03", "2026-04-06", "2026-05-04", "2026-08-31", "2026-12-25"],
    ),
    "America/New_York": ([WITH_LUNCH] * 5 + [[], []], ["2026-01-19", "2026-02-16", "2026-07-03", "2026-11-26", "2026-12-25"]),
    "Asia/Kolkata": ([LONG] * 6 + [[]], ["2026-01-26", "2026-03-04", "2026-08-15", "2026-10-02", "2026-11-08"]),
}
MINIMUMS = {"weekend": 60, "holiday": 60}
RATES = {"GBP": {1: "45", 2: "80", 3: "110"}, "USD": {1: "58.5", 2: "104", 3: "143"}, "INR": {1: "2400", 2: "4250.5", 3: "6100"}}
VAT = {"category": "standard", "percents": [["2011-01-04", "20"], ["2026-07-01", "21"]]}
ABROAD = {"category": "outside", "percents": [["2011-01-04", "0"]]}
MONTHLY = {"months": 1}
ROLLS = {"rollover": "capped", "roll_percent": 50, "roll_periods": 1}
TWICE = {"roll_periods": 2}

AD_HOC = {"kind": "ad_hoc"}
BILL = {"kind": "retainer", "allowance": 1200, "fee": "1600", "aligned": True, "overage": "bill", "overage_rate": "95"}
BLOCK = {"kind": "retainer", "allowance": 900, "fee": "1312.5", "overage": "block"}
BORROW = {"kind": "retainer", "allowance": 1000, "fee": "71000", "overage": "borrow", "borrow_percent": 25}
TICKETS = {"kind": "per_ticket", "levels": {"1": [4, "14", "16.8"], "2": [3, "38", "45.6"]}}
FTE = {"kind": "fte", "allowance": 2400, "rate": "1450.25", "overage": "bill"}
SCARCE = {"kind": "retainer", "allowance": 500, "fee": "700", "overage": "block"}
SMALL = {"kind": "package", "allowance": 300, "fee": "410", "overage": "bill"}
SPARE = {"kind": "retainer", "allowance": 450, "fee": "520", "overage": "bill", "overage_rate": "88"}
RESERVE = {"kind": "bucket", "minutes": 4000, "price": "4600", "expires_on": "2026-08-31"}
PACKAGE = {"kind": "package", "allowance": 600, "fee": "1033.33", "overage": "absorb", "rollover": "unlimited"}

CONTRACTS = {  # name -> zone, currency, first and last day, kind, lines, whether time counts when approved
    "Aldgate": ("Europe/London", "GBP", "2026-01-01", None, "ad_hoc", [AD_HOC], False),
    "Bexley": ("Europe/London", "GBP", "2026-01-12", "2026-11-10", "retainer", [BILL | MONTHLY | ROLLS], False),
    "Camden": ("America/New_York", "USD", "2026-01-31", None, "retainer", [BLOCK | MONTHLY | ROLLS], False),
    "Delhi": (
        "Asia/Kolkata",
        "INR",
        "2026-01-01",
        "2026-06-30",
        "retainer",
        [BORROW | MONTHLY | ROLLS | {"roll_periods": 2}],
        False,
    ),
    "Essex": ("Europe/London", "GBP", "2026-01-05", None, "bucket", ["bucket", AD_HOC], False),
    "Fulton": ("America/New_York", "USD", "2026-01-15", None, "per_ticket", [TICKETS | MONTHLY], False),
    "Goa": ("Asia/Kolkata", "INR", "2026-01-10", None, "fte", [FTE | MONTHLY], False),
    "Harlow": ("Europe/London", "GBP", "2026-01-03", None, "package", [PACKAGE | MONTHLY], True),
    "Islay": ("Europe/London", "GBP", "2026-01-02", None, "retainer", [SCARCE | MONTHLY | ROLLS], False),
    "Islay at large": (
        "America/New_York",
        "GBP",
        "2026-01-20",
        "2026-10-31",
        "package",
        [SMALL | MONTHLY, SPARE | MONTHLY | ROLLS, RESERVE],
        False,
    ),
}
TOGETHER = {"Islay": ("Islay", "Ferry"), "Islay at large": ("Islay", None)}  # contract -> its client, and the product it is for
BUCKET = {"kind": "bucket", "minutes": 600, "price": "700", "expires_on": "2026-06-30"}
RENEWAL = Renewal(kind="automatic", months=6, notice=30, uplift=Uplift(kind="fixed", percent=Decimal(5), tell_days=30))
NO_RENEWAL = Renewal(kind="none")
UPLIFT = "5"


def lines_of(name):
    return [BUCKET if line == "bucket" else line for line in CONTRACTS[name][5]]


def terms_of(name, calendar):
    """The product's terms without lines."""
    counts_on = "approval" if CONTRACTS[name][6] else "saving"
    rules = TimeRules(billing_calendar=str(calendar.pk), counts_on=counts_on)
    return Terms(time=rules, renewal=RENEWAL if name == "Delhi" else NO_RENEWAL, suspend_after_days=0)


def line_terms(said):
    """The product's terms of a line from its plain ones."""
    match said["kind"]:
        case "ad_hoc":
            return AdHoc()
        case "bucket":
            return Bucket(
                minutes=said["minutes"], price=Decimal(said["price"]), expires_on=date.fromisoformat(said["expires_on"])
            )
        case "retainer":
            return Retainer(hours=_hours(said), fee=Decimal(said["fee"]), is_calendar_aligned=said.get("aligned", False))
        case "package":
            return PackageLine(hours=_hours(said), fee=Decimal(said["fee"]))
        case "fte":
            row = {"row": Decimal(said["allowance"]) / 60}
            return Fte(label="row", capacity=row, rate=Decimal(said["rate"]), overage=said["overage"])
        case "per_ticket":
            levels = {
                int(level): LevelPrice(included=count, price=Decimal(each), extra_price=Decimal(extra))
                for level, (count, each, extra) in said["levels"].items()
            }
            return PerTicket(levels=levels)
    raise ValueError(said["kind"])


def _hours(said):
    own = said.get("overage_rate")
    return Hours(
        allowance_minutes=said["allowance"],
        overage=said["overage"],
        overage_rate=Decimal(own) if own else None,
        borrow_percent=said.get("borrow_percent", 25),
        rollover=said.get("rollover", "none"),
        roll_percent=said.get("roll_percent", 50),
        roll_periods=said.get("roll_periods", 1),
    )
