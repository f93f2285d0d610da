"""Escalation rules: when they fire, and which are refused in words."""

from datetime import timedelta

import pytest

from slas.checks import check_version
from slas.errors import TargetsRefused
from slas.plans import plan_of
from slas.rules import EscalationRule, Step
from slas.terms import Terms
from tests.slas.calendars import bst
from tests.slas.stories import Story, promising

LEADS = (Step("notify", who="leads"),)
KINDS = {"8/5": "8/5", "24/7": "24/7"}


def terms_with(*rules, target=(8, "hours", "8/5")):
    terms = promising({"major": target}, warnings=())
    return Terms(terms.targets, terms.hours, (), rules=rules, kinds=KINDS)


def planned(clock, terms, fired=(), **more):
    plan = plan_of(clock, terms, fired, severity="major", **more)
    return list(zip(plan.what, plan.at, strict=True))


def opened(terms, at):
    return Story(terms).opened(at).clock(as_of=at)


@pytest.mark.parametrize(
    ("when", "at"),
    [
        ({"percent": 50}, bst("8 13:00")),
        ({"percent": 100}, bst("8 17:00")),
        ({"percent": 150}, bst("9 13:00")),  # after the breach, in open time
        ({"minutes": 90, "side": "before"}, bst("8 15:30")),
        ({"minutes": 0}, bst("8 17:00")),
        ({"minutes": 30, "side": "after"}, bst("9 09:30")),
    ],
)
def test_a_rule_is_planned_in_open_time_before_and_after_the_due_instant(when, at):
    terms = terms_with(EscalationRule("a", "Tell", LEADS, **when))
    clock = opened(terms, bst("8 09:00"))

    assert planned(clock, terms) == sorted([("due", bst("8 17:00")), ("r:a", at)], key=lambda each: (each[1], each[0]))


def test_a_rule_fires_once_in_a_cycle_and_a_breached_clock_keeps_the_later_ones():
    rules = [EscalationRule(str(percent), "Tell", LEADS, percent=percent) for percent in (80, 100, 120, 150)]
    terms = terms_with(*rules)
    late = Story(terms).opened(bst("8 09:00")).clock(as_of=bst("9 09:00"))

    assert late.state == "breached_running"
    assert [what for what, _at in planned(late, terms, ("r:80", "r:100"))] == ["r:120", "r:150"]


def test_a_target_too_short_for_minutes_before_it_has_no_such_instant():
    terms = terms_with(EscalationRule("a", "Tell", LEADS, minutes=60, side="before"), target=(30, "minutes", "8/5"))

    assert planned(opened(terms, bst("8 09:00")), terms) == [("due", bst("8 09:30"))]


def test_a_rule_watches_its_metric_and_its_severities_only():
    rules = (
        EscalationRule("a", "Other metric", LEADS, metric="workaround", percent=50),
        EscalationRule("b", "Other severity", LEADS, severities=("critical",), percent=50),
        EscalationRule("c", "This", LEADS, metric="resolution", severities=("major",), percent=50),
    )
    terms = terms_with(*rules)

    assert [what for what, _at in planned(opened(terms, bst("8 09:00")), terms)] == ["r:c", "due"]


def test_an_instant_outside_the_hours_of_the_rule_moves_to_their_next_opening():
    """A clock around the clock from Friday evening; the desk works from nine to five."""
    at_night = {"percent": 50}
    rules = (
        EscalationRule("any", "Wake somebody", LEADS, hours="any", **at_night),
        EscalationRule("clock", "In the clock's hours", LEADS, hours="clock", **at_night),
        EscalationRule("desk", "In office hours", LEADS, hours="8/5", **at_night),
    )
    terms = terms_with(*rules, target=(8, "hours", "24/7"))
    clock = opened(terms, bst("12 20:00"))

    assert planned(clock, terms) == [
        ("r:any", bst("13 00:00")),
        ("r:clock", bst("13 00:00")),
        ("due", bst("13 04:00")),
        ("r:desk", bst("15 09:00")),
    ]


