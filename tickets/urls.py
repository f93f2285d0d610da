"""The pages of tickets, behind the portal's and the desk's door, and what programs call."""

from django.urls import path

from tickets.api import ledgers, levels, verbs
from tickets.api import views as api_views
from tickets.views import (
    attachments,
    retargets,
    support_hours,
    tiers,
    triage,
    triage_more,
    triage_new,
    triage_ticket,
    triage_verbs,
    whatif,
    why,
)
from tickets.views import portal as portal_views

portal = [
    path("", portal_views.home, name="home"),
    path("tickets/", portal_views.tickets, name="tickets"),
    path("tickets/new/", portal_views.open_ticket, name="open-ticket"),
    path("tickets/new/promise/", portal_views.promise, name="promise"),
    path("tickets/<uuid:pk>/", portal_views.ticket, name="ticket"),
    path("clocks/<uuid:pk>/", why.of_portal, name="why"),
    path("tickets/<uuid:pk>/messages/", portal_views.messages, name="messages"),
    path("tickets/<uuid:pk>/confirmation/", portal_views.confirmation, name="confirmation"),
    path("tickets/<uuid:pk>/reopening/", portal_views.reopening, name="reopening"),
    path("attachments/<uuid:pk>/", attachments.of_portal, name="attachment"),
]
desk = [
    path("queue/", triage.queue, name="queue"),
    path("next-ticket/", triage.take_next, name="take-next"),
    path("tickets/new/", triage_new.new_ticket, name="new-ticket"),
    path("tickets/<uuid:pk>/", triage_ticket.ticket, name="ticket"),
    path("clocks/<uuid:pk>/", why.of_desk, name="why"),
    path("tickets/<uuid:pk>/messages/", triage_ticket.write, name="ticket-messages"),
    path("tickets/<uuid:pk>/assignment/", triage_verbs.assign, name="ticket-assignment"),
    path("tickets/<uuid:pk>/level/", triage_more.move_level, name="ticket-level"),
    path("tickets/<uuid:pk>/severity/", triage_verbs.change_severity, name="ticket-severity"),
    path("tickets/<uuid:pk>/type/", triage_verbs.change_type, name="ticket-type"),
    path("tickets/<uuid:pk>/wait/", triage_more.wait, name="ticket-wait"),
    path("tickets/<uuid:pk>/no-reply-needed/", triage_more.no_reply, name="ticket-no-reply"),
    path("tickets/<uuid:pk>/workaround/", triage_more.workaround, name="ticket-workaround"),
    path("tickets/<uuid:pk>/defect/", triage_more.defect, name="ticket-defect"),
    path("tickets/<uuid:pk>/deployments/", triage_more.deployment, name="ticket-deployment"),
    path("tickets/<uuid:pk>/deployment-slot/", triage_more.slot, name="ticket-slot"),
    path("tickets/<uuid:pk>/deployment-slot/end/", triage_more.slot_end, name="ticket-slot-end"),
    path("tickets/<uuid:pk>/merge/", triage_more.merge, name="ticket-merge"),
    path("tickets/<uuid:pk>/split/", triage_more.split, name="ticket-split"),
    path("tickets/<uuid:pk>/agreed-date/", triage_more.agreed_date, name="ticket-agreed-date"),
    path("tickets/<uuid:pk>/contract/", triage_more.contract, name="ticket-contract"),
    path("tickets/<uuid:pk>/voided-breaches/", triage_more.voided_breach, name="ticket-voided-breach"),
    path("tickets/<uuid:pk>/resumption/", triage_verbs.resume, name="ticket-resumption"),
    path("tickets/<uuid:pk>/reopening/", triage_verbs.reopen, name="ticket-reopening"),
    path("tickets/<uuid:pk>/closure/", triage_verbs.close, name="ticket-closure"),
    path("tickets/<uuid:pk>/cancellation/", triage_verbs.cancel, name="ticket-cancellation"),
    path("attachments/<uuid:pk>/", attachments.of_desk, name="attachment"),
]
manage = [
    path("tiers/<uuid:pk>/targets/", tiers.tier_targets, name="tier-targets"),
    path("tiers/<uuid:pk>/versions/<int:number>/restoration/", tiers.tier_restoration, name="tier-restoration"),
    path("tiers/proposals/<uuid:pk>/", tiers.proposal, name="tier-proposal"),
    path("tiers/proposals/<uuid:pk>/publication/", tiers.proposal_publication, name="tier-proposal-publication"),
    path("tiers/proposals/<uuid:pk>/refusal/", tiers.proposal_refusal, name="tier-proposal-refusal"),
    path("tiers/proposals/<uuid:pk>/withdrawal/", tiers.proposal_withdrawal, name="tier-proposal-withdrawal"),
    path("tiers/proposals/<uuid:pk>/base/", tiers.proposal_base, name="tier-proposal-base"),
    path("calendars/<uuid:pk>/hours/", support_hours.calendar_hours, name="calendar-hours"),
    path("calendars/<uuid:pk>/correction/", support_hours.calendar_correction, name="calendar-correction"),
    path("replay/", whatif.replay, name="replay"),
    path("retargets/", retargets.retargets, name="retargets"),
    path("retargets/<uuid:pk>/", retargets.retarget, name="retarget"),
    path("retargets/<uuid:pk>/stop/", retargets.stop, name="retarget-stop"),
    path("retargets/<uuid:pk>/resumption/", retargets.resume, name="retarget-resumption"),
]
api = [
    path("tickets/", api_views.TicketViewSet.as_view({"get": "list", "post": "create"}), name="tickets"),
    path("tickets/<uuid:pk>/", api_views.TicketViewSet.as_view({"get": "retrieve"}), name="ticket"),
    path("tickets/<uuid:ticket>/messages/", api_views.MessageViewSet.as_view({"get": "list", "post": "create"}), name="messages"),
    path("tickets/<uuid:ticket>/wait/", verbs.WaitViewSet.as_view({"post": "create"}), name="ticket-wait"),
    path("tickets/<uuid:ticket>/resumption/", verbs.ResumptionViewSet.as_view({"post": "create"}), name="ticket-resumption"),
    path("tickets/<uuid:ticket>/resolution/", verbs.ResolutionViewSet.as_view({"post": "create"}), name="ticket-resolution"),
    path("tickets/<uuid:ticket>/reopening/", verbs.ReopeningViewSet.as_view({"post": "create"}), name="ticket-reopening"),
    path("tickets/<uuid:ticket>/workaround/", verbs.WorkaroundViewSet.as_view({"post": "create"}), name="ticket-workaround"),
    path("tickets/<uuid:ticket>/deployments/", verbs.DeploymentViewSet.as_view({"post": "create"}), name="ticket-deployments"),
    path("tickets/<uuid:ticket>/no-reply-needed/", verbs.NoReplyViewSet.as_view({"post": "create"}), name="ticket-no-reply"),
    path("clocks/<uuid:pk>/ledger/", ledgers.ClockViewSet.as_view({"get": "retrieve"}), name="ledger"),
    path("tickets/<uuid:ticket>/level/", levels.LevelViewSet.as_view({"post": "create"}), name="ticket-level"),
    path("attachments/<uuid:pk>/", api_views.AttachmentViewSet.as_view({"get": "retrieve"}), name="attachment"),
]
