"""Whatever an agreement can say can be said in its forms, and nothing of it is lost by saving."""

from datetime import date
from decimal import Decimal as D
from types import SimpleNamespace
from uuid import UUID

import msgspec
import pytest

from contracts.lines_form import KIND_FORMS
from contracts.pots import BUCKETS_FIRST
from contracts.terms import (
    AdHoc,
    Bucket,
    Cover,
    Credits,
    Features,
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
from contracts.terms_forms import TermsForm

CALENDAR = SimpleNamespace(pk=UUID(int=7))
HOURS = Hours(
    allowance_minutes=900,
    minutes_per_day=450,
    is_in_days=True,
    overage="borrow",
    overage_rate=D("95.50"),
    is_overage_all_inclusive=True,
    borrow_percent=10,
    rollover="capped",
    roll_percent=40,
    roll_periods=3,
    draw="weighted",
    level_factors={1: D("0.5"), 3: D("1.5")},
    thresholds=(60, 95),
    usable_on="payment",
)
TERMS = Terms(
    cover=Cover(
        environments=("production", "staging"),
        activities=("corrective",),
        levels=(1, 2),
        critical_levels=(3, 4),
        channels=("portal", "email"),
        hours_kind="12/5",
        has_after_hours=True,
        custom_code="listed",
        upgrades="minor",
        has_extended_support=True,
    ),
    time=TimeRules(
        increment_minutes=6,
        rounding="entry",
        minimums={"evening": 30, "weekend": 120},
        multipliers={"business": D("1.1"), "evening": D(2), "weekend": D(3), "holiday": D(4)},
        billing_calendar=str(CALENDAR.pk),
        counts_on="approval",
    ),
    renewal=Renewal(
        term="monthly",
        kind="express",
        months=6,
        notice=2,
        notice_unit="months",
        uplift=Uplift(kind="index", percent=D(3), cap=D(5), floor=D(1), tell_days=60),
    ),
    credits=Credits(
        availability=((D("99.9"), D(0)), (D(0), D(10))),
        response=((D(95), D(0)), (D(0), D(5))),
        resolution=((D(90), D(0)), (D(0), D(5))),
        cap_percent=D(20),
        is_automatic=False,
        claim_days=45,
    ),
    features=Features(has_account_manager=True, monitoring="yes", has_training=True, has_advice=True, uptime_target=D("99.9")),
    pot_order=BUCKETS_FIRST,
    invoice_ahead_days=10,
    payment_days=21,
    run_off_days=45,
    suspend_after_days=60,
    suspension_warning_days=10,
    preauthorised=D(500),
    free_triage_minutes=30,
    warranty_days=90,
    quote_days=14,
)
LINES = {
    "retainer": Retainer(hours=HOURS, fee=D(1600), period="quarter", is_calendar_aligned=True),
    "package": PackageLine(
        hours=HOURS, fee=D(900), included_tickets={1: 5, 2: 3}, reopen_days=7, period="year", is_calendar_aligned=True
    ),
    "bucket": Bucket(minutes=600, price=D(700), expires_on=date(2026, 6, 30), notice_days=(45, 5)),
    "per_ticket": PerTicket(
        levels={1: LevelPrice(included=100, price=D(14), extra_price=D("16.80"))}, period="quarter", reopen_days=7
    ),
    "fte": Fte(
        label="0.25",
        capacity={"0.25": D(40), "1": D(168)},
        rate=D(45),
        overage="block",
        overage_rate=D(60),
        period="quarter",
    ),
    "ad_hoc": AdHoc(billing="upfront", starts_when="issued"),
}
WITHOUT_A_FORM = {
    "lines",  # each has one of its own
    "priced",  # what is charged instead of refused: no charge is made of it yet
}
NEEDED = {"allowance_minutes", "fee", "hours", "minutes", "price", "expires_on", "levels", "label", "capacity", "rate"}


def sent(form):
    """What a browser sends of a form as it stands."""
    data = {}
    for part in form:
        value = part.value()
        if value is not None and value is not False:
            data[part.html_name] = [str(each) for each in value] if isinstance(value, list | tuple) else str(value)
    return data


def as_usual(struct):
    """Names of the fields of a value, and of those in it, that are as they are where nobody says anything."""
    for told in msgspec.structs.fields(struct):
        value = getattr(struct, told.name)
        if isinstance(value, msgspec.Struct):
            yield from as_usual(value)
        elif told.name not in NEEDED:
            usual = told.default if told.default is not msgspec.NODEFAULT else told.default_factory()
            if value == usual:
                yield told.name


@pytest.mark.parametrize("value", [TERMS, *LINES.values()], ids=["terms", *LINES])
def test_the_examples_say_everything_otherwise_than_usual(value):
    assert set(as_usual(value)) <= WITHOUT_A_FORM


def test_all_terms_can_be_said_from_nothing():
    shown = TermsForm(terms=TERMS, calendars=[CALENDAR])

    form = TermsForm(sent(shown), terms=Terms(), calendars=[CALENDAR])

    assert form.is_valid(), form.errors
    assert form.terms() == TERMS


@pytest.mark.parametrize("terms", [TERMS, Terms()], ids=["everything", "as usual"])
def test_terms_that_are_saved_as_they_stand_stay_as_they_are(terms):
    form = TermsForm(sent(TermsForm(terms=terms, calendars=[CALENDAR])), terms=terms, calendars=[CALENDAR])

    assert form.is_valid(), form.errors
    assert form.terms() == terms


@pytest.mark.parametrize("kind", LINES)
def test_all_of_a_line_can_be_said_from_nothing(kind):
    shown = KIND_FORMS[kind](initial=KIND_FORMS[kind].initial_of(LINES[kind]) | {"name": "Gold"})

    form = KIND_FORMS[kind](sent(shown))

    assert form.is_valid(), form.errors
    assert form.terms() == LINES[kind]


@pytest.mark.parametrize("kind", LINES)
def test_what_is_left_empty_in_the_fine_print_of_a_line_stays_as_it_was(kind):
    shown = KIND_FORMS[kind](initial=KIND_FORMS[kind].initial_of(LINES[kind]) | {"name": "Gold"})
    emptied = {name: value for name, value in sent(shown).items() if name not in ("reopen_days", "notice_days", "thresholds")}

    form = KIND_FORMS[kind](emptied)

    assert form.is_valid(), form.errors
    assert form.terms(LINES[kind]) == LINES[kind]


def test_an_order_of_pots_that_no_choice_names_is_kept():
    terms = Terms(pot_order=("fte", "ad_hoc", "package", "retainer", "bucket", "per_ticket"))

    form = TermsForm(sent(TermsForm(terms=terms)), terms=terms)

    assert form.is_valid() and form.terms() == terms


@pytest.mark.parametrize("typed", ["50, many", "0, 50", "101", "1,2,3,4,5,6,7,8,9,10,11"])
def test_thresholds_that_cannot_be_are_refused_and_kept(typed):
    shown = KIND_FORMS["retainer"](initial=KIND_FORMS["retainer"].initial_of(LINES["retainer"]) | {"name": "Gold"})

    form = KIND_FORMS["retainer"](sent(shown) | {"thresholds": typed})

    assert form.errors["thresholds"] == ["Write at most ten whole numbers from 1 to 100, with commas between."]
    assert form["thresholds"].value() == typed and form.is_fine_print_wrong
