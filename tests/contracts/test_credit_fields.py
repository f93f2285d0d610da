"""Service credits as they are typed into the terms; no database."""

from decimal import Decimal as D

import pytest
from msgspec.structs import replace

from contracts.credit_words import credits_in_words
from contracts.terms import Credits, Terms
from contracts.terms_forms import TermsForm

RESPONSE = ((D(95), D(0)), (D(90), D(5)), (D(0), D(10)))


def entered(before=None, **said):
    form = TermsForm(said, terms=before or Terms())
    return form.terms().credits if form.is_valid() else form.errors


def test_tiers_are_typed_one_a_line_best_first_or_not():
    assert entered(credit_response="90: 5\n95 %: 0 %\n0: 10").response == RESPONSE
    assert entered(credit_availability="99,95: 0; 0: 10").availability == ((D("99.95"), D(0)), (D(0), D(10)))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("95", "“95” is no tier"),
        ("95: 101", "is no tier"),
        ("95: 1.2.3", "is no tier"),
        ("95: 0\n95: 10", "Name each figure once"),
        ("95: 10\n90: 5", "cannot be credited less than a higher one"),
    ],
)
def test_what_is_no_tier_is_told_at_its_field(text, sentence):
    assert sentence in entered(credit_response=text)["credit_response"][0]


def test_what_is_left_empty_stays_save_for_tiers():
    before = replace(Terms(), credits=Credits(response=RESPONSE, cap_percent=D(12), is_automatic=False, claim_days=10))

    assert entered(before) == Credits(cap_percent=D(12), is_automatic=False, claim_days=10)
    assert entered() == Credits()
    said = {"credit_response": "95: 0\n90: 5\n0: 10", "credit_cap": "20", "credit_by": "month", "claim_days": "30"}
    assert entered(before, **said) == Credits(response=RESPONSE, cap_percent=D(20))


def test_the_form_shows_what_was_agreed():
    form = TermsForm(terms=replace(Terms(), credits=Credits(response=RESPONSE)))

    assert "95: 0\n90: 5\n0: 10" in str(form["credit_response"])
    assert [field.name for field in dict(form.parts())["Service credits"]][0] == "credit_availability"


def test_what_was_agreed_is_told_in_words():
    credits = Credits(availability=((D("99.9"), D(0)), (D(99), D(10)), (D(0), D(25))), response=RESPONSE)

    assert credits_in_words(credits) == [
        "Availability: 25 % below 99 %, 10 % below 99.9 %",
        "First responses in time: 10 % below 90 %, 5 % below 95 %",
        "at most 15 % of the month’s fee",
    ]
    assert credits_in_words(replace(credits, response=(), is_automatic=False))[-1] == "to be claimed within 30 days"
    assert credits_in_words(Credits()) == []
