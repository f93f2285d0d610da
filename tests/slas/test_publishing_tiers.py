"""Versions of a tier: what is refused before one is published, over which base, and who may publish what somebody proposed."""

from datetime import timedelta

import pytest

from accounts import actions as accounts
from accounts.permissions import ACCOUNT_MANAGER
from accounts.tenancy import acting_as
from slas import actions
from slas.checks import check_targets
from slas.contents import content_of, from_content
from slas.errors import ProposalRefused, TargetsRefused, VersionIsStale
from slas.models import Tier, TierProposal
from slas.queries import version_in_force
from tests.factories import full, make_staff


@pytest.fixture
def premium(boss):
    with acting_as(boss):
        return Tier.objects.get(name="Premium")


@pytest.fixture
def second(boss):
    """Another account manager."""
    return make_staff(boss, "second@acme.example", roles=(ACCOUNT_MANAGER,), level=None)


def newest(tier):
    return tier.versions.order_by("-number").first()


def changed(tier, severity="critical", amount=4, **more):
    """The newest content with another resolution."""
    content = content_of(newest(tier))
    for target in content["targets"]:
        if (target["metric"], target["severity"]) == ("resolution", severity):
            target["amount"] = amount
    return content | more


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"warnings": [75, 50]}, "Warnings go upwards: 50 cannot follow 75."),
        ({"warnings": [50, 50]}, "Warnings go upwards: 50 cannot follow 50."),
        ({"warnings": [0]}, "A warning stands between 1 and 100 percent of a target; 0 does not."),
        ({"warnings": [101]}, "A warning stands between 1 and 100 percent of a target; 101 does not."),
        ({"warnings": [True]}, "A warning stands between 1 and 100 percent of a target; True does not."),
        ({"pauses": ["tea"]}, "“tea” is no reason to pause."),
        ({"hotfix_from": "later"}, "A hotfix counts from receipt or from confirmation."),
        ({"amount": 0}, "Critical: a target needs at least one minute. Leave it empty to promise nothing."),
        ({"amount": -4}, "Critical: a target needs at least one minute. Leave it empty to promise nothing."),
    ],
)
def test_what_cannot_be_promised_is_refused_in_words(boss, premium, more, sentence):
    with acting_as(boss):
        with pytest.raises(TargetsRefused) as refusal:
            said = from_content(changed(premium, **more), boss.tenant_id)
            actions.publish_tier(tier=premium, **said, by=boss, at=boss.started_at)
        assert premium.versions.count() == 1

    assert str(refusal.value) == sentence


def test_s10_a_response_later_than_the_resolution_is_refused_in_lengths_that_people_use(boss, premium, nine_oclock):
    with acting_as(boss):
        content = changed(premium, amount=20)
        for target in content["targets"]:
            if target["metric"] == "resolution":
                target["amount"], target["unit"] = 20, "minutes"
        with pytest.raises(TargetsRefused) as refusal:
            actions.check_content(content, boss.tenant_id)

    assert str(refusal.value) == "Critical: the first response (30 min) would come after the resolution (20 min)."
    assert refusal.value.field == "first_response_critical"


def test_a_type_of_ticket_may_not_be_answered_after_it_is_resolved_either(boss, premium):
    with acting_as(boss):
        content = content_of(newest(premium))
        kind = str(boss.tenant_id)  # any id: the check knows none
        content["targets"].append(
            {"metric": "resolution", "severity": "major", "amount": 1, "unit": "hours", "ticket_type": kind, "calendar": None}
        )
        with pytest.raises(TargetsRefused, match=r"the first response \(2 h\) would come after the resolution \(1 h\)"):
            check_targets(content["targets"], content["hours"])


def test_publishing_over_a_version_that_came_meanwhile_is_refused_and_names_who_and_when(boss, second, premium, nine_oclock):
    with acting_as(second):
        mine = actions.keep_draft(tier=premium, content=changed(premium, amount=5), based_on=1, by=second, at=nine_oclock)
    with acting_as(boss):
        theirs = actions.keep_draft(tier=premium, content=changed(premium), based_on=1, by=boss, at=nine_oclock)
        actions.publish_proposal(proposal=theirs, by=boss, at=nine_oclock)
    with acting_as(second):
        with pytest.raises(VersionIsStale) as refusal:
            actions.publish_proposal(proposal=mine, by=second, at=nine_oclock + timedelta(hours=1))
        kept = TierProposal.objects.get(pk=mine.pk)
        assert (kept.state, kept.content) == ("draft", mine.content)
        actions.take_newest_base(proposal=kept, by=second, at=nine_oclock + timedelta(hours=1))
        version = actions.publish_proposal(proposal=kept, by=second, at=nine_oclock + timedelta(hours=1))

    assert str(refusal.value).startswith("Acme Admin published version 2, in force from 8 June 2026, 0")
    assert "Nothing that you typed is lost" in str(refusal.value)
    assert (version.number, version.by) == (3, second)


