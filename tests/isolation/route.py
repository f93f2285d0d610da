"""One line of the table of routes."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Route:
    """`kinds`: parameter -> kind of object (`tests/isolation/world.py`); `form`: objects -> what a rightful POST sends.

    `is_refused`: the objects of the matrix are at another stage than what is asked for needs, which may be told with 422.
    """

    kinds: dict[str, str] = field(default_factory=dict)
    form: Any = None  # callable(objects) -> dict
    gets: bool = True
    is_refused: bool = False
