"""Terms as plain values, and the default promises of a new tenant."""

import json

import pytest

from slas.actions.defaults import default_targets
from slas.checks import check_targets
from slas.presets import DEFAULT_TARGETS, DEFAULT_TIERS, HOTFIX_OPTION, HOURS_PRESETS, SEVERITIES
from slas.terms import Hours, Target, Terms, TermsError
from tests.slas.calendars import preset
from tests.slas.stories import HOURS, promising


def default_terms(tier):
    hours = {kind: Hours(preset(kind), HOURS_PRESETS[kind].nominal_day_minutes) for kind in HOURS_PRESETS}
    targets = [each for each in DEFAULT_TARGETS if each.tier == tier]
    return Terms({(each.metric, each.severity, None): Target(each.amount, each.unit, each.hours) for each in targets}, hours)


def test_terms_come_back_from_json_equal():
    terms = promising({"major": (2, "business_days", "8/5")}, {"major": (30, "minutes", "24/7")}, warnings=(50, 75))

    assert Terms.from_json(json.loads(json.dumps(terms.as_json()))) == terms


def test_a_type_of_its_own_comes_before_every_type():
    terms = Terms(
        {("resolution", "major", None): Target(8, "hours", "8/5"), ("resolution", "major", "change"): Target(3, "hours", "8/5")},
        HOURS,
    )

    assert terms.target_for("resolution", "major", "change").amount == 3
    assert terms.target_for("resolution", "major", "incident").amount == 8
    assert terms.target_for("resolution", "minor", None) is None


@pytest.mark.parametrize(
    ("target", "sentence"),
    [((8, "fortnights", "8/5"), "fortnights"), ((0, "hours", "8/5"), "at least 1"), ((8, "hours", "moon"), "no calendar")],
)
def test_terms_that_cannot_be_are_refused_in_words(target, sentence):
    with pytest.raises(TermsError, match=sentence):
        promising({"major": target})


@pytest.mark.parametrize("tier", DEFAULT_TIERS)
def test_every_default_tier_promises_a_first_response_for_each_severity_and_none_after_its_resolution(tier):
    terms = default_terms(tier)

    assert all(terms.target_for("first_response", severity, None) for severity in SEVERITIES)
    check_targets(default_targets(tier), dict.fromkeys(SEVERITIES, DEFAULT_TIERS[tier]))


def test_default_targets_are_those_of_the_table():
    told = {(each.tier, each.metric, each.severity): (each.amount, each.unit, each.hours) for each in DEFAULT_TARGETS}

    assert len(told) == len(DEFAULT_TARGETS)
    assert told["standard", "first_response", "critical"] == (4, "hours", "8/5")
    assert told["standard", "resolution", "minor"] == (80, "hours", "8/5")
    assert told["enterprise", "update_cadence", "critical"] == (30, "minutes", "24/7")
    assert told["premium", "next_response", "critical"] == (30, "minutes", "24/7")
    assert told["premium", "hotfix", "critical"] == (24, "hours", "24/7")
    assert ("basic", "resolution", "minor") not in told
    assert ("standard", "hotfix", "critical") not in told
    assert HOTFIX_OPTION.tier == "standard"
