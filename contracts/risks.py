"""What puts contracts at risk: this app's own reasons, and those of apps above, which register theirs in `AppConfig.ready()`.

`find(tenant_id, at)` is a query of the ids of contracts that the reason holds for, at an instant.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Risk:
    """A reason: its words as a list shows them, and the query."""

    words: str
    find: Callable[[Any, datetime], Any]


_known: list[Risk] = []


def register(risk: Risk) -> None:
    """Add a reason; registering the same one twice changes nothing."""
    if risk not in _known:
        _known.append(risk)


def registered() -> tuple[Risk, ...]:
    """The reasons of apps above, in the order in which they came."""
    return tuple(_known)
