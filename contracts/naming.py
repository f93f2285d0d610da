"""What the ledger's tickets are called, as told by the app that keeps them: contracts knows only their ids."""

from collections.abc import Callable, Iterable
from typing import Any
from uuid import UUID

Namer = Callable[[Any, set[UUID]], dict[UUID, str]]  # a member and ids: the words for those that the member may see
_namers: list[Namer] = []


def register(namer: Namer) -> None:
    """Have `namer` asked for the tickets of a page. For `AppConfig.ready()` of an app above."""
    if namer not in _namers:
        _namers.append(namer)


def name_tickets(member: Any, rows: Iterable[Any]) -> Any:
    """The rows, each with `ticket_words` for its `ticket_id`: empty for none, and for a ticket that the member may not see."""
    rows = list(rows)
    asked, known = {row.ticket_id for row in rows if row.ticket_id}, {}
    for namer in _namers if asked else ():
        known |= namer(member, asked)
    for row in rows:
        row.ticket_words = known.get(row.ticket_id, "")
    return rows
