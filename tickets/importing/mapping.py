"""What another desk's words mean here: one TOML file, checked before the first row is read."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from slas.models import SEVERITIES
from tickets.transitions import CANCELLED, CLOSED, NEW, OPEN, RESOLVED, WAITING_CLIENT, WAITING_THIRD_PARTY

SERVICENOW = Path(__file__).parent / "servicenow.toml"
COLUMNS = (
    "number", "state", "order", "updated_at", "received_at", "created_at", "resolved_at", "closed_at", "priority", "client",
    "group", "assignee", "reopened", "made_sla", "category", "subcategory", "symptom", "caller",
)  # fmt: skip
STATUSES = (NEW, OPEN, WAITING_CLIENT, WAITING_THIRD_PARTY, RESOLVED, CLOSED, CANCELLED)
OWNERS = ("provider", "client")
LEVELS = (1, 2, 3, 4)


class MappingRefused(ValueError):
    """The mapping cannot be used; the text is a sentence for a person."""


@dataclass(frozen=True)
class LogMapping:
    """A checked mapping: columns, words and levels."""

    source: str
    dates: str
    missing: str
    columns: Mapping[str, str]
    severities: Mapping[str, str]
    states: Mapping[str, str]
    third_party: Mapping[str, str]
    first_level: int
    default_level: int
    levels: Mapping[str, int]
    unknown_client: str
    ticket_type: str
    title: tuple[str, ...]

    def level_of(self, group: str | None) -> int | None:
        """The level at which a group works; none when no group is named."""
        return None if group is None else self.levels.get(group, self.default_level)

    @classmethod
    def read(cls, path: Path = SERVICENOW) -> Self:
        """The mapping in a file."""
        try:
            plain = tomllib.loads(path.read_text(encoding="utf-8"))
        except OSError as wrong:
            raise MappingRefused(f"The mapping {path} cannot be read ({wrong.strerror}).") from wrong
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as wrong:
            raise MappingRefused(f"The mapping {path} is not valid TOML: {wrong}.") from wrong
        try:
            return cls._checked(plain)
        except KeyError as wrong:
            raise MappingRefused(f"The mapping {path} lacks {wrong}.") from None
        except (AttributeError, TypeError) as wrong:
            raise MappingRefused(f"The mapping {path} has a table or a text where another belongs.") from wrong

    @classmethod
    def _checked(cls, plain: dict[str, Any]) -> Self:
        if lacking := [name for name in COLUMNS if name not in plain["columns"]]:
            raise MappingRefused(f"The mapping names no column for {', '.join(lacking)}.")
        levels = dict(plain["levels"])
        title = tuple(plain["tickets"]["title"])
        third_party = plain.get("third_party", {})
        _require("severity", plain["severities"], tuple(SEVERITIES))
        _require("status", plain["states"], STATUSES)
        _require("owner", third_party, OWNERS)
        _require("level", levels, LEVELS)
        _require("column", {f"title part {part}": part for part in title}, COLUMNS)
        return cls(
            source=str(plain["source"])[:40],
            dates=str(plain["dates"]),
            missing=str(plain["missing"]),
            columns={name: str(plain["columns"][name]) for name in COLUMNS},
            severities=plain["severities"],
            states=plain["states"],
            third_party=third_party,
            first_level=levels.pop("first"),
            default_level=levels.pop("default"),
            levels=levels,
            unknown_client=str(plain["clients"]["unknown"]),
            ticket_type=str(plain["tickets"]["type"]),
            title=title,
        )


def _require(what: str, given: Mapping[str, Any], allowed: tuple[Any, ...]) -> None:
    for theirs, ours in given.items():
        if ours not in allowed:
            names = ", ".join(map(str, allowed))
            raise MappingRefused(f"The mapping gives “{theirs}” the {what} “{ours}”. Use one of: {names}.")
