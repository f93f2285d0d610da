"""Where an open ticket stands in the queue (`decisions.md` 22): its next deadline, less what a delay there costs more."""

from datetime import timedelta

# Minutes by which a severity stands before another of the same deadline.
WEIGHT_MINUTES = {"critical": 240, "major": 60, "minor": 0, "question": 0}
WITHOUT_DEADLINE = timedelta(days=10)


def boosted(*, severity, boost_minutes):
    """Minutes by which a ticket must be moved up so that it stands like one of the next higher severity."""
    weight = WEIGHT_MINUTES[severity] + boost_minutes
    higher = [other for other in WEIGHT_MINUTES.values() if other > weight]
    return min(higher, default=weight + WEIGHT_MINUTES["critical"]) - WEIGHT_MINUTES[severity]


def rank_at(*, severity, next_due_at, received_at, boost_minutes=0):
    """The instant by which the queue is ordered; a ticket with no running clock stands at its receipt and ten days."""
    if next_due_at is None:
        return received_at + WITHOUT_DEADLINE - timedelta(minutes=boost_minutes)
    return next_due_at - timedelta(minutes=WEIGHT_MINUTES[severity] + boost_minutes)


def place(ticket):
    """Where the ticket stands by what it says of itself; the caller saves it."""
    ticket.rank_at = rank_at(
        severity=ticket.severity,
        next_due_at=ticket.next_due_at,
        received_at=ticket.received_at,
        boost_minutes=ticket.boost_minutes,
    )
