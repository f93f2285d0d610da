"""C-08: the ten steps of the cover decision, in order; pure: no database."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from msgspec.structs import replace as with_terms

from contracts.cover import COVERED, NEEDS_REVIEW, NOT_COVERED, STEPS, WITH_CHARGE, Place, Question, decide
from contracts.cover_words import SENTENCES, as_facts, for_client, for_staff, outlook
from contracts.terms import Cover

LIVE = Place("Live", "production", "8.4", date(2026, 12, 31))
# Standard (C-49): portal, e-mail, chat; 8/5; L1 to L3.
STANDARD = Cover(
    environments=("production", "staging"),
    activities=("corrective", "emergency"),
    levels=(1, 2, 3),
    channels=("portal", "email", "chat"),
    hours_kind="8/5",
)
FINE = Question(
    today=date(2026, 6, 8),
    state="active",
    product="Dispatch Hub",
    places=(LIVE,),
    severity="minor",
    activity="corrective",
    level=2,
    level_name="Application support",
    channel="portal",
    is_in_hours=True,
    minutes_left=60,
)
# What makes a step fail, in order.
BROKEN = [
    ("contract", {"state": "over"}),
    ("product", {"is_product_covered": False}),
    ("version", {"places": (LIVE._replace(ends_on=date(2026, 6, 7)),)}),
    ("environment", {"places": (LIVE._replace(kind="test"),)}),
    ("activity", {"activity": "perfective"}),
    ("custom_code", {"places": (LIVE._replace(is_custom=True),)}),
    ("level", {"level": 4}),
    ("channel", {"channel": "phone"}),
    ("hours", {"is_in_hours": False}),
    ("quantity", {"minutes_left": 0}),
]


def broken(*names):
    """The fine question with some steps made to fail at once."""
    said: dict = {}
    for name, change in BROKEN:
        if name in names:
            places = change.get("places")
            if places and "places" in said:
                places = (said["places"][0]._replace(**{k: v for k, v in places[0]._asdict().items() if v != getattr(LIVE, k)}),)
            said |= change | ({"places": places} if places else {})
    return replace(FINE, **said)


def test_when_all_ten_pass_it_is_covered():
    verdict = decide(FINE, STANDARD)

    assert (verdict.verdict, verdict.step, verdict.reason) == (COVERED, 0, "")
    assert [step.result for step in verdict.steps] == ["passed"] * 10


@pytest.mark.parametrize(("number", "name"), list(enumerate(STEPS, 1)))
def test_each_step_fails_alone(number, name):
    verdict = decide(broken(name), STANDARD)

    assert verdict.step == number
    assert verdict.verdict == (NOT_COVERED if number < 8 else NEEDS_REVIEW)


@pytest.mark.parametrize(("number", "name"), list(enumerate(STEPS, 1)))
def test_the_first_that_fails_is_the_reason(number, name):
    """This step and every later one fail at once."""
    verdict = decide(broken(*STEPS[number - 1 :]), STANDARD)

    assert verdict.step == number
    assert verdict.steps[number - 1].name == name


@pytest.mark.parametrize(
    "names", [("channel",), ("hours",), ("quantity",), ("channel", "hours"), ("channel", "hours", "quantity")]
)
def test_what_fails_from_step_8_on_is_charged_where_the_contract_prices_it(names):
    prices = {"channel:phone": Decimal("12.50"), "hours": Decimal(40), "quantity": Decimal(95)}
    priced = with_terms(STANDARD, priced=prices)

    verdict = decide(broken(*names), priced)

    assert verdict.verdict == WITH_CHARGE
    assert verdict.step == STEPS.index(names[0]) + 1
    assert set(verdict.charges) == set(names)


def test_one_unpriced_step_of_several_needs_review():
    priced = with_terms(STANDARD, priced={"channel:phone": Decimal("12.50")})

    assert decide(broken("channel", "hours"), priced).verdict == NEEDS_REVIEW
    assert decide(replace(broken("quantity"), is_overage_priced=True), STANDARD).verdict == WITH_CHARGE  # a line's overage rate


def test_a_price_does_not_buy_what_fails_before_step_8():
    priced = with_terms(STANDARD, priced={"channel:phone": Decimal("12.50")})

    assert decide(broken("level", "channel"), priced).verdict == NOT_COVERED


def test_ex_c39_a_phone_call_under_standard_is_kept_for_review():
    called = replace(FINE, channel="phone")

    verdict = decide(called, STANDARD)

    assert (verdict.verdict, verdict.step) == (NEEDS_REVIEW, 8)
    assert decide(replace(called, channel="portal"), STANDARD).verdict == COVERED  # logged as portal
    assert for_staff(verdict.reason, verdict.facts) == "The contract does not include this channel: Phone."


def test_ex_c39_the_same_call_about_a_version_past_its_end_fails_at_step_3_first():
    verdict = decide(broken("version", "channel"), STANDARD)

    assert (verdict.verdict, verdict.step) == (NOT_COVERED, 3)
    assert "We can quote the upgrade" in for_client(verdict.reason, verdict.facts)


def test_c_60_the_last_day_is_covered_and_extended_support_covers_what_comes_after():
    last = replace(FINE, places=(LIVE._replace(ends_on=FINE.today),))

    assert decide(last, STANDARD).verdict == COVERED
    assert decide(broken("version"), with_terms(STANDARD, has_extended_support=True)).verdict == COVERED


@pytest.mark.parametrize(
    ("said", "verdict"), [("none", NOT_COVERED), ("listed", NEEDS_REVIEW), ("all", COVERED)], ids=["none", "listed", "all"]
)
def test_c_50_custom_code_is_covered_only_by_an_explicit_entitlement(said, verdict):
    assert decide(broken("custom_code"), with_terms(STANDARD, custom_code=said)).verdict == verdict
    assert decide(broken("custom_code"), Cover()).verdict == NOT_COVERED  # terms that say nothing


@pytest.mark.parametrize(
    ("said", "minor", "major"),
    [("none", NOT_COVERED, NOT_COVERED), ("minor", COVERED, NOT_COVERED), ("quote_major", COVERED, NOT_COVERED)],
)
def test_c_50_a_major_upgrade_is_never_assumed(said, minor, major):
    terms = with_terms(STANDARD, upgrades=said)

    assert decide(replace(FINE, upgrade="minor"), terms).verdict == minor
    assert decide(replace(FINE, upgrade="major"), terms).verdict == major
    assert decide(replace(FINE, upgrade="major"), Cover()).verdict == NOT_COVERED


def test_terms_that_say_nothing_refuse_nothing_else():
    anything = replace(FINE, channel="phone", level=4, activity="perfective", is_in_hours=None, minutes_left=None)

    assert decide(anything, Cover()).verdict == COVERED


def test_an_empty_tuple_covers_nothing():
    assert decide(FINE, with_terms(STANDARD, levels=())).reason == "severity"
    assert decide(FINE, with_terms(STANDARD, channels=())).verdict == NEEDS_REVIEW
    assert decide(FINE, with_terms(STANDARD, environments=())).verdict == NOT_COVERED


def test_critical_tickets_may_have_levels_of_their_own():
    basic = with_terms(STANDARD, levels=(), critical_levels=(2, 3))

    assert decide(replace(FINE, severity="critical"), basic).verdict == COVERED
    assert decide(FINE, basic).verdict == NOT_COVERED


def test_when_it_depends_on_the_environment_somebody_must_say_which():
    two = replace(FINE, places=(LIVE, LIVE._replace(name="Old", ends_on=date(2025, 1, 1))))
    custom = replace(FINE, places=(LIVE, LIVE._replace(is_custom=True)))

    assert (decide(two, STANDARD).verdict, decide(two, STANDARD).reason) == (NEEDS_REVIEW, "which_environment")
    assert decide(custom, STANDARD).reason == "which_environment"
    assert decide(replace(FINE, places=()), STANDARD).step == 4  # some kinds only, and none is known
    assert decide(replace(FINE, places=()), Cover()).verdict == COVERED


def test_a_suspended_contract_holds_new_work_for_a_decision():
    assert decide(replace(FINE, state="suspended"), STANDARD).verdict == NEEDS_REVIEW


@pytest.mark.parametrize("channel", ["monitoring", "own", "import", ""])
def test_what_we_noticed_ourselves_came_through_no_channel(channel):
    assert decide(replace(FINE, channel=channel), with_terms(STANDARD, channels=())).verdict == COVERED


def test_a_programs_call_counts_as_the_portal():
    assert decide(replace(FINE, channel="api"), STANDARD).verdict == COVERED


def test_every_reason_has_a_sentence_for_staff_and_one_for_the_client():
    questions = [broken(name) for name in STEPS] + [
        replace(FINE, state=state) for state in ("none", "coming", "run_off", "suspended")
    ]
    questions += [replace(FINE, is_product_covered=None), replace(FINE, upgrade="major"), replace(FINE, places=())]
    verdicts = [decide(each, STANDARD) for each in questions]
    verdicts += [decide(replace(FINE, upgrade="major"), with_terms(STANDARD, upgrades="quote_major"))]
    verdicts += [
        decide(FINE, with_terms(STANDARD, levels=())),
        decide(broken("custom_code"), with_terms(STANDARD, custom_code="listed")),
    ]
    for verdict in verdicts:
        for words in (for_staff, for_client):
            sentence = words(verdict.reason, verdict.facts)
            assert sentence.endswith((".", "?")) and "%" not in sentence
        assert outlook(verdict.verdict)
    assert {verdict.reason for verdict in verdicts} == set(SENTENCES)


def test_clients_read_the_teams_name_and_no_level():
    verdict = decide(broken("level"), STANDARD)

    assert "Application support" in for_client(verdict.reason, verdict.facts)
    assert "4" not in for_client(verdict.reason, verdict.facts)


def test_a_verdict_is_stored_as_plain_values():
    stored = as_facts(decide(broken("channel"), with_terms(STANDARD, priced={"channel:phone": Decimal("12.50")})))

    assert stored["charges"] == {"channel": "12.50"}
    assert [step["step"] for step in stored["steps"]] == list(range(1, 11))
