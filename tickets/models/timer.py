"""What a ticket does by itself when its hour comes, if it still stands as it did when the hour was set."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.tenancy import OwnedModel
from common.constraints import CompositeForeignKey

FIRST_REMINDER, SECOND_REMINDER, AUTO_RESOLVE = "first_reminder", "second_reminder", "auto_resolve"
WAKE, AUTO_CLOSE = "wake", "auto_close"
TIMERS = {
    FIRST_REMINDER: _("First reminder to the client"),
    SECOND_REMINDER: _("Second reminder to the client"),
    AUTO_RESOLVE: _("Resolve without an answer"),
    WAKE: _("A scheduled wait ends"),
    AUTO_CLOSE: _("Close a resolved ticket"),
}


class Timer(OwnedModel):
    """One thing to do at an instant. Contacts never see nor write these: what their deeds outdate is dropped when it rings."""

    ticket = models.ForeignKey("tickets.Ticket", models.CASCADE, related_name="timers", db_constraint=False)
    kind = models.CharField(max_length=16, choices=TIMERS)
    due_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "ticket", "kind"], name="timer_once_per_kind"),
            CompositeForeignKey(field="ticket", name="timer_of_a_ticket_of_its_tenant", on_delete="CASCADE"),
        ]
        # Read every two seconds by the sweep; a timer that rang is gone, so the index holds what is still to come.
        indexes = [models.Index(fields=["due_at", "tenant"], name="timer_by_due")]
