"""One line of the table of routes."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Route:
    """`kinds`: parameter -> kind of object (`tests/isolation/world.py`); `form`: objects -> what a rightful POST sends."""

    kinds: dict[str, str] = field(default_factory=dict)
    form: Any = None  # callable(objects) -> dict
    gets: bool = True
