"""What the rules of tickets refuse."""

from django.utils.translation import gettext_lazy as _

from common.errors import DomainError, StaleVersion


class TicketChanged(StaleVersion):
    """Somebody else changed the ticket after it was read."""

    def __init__(self):
        super().__init__(_("Somebody else changed this ticket while you were writing. Read what is new, then send again."))


class TicketIsOver(DomainError):
    """Nothing more can be said or done on it."""

    code = "ticket_is_over"


class TicketRefused(DomainError):
    """What was filed contradicts itself."""

    code = "ticket_refused"


class NothingToTake(DomainError):
    """No open ticket waits for somebody."""

    code = "nothing_to_take"


class AlreadyFiled(DomainError):
    """The same form was sent before, and its ticket is there."""

    code = "already_filed"


class AlreadySent(DomainError):
    """The same form was sent before, and its message is there."""

    code = "already_sent"


class ImportRefused(DomainError):
    """The history cannot be taken over as asked."""

    code = "import_refused"


class RetargetRefused(DomainError):
    """Open tickets cannot be given these promises, or not now."""

    code = "retarget_refused"


class TimeRefused(DomainError):
    """Time cannot be logged, changed or approved like that."""

    code = "time_refused"


class CoverRefused(DomainError):
    """What becomes of work that is not covered cannot be settled like that."""

    code = "cover_refused"
