"""What happens to a contract, each step a page of its own: offered, suspended, renewed, ended (2.2, C-54 to C-62)."""

from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.doors import door
from common import money, wallclock
from common.http import accepted, form_page
from contracts import actions
from contracts.course_forms import GivenReasonForm, NoticeForm, ReasonForm, RenewalForm, SuspensionForm, UpliftForm
from contracts.models import Contract
from contracts.queries import coming_term, renewal_commitment


class NothingMore(forms.Form):
    """A step of which nothing more is to be said."""


@dataclass(frozen=True)
class Step:
    """One step: its noun in the address, the deed, its form, and its words."""

    noun: str
    deed: Any
    title: Any
    button: Any
    done: Any
    form: type = ReasonForm
    lead: Any = ""  # or what says it of a contract
    is_grave: bool = False
    more: dict[str, Any] = field(default_factory=dict)


def _next_term(contract):
    """The days and the fees of the term that a renewal begins, as agreed."""
    if contract.ends_on is None:
        return _("From the day after the last one, on the present terms.")
    span = coming_term(contract).span
    return _("As agreed, the next term runs from %(first)s to %(last)s and comes to %(amount)s without tax.") % {
        "first": date_format(span.starts_on, _("j M Y")),
        "last": date_format(span.ends_on, _("j M Y")),
        "amount": money.in_words(renewal_commitment(contract), contract.currency),
    }


STEPS = (
    Step("offer", actions.offer_contract, gettext_lazy("Offer the contract"), gettext_lazy("Send offer"),
         gettext_lazy("Offered. The client’s managers and approvers are told."), NothingMore,
         gettext_lazy("An approver of the client accepts or declines it in the portal.")),
    Step("offer-withdrawal", actions.withdraw_offer, gettext_lazy("Withdraw the offer"), gettext_lazy("Withdraw offer"),
         gettext_lazy("The contract is a draft again.")),
    Step("acceptance", actions.accept_contract, gettext_lazy("Record the acceptance"), gettext_lazy("Accept for the client"),
         gettext_lazy("Accepted."), GivenReasonForm,
         gettext_lazy("Say how the client accepted, such as by letter. It is recorded with your name.")),
    Step("refusal", actions.decline_contract, gettext_lazy("Record that the client declined"), gettext_lazy("Decline"),
         gettext_lazy("Declined."), GivenReasonForm),
    Step("suspension", actions.suspend_contract, gettext_lazy("Suspend the contract"), gettext_lazy("Suspend"),
         gettext_lazy("Suspended from that day on. Both sides are told."), SuspensionForm,
         gettext_lazy("Clocks of open tickets stand still, new tickets wait. What was missed stays missed."), True),
    Step("reinstatement", actions.reinstate_contract, gettext_lazy("End the suspension"), gettext_lazy("Reinstate"),
         gettext_lazy("Reinstated. The tickets’ clocks go on from now.")),
    Step("critical", actions.let_critical_through, gettext_lazy("Let critical tickets through"), gettext_lazy("Let through"),
         gettext_lazy("Critical tickets are worked on.")),
    Step("waiver", actions.waive_fees, gettext_lazy("Waive the fees of the suspension"), gettext_lazy("Waive fees"),
         gettext_lazy("The suspended days are credited when the suspension ends."), more={"waives": True}),
    Step("notice", actions.give_notice, gettext_lazy("Record a notice"), gettext_lazy("Record notice"),
         gettext_lazy("Notice recorded. Both sides are told."), NoticeForm,
         gettext_lazy("A late notice is refused, and the page says by when it had to be received."), True),
    Step("notice-withdrawal", actions.withdraw_notice, gettext_lazy("Withdraw the notice"), gettext_lazy("Withdraw notice"),
         gettext_lazy("The contract goes on.")),
    Step("renewal", actions.renew_contract, gettext_lazy("Renew the contract"), gettext_lazy("Renew"),
         gettext_lazy("Renewed."), RenewalForm, _next_term),
    Step("renewal-offer", actions.offer_renewal, gettext_lazy("Offer the renewal"), gettext_lazy("Send offer"),
         gettext_lazy("An approver of the client can accept it in the portal."), NothingMore, _next_term),
    Step("uplift", actions.tell_uplift, gettext_lazy("Tell the client of the uplift"), gettext_lazy("Tell client"),
         gettext_lazy("The client is told."), UpliftForm,
         gettext_lazy("Told too late, the old price carries for that term.")),
)  # fmt: skip


def _step(step, request, tenant, pk):
    rows = Contract.objects.visible_to(request.member).select_related("client", "tenant")
    contract = get_object_or_404(rows, pk=pk)
    form = step.form(request.POST if request.method == "POST" else None, initial={"last_day": contract.ends_on})

    def do(**said):
        return step.deed(contract=contract, **step.more, **said, by=request.member, at=wallclock.now())

    if request.method == "POST" and accepted(form, do):
        messages.success(request, step.done)
        return redirect("manage:contract", tenant, contract.pk)
    trail = [
        (_("Contracts"), reverse("manage:contracts", args=[tenant])),
        (contract.name, reverse("manage:contract", args=[tenant, contract.pk])),
    ]
    more = {"lead": step.lead(contract) if callable(step.lead) else step.lead, "danger": step.is_grave}
    return form_page(request, form, here=step.title, trail=trail, submit=step.button, **more)


def view_of(step):
    """The page of a step."""

    @door("manage", may="contract.edit")
    def page(request, tenant, pk):
        return _step(step, request, tenant, pk)

    return page