def test_a_version_for_a_later_date_counts_from_then_and_not_in_the_past(boss, premium, nine_oclock):
    december = nine_oclock + timedelta(days=30)
    with acting_as(boss):
        content = from_content(changed(premium), boss.tenant_id)
        actions.publish_tier(tier=premium, **content, by=boss, at=nine_oclock, effective_at=december)

        assert version_in_force(premium, december - timedelta(seconds=1)).number == 1
        assert version_in_force(premium, december).number == 2
        with pytest.raises(TargetsRefused, match="in the past"):
            actions.publish_tier(tier=premium, **content, by=boss, at=december, effective_at=nine_oclock)


def test_publishing_an_earlier_content_restores_the_version_before(boss, premium, nine_oclock):
    with acting_as(boss):
        first = content_of(newest(premium))
        draft = actions.keep_draft(tier=premium, content=changed(premium), based_on=1, by=boss, at=nine_oclock)
        actions.publish_proposal(proposal=draft, by=boss, at=nine_oclock)
        back = actions.keep_draft(tier=premium, content=first, based_on=2, restores=1, by=boss, at=nine_oclock)
        third = actions.publish_proposal(proposal=back, by=boss, at=nine_oclock)

        assert (third.number, content_of(third)) == (3, first)


@pytest.fixture
def asks_two(boss):
    """Acme asks a second person for changes of tiers."""
    said = {"name": "Acme", "time_zone": "Europe/London", "sender_name": "", "sender_address": ""}
    with acting_as(boss):
        accounts.change_settings(
            **said, staff_need_second_factor=False, tiers_need_second_person=True, by=boss, at=boss.started_at
        )
    return full(boss)


def test_where_two_are_asked_nobody_publishes_alone_nor_approves_the_own_proposal(asks_two, second, premium, nine_oclock):
    with acting_as(second):
        draft = actions.keep_draft(tier=premium, content=changed(premium), based_on=1, by=second, at=nine_oclock)
        with pytest.raises(ProposalRefused, match="A second person publishes tiers here"):
            actions.publish_proposal(proposal=draft, by=second, at=nine_oclock)
        actions.propose_tier(proposal=draft, by=second, at=nine_oclock, reach="open", note="Renewal")
        with pytest.raises(ProposalRefused, match="You proposed this yourself"):
            actions.publish_proposal(proposal=draft, by=second, at=nine_oclock)
        assert premium.versions.count() == 1
    with acting_as(asks_two):
        version = actions.publish_proposal(proposal=draft, by=asks_two, at=nine_oclock)
        draft.refresh_from_db()
        with pytest.raises(ProposalRefused, match="decided already: published"):
            actions.publish_proposal(proposal=draft, by=asks_two, at=nine_oclock)

    assert (version.number, version.note, draft.reach, draft.decided_by_id) == (2, "Renewal", "open", asks_two.pk)


def test_approving_a_proposal_whose_base_is_gone_is_refused(asks_two, second, premium, nine_oclock):
    with acting_as(second):
        draft = actions.keep_draft(tier=premium, content=changed(premium), based_on=1, by=second, at=nine_oclock)
        actions.propose_tier(proposal=draft, by=second, at=nine_oclock)
    with acting_as(asks_two):
        actions.publish_tier(
            tier=premium, **from_content(changed(premium, amount=3), asks_two.tenant_id), by=asks_two, at=nine_oclock
        )
        with pytest.raises(VersionIsStale):
            actions.publish_proposal(proposal=draft, by=asks_two, at=nine_oclock)


def test_a_proposal_is_refused_by_another_and_withdrawn_by_its_author(asks_two, second, premium, nine_oclock):
    with acting_as(second):
        draft = actions.keep_draft(tier=premium, content=changed(premium), based_on=1, by=second, at=nine_oclock)
        actions.propose_tier(proposal=draft, by=second, at=nine_oclock)
        with pytest.raises(ProposalRefused, match="Withdraw it instead"):
            actions.refuse_proposal(proposal=draft, answer="", by=second, at=nine_oclock)
    with acting_as(asks_two):
        with pytest.raises(ProposalRefused, match="You can refuse it"):
            actions.withdraw_proposal(proposal=draft, by=asks_two, at=nine_oclock)
    with acting_as(second):
        assert actions.withdraw_proposal(proposal=draft, by=second, at=nine_oclock).state == "draft"
        actions.propose_tier(proposal=draft, by=second, at=nine_oclock)
    with acting_as(asks_two):
        refused = actions.refuse_proposal(proposal=draft, answer="Not before the renewal", by=asks_two, at=nine_oclock)

    assert (refused.state, refused.answer) == ("refused", "Not before the renewal")
