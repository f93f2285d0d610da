"""Escalation rules in the editor of tiers: added, changed and taken away in the draft, in force once it is published."""

import pytest
from django.urls import reverse

from accounts.tenancy import acting_as
from slas.models import TierProposal
from slas.rule_words import described
from slas.rules import NOTIFY, RAISE_LEVEL, RAISE_SEVERITY, WATCH
from tests.http import words_of
from tests.manage.tier_editor import CLOSER, edit, editor, publish

USUAL = {"name": "Raise it", "metric": "resolution", "moment": "percent", "amount": "90", "unit": "minutes", "hours": "any"}
RAISED = USUAL | {"severities": ["critical"], "tell": ["leads", "role:lead"], "level": "3", "boost": "on"}


def new_rule(tier):
    return reverse("manage:new-tier-rule", args=["acme", tier.pk])


def rules_of(boss, tier):
    with acting_as(boss):
        return TierProposal.objects.get(tier=tier, state="draft").content["rules"]


def test_a_rule_is_added_to_what_was_typed_and_holds_once_published(page, boss, premium):
    kept = edit(page, premium, then="rule:", **CLOSER)
    assert kept.url == new_rule(premium)

    page.post(kept.url, RAISED)
    publish(page, premium)

    with acting_as(boss):
        version = premium.versions.get(number=2)
        rule = next(rule for rule in version.rules if rule["name"] == "Raise it")
        assert version.targets.get(metric="resolution", severity="critical").amount == 4
    assert (rule["metric"], rule["percent"], rule["minutes"], rule["hours"]) == ("resolution", 90, None, "any")
    assert [step["do"] for step in rule["actions"]] == [NOTIFY, NOTIFY, RAISE_LEVEL, RAISE_SEVERITY]
    said = described(rule)
    assert (said["when"], said["about"]) == ("90 %", "Resolution · Critical · At any hour")
    assert said["does"] == "tell leads; tell all with the role Lead; raise it to L3; move it up in the queue"
    assert "tell all with the role Lead" in words_of(page.get(reverse("manage:tier", args=["acme", premium.pk])))


def test_a_rule_is_shown_as_it_was_said_changed_and_taken_away(page, boss, premium):
    page.post(
        new_rule(premium), RAISED | {"moment": "before", "amount": "2", "unit": "hours", "level": "next", "watcher": boss.pk}
    )
    rule = rules_of(boss, premium)[-1]
    assert (rule["minutes"], rule["side"]) == (120, "before")
    assert {"do": RAISE_LEVEL} in rule["actions"] and {"do": WATCH, "member": str(boss.pk)} in rule["actions"]
    shown = words_of(page.get(editor(premium)))
    assert "−2 h" in shown and "Acme Admin watches it" in shown

    address = reverse("manage:tier-rule", args=["acme", premium.pk, rule["key"]])
    form = page.get(address).context["form"]
    assert form.initial["amount"] == 2 and form.initial["level"] == "next" and form.initial["tell"] == ["leads", "role:lead"]
    page.post(address, RAISED | {"name": "Later"})
    assert [(each["key"], each["name"]) for each in rules_of(boss, premium)][-1] == (rule["key"], "Later")
    edit(page, premium, then=f"unrule:{rule['key']}")

    assert rule["key"] not in {each["key"] for each in rules_of(boss, premium)}
    assert page.get(address).status_code == 404


@pytest.mark.parametrize(
    ("said", "field", "sentence"),
    [
        ({"amount": "0"}, "amount", "A percent lies between 1 and 1000."),
        ({"amount": "1001"}, "amount", "A percent lies between 1 and 1000."),
        ({"amount": "-5", "moment": "before"}, "amount", "Ensure this value is greater than or equal to 0."),
        ({"level": "5"}, "level", "Select a valid choice. 5 is not one of the available choices."),
        ({"tell": [], "level": "", "boost": ""}, "__all__", "Raise it: it does nothing. Give it something to do."),
        ({"name": " "}, "name", "This field is required."),
    ],
)
def test_a_rule_that_cannot_be_is_refused_in_words(page, premium, said, field, sentence):
    answer = page.post(new_rule(premium), RAISED | said)

    assert answer.context["form"].errors[field] == [sentence]


@pytest.mark.parametrize("key", ["a/b", "../..", "unknown"])
def test_a_button_for_a_rule_that_is_not_there_leads_to_a_new_one(page, premium, key):
    assert edit(page, premium, then=f"rule:{key}", **CLOSER).url == new_rule(premium)
