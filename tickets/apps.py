from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class TicketsConfig(AppConfig):
    name = "tickets"

    def ready(self):
        from accounts.actions import on_membership_end
        from common.navigation import NavItem, register
        from contracts.cover_words import OUTLOOKS
        from contracts.naming import register as name_tickets_of_ledgers
        from contracts.pending import register as count_pending
        from contracts.risks import Risk
        from contracts.risks import register as register_risk
        from notifications.queries import register_newest
        from notifications.wording import register_labels
        from slas.models import METRICS, SEVERITIES
        from tickets.actions import return_tickets_of
        from tickets.models import STINT_METRICS
        from tickets.panels import register_panels
        from tickets.queries import newest_change
        from tickets.queries.misses import contracts_with_misses
        from tickets.queries.page import ticket_words
        from tickets.queries.time_waiting import minutes_waiting

        on_membership_end(return_tickets_of)
        register_labels("cover", OUTLOOKS)
        count_pending(minutes_waiting)
        register_risk(Risk(_("Targets missed in the last 30 days"), contracts_with_misses))
        name_tickets_of_ledgers(ticket_words)
        register_labels("metric", METRICS | STINT_METRICS)
        register_labels("severity", SEVERITIES)
        register_newest("queue-changed", "desk", newest_change)
        register_panels()
        register(NavItem("", _("Overview"), "home", "portal:home", "portal.view", "portal", order=10))
        register(NavItem("", _("Tickets"), "ticket", "portal:tickets", "portal.view", "portal", order=20))
        register(NavItem("", _("Promises"), "shield", "portal:promises", "portal.view", "portal", order=30))
        register(NavItem(_("Manage"), _("Cover"), "shield", "manage:cover-check", "cover.check", "manage", order=25))
        register(NavItem("", _("Queue"), "timer", "desk:queue", "queue.view", "desk", 10, "q"))
        register(NavItem("", _("My time"), "clock", "desk:my-time", "time.log", "desk", 20, "m"))
        register(NavItem(_("Manage"), _("Time"), "clock", "manage:time", "time.approve", "manage", 25))
