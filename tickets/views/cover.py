"""Cover: what a ticket is about, what becomes of it when it is not covered, and the check of a ticket that nobody filed."""

from uuid import UUID

from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.doors import door
from accounts.models import Client
from common import wallclock
from contracts.cover_words import TONES, VERDICTS, as_facts, for_client, for_staff
from contracts.queries import cover_decision
from tickets import actions
from tickets.forms.cover import CheckForm
from tickets.queries.cover import step_lines
from tickets.views.triage_verbs import dialog_deed


@door("desk", may="ticket.classify")
@require_POST
def change_subject(request, tenant, pk):
    """Product, environment and upgrade; the cover is decided again."""
    return dialog_deed(request, pk, "subject", actions.change_subject, lambda ticket: _("Saved. The cover was decided again."))


@door("desk", may="cover.settle")
@require_POST
def settle(request, tenant, pk):
    """Goodwill, covered after all, or declined (C-11)."""
    return dialog_deed(request, pk, "cover", actions.record_outcome, lambda decision: _("The cover is settled."))


@door("manage", may="cover.check")
@require_safe
def cover_check(request, tenant):
    """The ten answers for any client, product, environment, type, severity, channel, level and instant; nothing is stored."""
    member = request.member
    client = _client(member, request.GET.get("client", ""))
    form = CheckForm(request.GET if client else None, member=member, client=client)
    shown = _decided(form, client) if client and form.is_valid() else None
    return render(request, "manage/cover_check.html", {"form": form, "client": client, "shown": shown})


def _client(member, pk):
    try:
        return Client.objects.visible_to(member).active().filter(pk=UUID(pk)).first()
    except ValueError:
        return None


def _decided(form, client):
    said = {name: value for name, value in form.cleaned_data.items() if name not in ("client", "type", "at")}
    kind, at = form.cleaned_data["type"], form.cleaned_data["at"] or wallclock.now()
    product = said.pop("product") or (said["environment"].product if said["environment"] else None)
    decided = cover_decision(client=client, at=at, product=product, activity=kind.activity_class if kind else "", **said)
    verdict = decided.verdict
    return {
        "name": VERDICTS[verdict.verdict],
        "tone": TONES[verdict.verdict],
        "step": verdict.step,
        "sentence": for_staff(verdict.reason, verdict.facts),
        "for_client": for_client(verdict.reason, verdict.facts),
        "steps": step_lines(as_facts(verdict)["steps"]),
        "charges": verdict.charges,
        "contract": decided.contract,
        "version": decided.version,
        "at": at,
    }
