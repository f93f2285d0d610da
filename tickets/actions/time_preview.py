"""What logging would come to, found by logging and rolling it back: a preview can never say anything else than the deed."""

from dataclasses import dataclass, field

from django.db import transaction

from common.errors import DomainError
from contracts.queries import pots_left
from tickets.actions.time import correct_time, log_time
from tickets.models import TimeEntry


@dataclass(frozen=True)
class Preview:
    """The entry as it would be with the minutes that lines would have left after it, by line id; or why it would be refused."""

    entry: TimeEntry | None
    refused: str = ""
    left: dict = field(default_factory=dict)


@transaction.atomic
def preview_time(*, by, at, entry=None, **said):
    """What `log_time` (or, of an `entry`, `correct_time`) would do with the same words; nothing of it stays."""
    try:
        with transaction.atomic():
            if entry is None:
                found = log_time(by=by, at=at, **said)
            else:
                found = correct_time(entry=entry, by=by, at=at, **said)
            preview = Preview(found, left=_left(found, at))
            transaction.set_rollback(True)
            return preview
    except DomainError as refusal:
        return Preview(None, str(refusal))


def _left(entry, at):
    """What the lines that the entry drew from have left, those of other contracts too; asked only where it drew from one."""
    moved = [movement for movement in (entry.outcome.booked.movements if entry.outcome else ()) if movement.quantity]
    drawn = {movement.contract_id: movement.line.contract for movement in moved if movement.line is not None}
    return {pot.line.pk: pot.left for contract in drawn.values() for pot in pots_left(contract, at)}
