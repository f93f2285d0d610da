"""The next version of a tier: written as a draft, seen in a preview, published with its impact in sight, proposed, undone."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import Level
from accounts.tenancy import SYSTEM, acting_as, acting_in
from common import wallclock
from slas import actions as slas
from slas.contents import content_of, from_content
from slas.models import Calendar, TicketType, TierProposal
from slas.queries import version_in_force
from tests.factories import make_contact, make_ticket
from tests.http import queries_of, words_of
from tests.manage.tier_editor import CLOSER, as_shown, edit, editor, on_review, publish
from tests.tickets.test_retargets import worked_off
from tickets.models import Clock, Retarget


def test_what_is_typed_is_kept_as_a_draft_and_shown_again(page, boss, premium):
    edit(page, premium, then="keep", **CLOSER, warnings="60", pauses=["scheduled"], hotfix_from="received")

    again = page.get(editor(premium))
    form = again.context["form"]
    assert form["resolution_critical"].value()["amount"] == 4 and form["warnings"].value() == "60"
    assert form["pauses"].value() == ["scheduled"] and form["hotfix_from"].value() == "received"
    assert 'id="was-resolution_critical">was 6 h<' in words_of(again)
    assert "8 changes" in words_of(again)
    with acting_as(boss):
        assert premium.versions.count() == 1

    page.post(editor(premium), {"then": "discard"})
    assert page.get(editor(premium)).context["draft"] is None


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("75, 50", "Warnings go upwards: 50 cannot follow 75."),
        ("0", "A warning stands between 1 and 100 percent of a target; 0 does not."),
        ("-5", "A warning stands between 1 and 100 percent of a target; -5 does not."),
        ("50, 101", "A warning stands between 1 and 100 percent of a target; 101 does not."),
        ("half", "Write whole percents, such as 50, 75, 90."),
        ("7.5", "Write whole percents, such as 50, 75, 90."),
    ],
)
def test_percents_that_are_none_are_refused_at_their_field(page, premium, typed, sentence):
    answer = edit(page, premium, warnings=typed)

    assert (answer.status_code, answer.context["form"].errors["warnings"]) == (422, [sentence])


def test_a_ticket_type_is_given_a_target_of_its_own_and_loses_it_again(page, boss, premium):
    with acting_as(boss):
        kind = TicketType.objects.get(code="defect")
    line = {"override_0_type": kind.pk, "override_0_severity": "major", "override_0_metric": "resolution"}

    publish(page, premium, **line, override_0_target_0="3", override_0_target_1="business_days")
    with acting_as(boss):
        target = premium.versions.get(number=2).targets.get(ticket_type=kind)
        assert (target.metric, target.severity, target.amount, target.unit) == ("resolution", "major", 3, "business_days")
    assert "3 business days" in words_of(page.get(reverse("manage:tier", args=["acme", premium.pk])))
    publish(page, premium, override_0_target_0="")

    with acting_as(boss):
        assert not premium.versions.get(number=3).targets.filter(ticket_type=kind).exists()


@pytest.mark.parametrize("missing", ["override_0_type", "override_0_metric", "override_0_severity"])
def test_half_a_line_for_a_ticket_type_is_refused(page, boss, premium, missing):
    with acting_as(boss):
        kind = TicketType.objects.get(code="defect")
    line = {"override_0_type": kind.pk, "override_0_severity": "major", "override_0_metric": "resolution"}

    answer = edit(page, premium, **(line | {missing: ""}), override_0_target_0="3")

    assert answer.status_code == 422 and answer.context["form"].errors


def test_the_preview_follows_what_is_typed_with_and_without_script(page, premium):
    said = as_shown(page.get(editor(premium)).context["form"]) | CLOSER | {"then": "preview", "preview_severity": "critical"}
    said |= {"preview_at": "2026-11-20T16:30", "preview_type": ""}

    part = page.post(editor(premium), said, headers={"HX-Request": "true"})
    whole = page.post(editor(premium), said)
    broken = page.post(editor(premium), said | {"resolution_critical_0": "soon"}, headers={"HX-Request": "true"})

    for answer in (part, whole):
        dues = {m.metric: m.at.strftime("%H:%M") for m in answer.context["sample"]["moments"] if m.kind == "due"}
        assert dues == {"first_response": "17:00", "update_cadence": "18:00", "workaround": "20:30", "resolution": "20:30"}
    assert "<html" not in words_of(part) and "<html" in words_of(whole)
    assert 'hx-swap-oob="true">was 6 h<' in words_of(part)
    assert broken.status_code == 200 and "cannot be read yet" in words_of(broken)


def test_the_impact_is_counted_before_anything_is_kept(page, boss, premium, filed):
    answer = edit(page, premium, then="impact", **CLOSER)

    impact = answer.context["impact"]
    assert (impact.total, impact.earlier, impact.breached, impact.warning) == (3, 3, 1, 1)
    assert "1 ticket would be breached at once." in words_of(answer)
    with acting_as(boss):
        assert not TierProposal.objects.filter(tier=premium).exists()


def test_publishing_for_open_tickets_keeps_the_excluded_ones_and_leads_to_the_progress(page, boss, premium, filed):
    review = on_review(page, premium, **CLOSER)
    excluded = sorted(review.context["excluded"])
    assert excluded == sorted(str(ticket.pk) for ticket in filed[:2])  # would breach, would enter warning
    assert [c.subject for c in review.context["changes"]] == ["Critical resolution"]

    done = page.post(f"{review.wsgi_request.path}publication/", {"reach": "open", "note": "Renewal", "excluded": excluded})

    with acting_in(boss.tenant_id, SYSTEM):
        job = Retarget.objects.get()
        assert done.url == reverse("manage:retarget", args=["acme", job.pk])
        assert {str(each.ticket_id) for each in job.exclusions.all()} == set(excluded)
    worked_off(boss.tenant_id, wallclock.now())
    with acting_in(boss.tenant_id, SYSTEM):
        lengths = [Clock.objects.get(ticket=ticket, metric="resolution").target["amount"] for ticket in filed]
        assert lengths == [6, 6, 4]


def test_a_later_date_publishes_for_then_and_a_past_one_is_refused_with_what_was_typed(page, boss, premium):
    review = on_review(page, premium, **CLOSER)
    address = f"{review.wsgi_request.path}publication/"

    past = page.post(address, {"reach": "new", "note": "Typed", "effective_at": "2020-01-01T00:00"})
    assert past.status_code == 422 and "in the past" in words_of(past) and "Typed" in words_of(past)
    page.post(address, {"reach": "open", "note": "Typed", "effective_at": "2099-01-01T00:00"})

    with acting_as(boss):
        assert version_in_force(premium, wallclock.now()).number == 1
        assert version_in_force(premium, wallclock.now() + timedelta(days=365 * 80)).number == 2
        assert Retarget.objects.get().at.year == 2099
    tier = words_of(page.get(reverse("manage:tier", args=["acme", premium.pk])))
    assert "To come" in tier and "In force" in tier
    publish(page, premium, {"effective_at": "2098-01-01T00:00"}, resolution_critical_0="5")
    with acting_as(boss):
        assert Retarget.objects.get().state == "stopped"  # what holds from 2098 on was not meant for open tickets


def test_the_version_before_is_restored_with_the_same_publish_step(page, boss, premium):
    publish(page, premium, **CLOSER)
    address = reverse("manage:tier-restoration", args=["acme", premium.pk, 1])

    review = page.get(page.post(address).url)
    assert [(c.before, c.after) for c in review.context["changes"]] == [("4 h", "6 h")]
    assert "restores version 1" in words_of(review)
    assert "You have a draft of this tier" in words_of(page.post(address, follow=True))
    page.post(f"{review.wsgi_request.path}publication/", {"reach": "new", "note": "Back"})

    with acting_as(boss):
        first, _second, third = premium.versions.order_by("number")
        assert content_of(third) == content_of(first)


def test_levels_that_cannot_keep_the_promise_are_named_before_it_is_published(page, boss, premium):
    with acting_as(boss):
        level, calendar = Level.objects.get(number=2), Calendar.objects.get(kind="12/5")
        slas.choose_calendar(kind="24/7", calendar=calendar, level=level, by=boss, at=wallclock.now())

    doubts = on_review(page, premium, resolution_critical_0="3").context["doubts"]

    assert doubts == [
        "L2 Application support is closed while Critical, Major, Minor, Question counts (24/7): "
        "Monday to Friday 00:00–08:00, 20:00–24:00; Saturday and Sunday all day, in Europe/London.",
        "Critical: L1 to L3 may together take 3 h 30 min, longer than the resolution (3 h).",
    ]


def test_editor_and_review_ask_a_fixed_number_of_queries(page, boss, premium, filed):
    address = edit(page, premium, **CLOSER).url
    few = queries_of(page, editor(premium)), queries_of(page, address)
    with acting_as(boss):
        content = from_content(content_of(premium.versions.get(number=1)), boss.tenant_id)
        for _ in range(3):
            slas.publish_tier(tier=premium, **content, by=boss, at=wallclock.now())
    contact = make_contact(boss, filed[0].client, "ben@palisade.example")
    for _ in range(4):
        make_ticket(contact, at=wallclock.now(), severity="critical")

    many = queries_of(page, editor(premium)), queries_of(page, address)

    assert many[0] == few[0] <= 20
    assert many[1] == few[1] + 2 <= 24  # names of types and calendars, for what was published meanwhile
