"""How time is counted, in words that both sides read."""

from decimal import Decimal as D

import pytest
from django.utils import translation
from msgspec.structs import replace

from contracts.terms import Hours, Retainer, Terms, TimeRules
from contracts.time_words import draw_in_words, time_in_words
from contracts.words import cover_in_words, differences, line_facts
from tests.contracts.test_terms_forms import TERMS

TEAMS = {1: "Service desk", 3: "Engineering"}


def test_the_usual_rules_in_words():
    assert time_in_words(Terms()) == [
        "rounded up to full 15 minutes, the time of a ticket, day and level together",
        "Evening × 1.5",
        "Weekend × 2, at least 60 minutes",
        "Holiday × 2, at least 60 minutes",
    ]


def test_what_is_otherwise_is_said():
    assert time_in_words(TERMS) == [
        "rounded up to full 6 minutes, the time of each entry by itself",
        "Business hours × 1.1",
        "Evening × 2, at least 30 minutes",
        "Weekend × 3, at least 120 minutes",
        "Holiday × 4",
        "counts once it is approved",
        "buckets are used first",
    ]
    assert time_in_words(Terms(time=TimeRules(rounding="none")))[0] == "not rounded"


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({}, []),
        (
            {"draw": "weighted", "level_factors": {1: D("0.50"), 3: D("1.5"), 4: D(2)}},
            [
                (
                    "A minute of work takes",
                    "more outside business hours, Service desk × 0.5, Engineering × 1.5, L4 × 2",
                )
            ],
        ),
        ({"usable_on": "payment"}, [("Usable", "once the fee is paid")]),
        ({"overage_rate": D(90), "is_overage_all_inclusive": True}, [("Rate over hours", "the same at all hours")]),
    ],
)
def test_how_hours_are_drawn_in_words(more, words):
    assert list(draw_in_words(Hours(allowance_minutes=600, **more), TEAMS)) == words


def test_every_word_has_a_german_one():
    with translation.override("de"):
        said = time_in_words(Terms())
        assert said[0].startswith("aufgerundet auf volle 15 Minuten") and said[1] == "Abend × 1,5"
        hours = Retainer(fee=D(900), hours=Hours(allowance_minutes=600, overage_rate=D(95)))
        assert dict(line_facts(hours, "EUR"))["Mehrarbeit"] == "wird abgerechnet, 95,00\xa0€ je Stunde"


def test_a_version_says_that_days_and_amounts_or_the_order_of_hours_changed():
    after = Terms(payment_days=30, pot_order=TERMS.pot_order, quote_days=14)

    assert differences(Terms(), after, {}, "GBP") == ["Changed: the order in which hours are used, days and amounts"]


def test_covered_hours_and_the_teams_for_critical_tickets_are_named():
    cover = {name: words for name, words, _tone in cover_in_words(replace(TERMS.cover, has_after_hours=False), TEAMS)}

    assert (cover["Hours"], cover["Teams for critical tickets"]) == ("12/5", "Engineering")
    usual = {name: words for name, words, _tone in cover_in_words(Terms().cover, TEAMS)}
    assert usual["Hours"] == "at any time" and "Teams for critical tickets" not in usual