def test_a_warning_of_office_hours_wakes_nobody_when_a_change_comes_at_midnight():
    terms = terms_with(EscalationRule("a", "Tell", LEADS, percent=50))
    clock = opened(terms, bst("8 09:00"))

    assert ("r:a", bst("9 09:00")) in planned(clock, terms, since=bst("8 23:30"))


def test_a_plan_moves_with_a_pause():
    terms = terms_with(EscalationRule("a", "Tell", LEADS, percent=75))
    story = Story(terms).opened(bst("8 09:00")).tell(bst("8 11:00"), "waiting", wait="waiting_client")
    assert planned(story.clock(as_of=bst("8 12:00")), terms) == []

    clock = story.tell(bst("9 09:00"), "client_wrote").clock(as_of=bst("9 09:00"))

    assert planned(clock, terms) == [("r:a", bst("9 13:00")), ("due", bst("9 09:00") + timedelta(hours=6))]


def test_rules_come_back_from_json_equal():
    rules = (
        EscalationRule("a", "Up", (Step("raise_level", to=3), Step("watch", member="x")), "resolution", ("major",), percent=150),
        EscalationRule("b", "Tell", LEADS, minutes=0, side="before", hours="any"),
    )

    assert tuple(EscalationRule.from_json(rule.as_json()) for rule in rules) == rules
    assert Terms.from_json(terms_with(*rules).as_json()) == terms_with(*rules)


def rule(**changed):
    return {"key": "a", "name": "Raise", "percent": 90, "actions": [{"do": "notify", "who": "leads"}]} | changed


def acting(*steps, **more):
    return rule(actions=list(steps), **more)


@pytest.mark.parametrize(
    ("rules", "sentence"),
    [
        ([acting({"do": "raise_level", "to": 5})], "Raise: there is no level above L4 to raise it to."),
        ([acting({"do": "raise_level", "to": 0})], "is not a level"),
        ([rule(percent=0)], "lies between 1 and 1000; 0 does not"),
        ([rule(percent=1001)], "lies between 1 and 1000; 1001 does not"),
        ([rule(percent="90")], "lies between 1 and 1000"),
        ([rule(percent=None)], "one of the two"),
        ([rule(minutes=30)], "one of the two"),
        ([rule(percent=None, minutes=-30)], "minutes count from 0; say “before” or “after” instead of -30"),
        ([rule(percent=None, minutes=30, side="near")], "before or after"),
        ([rule(metric="mood")], "“mood” is not measured"),
        ([rule(severities=["huge"])], "“huge” is not a severity"),
        ([rule(hours="9/9")], "“9/9” are no hours"),
        ([rule(name=" ")], "Rule 1: give it a name"),
        ([acting()], "does nothing"),
        ([acting({"do": "shout"})], "“shout” is nothing that a rule can do"),
        ([acting({"do": "notify", "who": "everybody"})], "“everybody” is nobody who can be told"),
        ([acting({"do": "notify", "who": "role:king"})], "“king” is not a role"),
        ([acting({"do": "watch"})], "choose a colleague"),
        ([rule(), rule()], "is there twice"),
        (
            [
                acting({"do": "raise_level", "to": 3}, key="b", name="Early", percent=50),
                acting({"do": "raise_level", "to": 2}),
            ],
            "Raise: it raises to L2 at 90 percent, but “Early” has raised to L3 at 50 percent by then.",
        ),
    ],
)
def test_a_rule_that_cannot_be_is_refused_in_a_sentence_when_its_tier_is_published(rules, sentence):
    with pytest.raises(TargetsRefused) as refused:
        _check(rules)
    assert sentence in str(refused.value) and refused.value.field == f"rules_{len(rules) - 1}"


def _check(rules):
    hours = dict.fromkeys(("critical", "major", "minor", "question"), "8/5")
    check_version(hours=hours, targets=[], warnings=[50, 75], rules=rules, pauses=[], hotfix_from="confirmed")
