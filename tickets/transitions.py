"""Statuses and the moves between them (`decisions.md` 4): one table, no other way."""

from django.utils.translation import gettext_lazy as _

from common.errors import DomainError

NEW, OPEN, WAITING_CLIENT, WAITING_APPROVAL = "new", "open", "waiting_client", "waiting_approval"
WAITING_THIRD_PARTY, SCHEDULED, RESOLVED, CLOSED, CANCELLED = (
    "waiting_third_party",
    "scheduled",
    "resolved",
    "closed",
    "cancelled",
)

# code -> (what staff read, what clients read)
STATUSES = {
    NEW: (_("New"), _("Received")),
    OPEN: (_("Open"), _("In progress")),
    WAITING_CLIENT: (_("Waiting on client"), _("Waiting on you")),
    WAITING_APPROVAL: (_("Waiting for approval"), _("Waiting for your approval")),
    WAITING_THIRD_PARTY: (_("Waiting on third party"), _("In progress")),
    SCHEDULED: (_("Scheduled"), _("Scheduled")),
    RESOLVED: (_("Resolved"), _("Resolved")),
    CLOSED: (_("Closed"), _("Closed")),
    CANCELLED: (_("Cancelled"), _("Closed")),
}
WAITS = (WAITING_CLIENT, WAITING_APPROVAL, WAITING_THIRD_PARTY, SCHEDULED)
OPEN_STATUSES = (NEW, OPEN, *WAITS)
ENDED_BY_CLIENT_MESSAGE = (WAITING_CLIENT, SCHEDULED)  # `decisions.md` 5

_WORKING = {OPEN, *WAITS, RESOLVED, CANCELLED}
MOVES: dict[str, set[str]] = {
    NEW: _WORKING,
    OPEN: _WORKING - {OPEN},
    WAITING_CLIENT: _WORKING - {WAITING_CLIENT},
    WAITING_APPROVAL: _WORKING - {WAITING_APPROVAL},
    WAITING_THIRD_PARTY: _WORKING - {WAITING_THIRD_PARTY},
    SCHEDULED: _WORKING - {SCHEDULED},
    RESOLVED: {OPEN, CLOSED},
    CLOSED: set(),
    CANCELLED: set(),
}

# Of some statuses clients are told the nearest that is theirs to know (`decisions.md` 4).
_TOLD_TO_CLIENTS = {WAITING_THIRD_PARTY: OPEN, CANCELLED: CLOSED}


def as_client_sees(status: str) -> str:
    """The status that a contact is told."""
    return _TOLD_TO_CLIENTS.get(status, status)


class MoveNotAllowed(DomainError):
    """The ticket cannot go from its status to the one asked for."""

    code = "move_not_allowed"


def check_move(current: str, to: str) -> None:
    """Refuse a move that the table does not hold, in words."""
    if to not in MOVES[current]:
        raise MoveNotAllowed(
            _("This ticket is %(now)s, so it cannot become %(then)s.")
            % {"now": str(STATUSES[current][0]).lower(), "then": str(STATUSES[to][0]).lower()}
        )
