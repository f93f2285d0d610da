"""What logging would come to, found by logging and rolling it back: a preview can never say anything else than the deed."""

from dataclasses import dataclass

from django.db import transaction

from common.errors import DomainError
from tickets.actions.time import correct_time, log_time
from tickets.models import TimeEntry


@dataclass(frozen=True)
class Preview:
    """The entry as it would be, or why it would be refused."""

    entry: TimeEntry | None
    refused: str = ""


@transaction.atomic
def preview_time(*, by, at, entry=None, **said):
    """What `log_time` (or, of an `entry`, `correct_time`) would do with the same words; nothing of it stays."""
    try:
        with transaction.atomic():
            if entry is None:
                found = log_time(by=by, at=at, **said)
            else:
                found = correct_time(entry=entry, by=by, at=at, **said)
            transaction.set_rollback(True)
            return Preview(found)
    except DomainError as refusal:
        return Preview(None, str(refusal))
