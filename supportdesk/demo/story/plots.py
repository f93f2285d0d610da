"""How a ticket's life goes, as dated steps: no database, no present time, the same dice each time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

Words = dict[str, list[str]]

# Minutes until the first answer and hours until it is mended, by severity.
ANSWERED_IN = {"critical": (4, 10), "major": (12, 40), "minor": (20, 90), "question": (30, 110)}
MENDED_IN = {"critical": (1.5, 3.0), "major": (2.5, 6.0), "minor": (4.0, 30.0), "question": (1.0, 12.0)}


@dataclass(frozen=True)
class Case:
    """What a client wrote, and what mended it."""

    severity: str
    type: str
    title: str
    body: str
    fix: str = ""


@dataclass(frozen=True)
class Step:
    """One deed: when, which verb, and what is said."""

    at: datetime
    verb: str
    words: str = ""


class Life:
    """Steps of one ticket, each some time after the one before."""

    def __init__(self, case: Case, received_at: datetime, dice: Random, words: Words):
        self.case, self.now, self.dice, self.words = case, received_at, dice, words
        self.steps: list[Step] = []

    def do(self, verb: str, words: str = "") -> None:
        self.steps.append(Step(self.now, verb, words))

    def say(self, verb: str, pool: str) -> None:
        self.do(verb, self.dice.choice(self.words[pool]))

    def after(self, *, minutes: tuple[float, float] = (0, 0), hours: tuple[float, float] = (0, 0)) -> None:
        seconds = self.dice.uniform(*minutes) * 60 + self.dice.uniform(*hours) * 3600
        self.now += timedelta(seconds=round(seconds))

    def filed(self) -> None:
        self.do("open", self.case.body)

    def taken(self) -> None:
        self.after(minutes=(2, 4))
        self.do("assign")

    def first_answer(self) -> None:
        self.after(minutes=ANSWERED_IN[self.case.severity])
        self.say("reply", "taken")

    def begun(self) -> None:
        self.filed()
        self.taken()
        self.first_answer()

    def dialogue(self) -> None:
        self.after(minutes=(15, 50))
        self.say("note", "note")
        self.after(minutes=(5, 20))
        self.say("ask", "asked")
        self.after(minutes=(25, 160))
        self.say("answer", "answered")
        self.after(minutes=(10, 45))
        self.say("reply", "working")

    def mended(self, verb: str = "resolve") -> None:
        self.after(hours=MENDED_IN[self.case.severity])
        self.do(verb, self.case.fix)


def new(life: Life) -> None:
    life.filed()


def taken(life: Life) -> None:
    life.filed()
    life.taken()
    life.after(minutes=(1, 3))
    life.say("note", "note")


def answered(life: Life) -> None:
    life.begun()


def conversation(life: Life) -> None:
    life.begun()
    life.dialogue()


def waiting(life: Life) -> None:
    life.begun()
    life.after(minutes=(20, 60))
    life.say("ask", "asked")


def resolved(life: Life) -> None:
    life.begun()
    life.mended()


def reopened(life: Life) -> None:
    resolved(life)
    life.after(hours=(6, 20))
    life.say("answer", "back")


def closed(life: Life) -> None:
    life.begun()
    life.dialogue()
    life.mended()
    life.after(hours=(70, 74))
    life.do("close")


def confirmed(life: Life) -> None:
    resolved(life)
    life.after(minutes=(30, 300))
    life.do("confirm")


def thanked(life: Life) -> None:
    life.begun()
    life.mended("reply")
    life.after(minutes=(20, 90))
    life.say("answer", "thanks")
    life.after(minutes=(1, 2))
    life.do("confirm")


def reopened_and_closed(life: Life) -> None:
    reopened(life)
    life.after(minutes=(10, 40))
    life.say("reply", "again")
    life.after(hours=(2, 5))
    life.do("resolve", life.case.fix)
    life.after(hours=(70, 74))
    life.do("close")


def late(life: Life) -> None:
    """Left lying for six days: both promises are missed, and the client is told so late."""
    life.filed()
    life.after(hours=(144, 150))
    life.do("assign")
    life.after(minutes=(10, 30))
    life.say("reply", "taken")
    life.mended()
    life.after(hours=(70, 74))
    life.do("close")


def phoned(life: Life) -> None:
    life.do("phone", life.dice.choice(life.words["phoned"]))
    life.taken()
    life.mended()
    life.after(minutes=(30, 300))
    life.do("confirm")


def raised(life: Life) -> None:
    """Worse than it looked."""
    life.begun()
    life.after(minutes=(10, 30))
    life.do("raise")
    life.mended()
    life.after(minutes=(30, 300))
    life.do("confirm")


def cancelled(life: Life) -> None:
    life.filed()
    life.after(minutes=(5, 20))
    life.say("cancel", "duplicate")


PLOTS: dict[str, Callable[[Life], None]] = {
    plot.__name__: plot
    for plot in (new, taken, answered, conversation, waiting, resolved, reopened, closed, confirmed, thanked)
    + (reopened_and_closed, late, phoned, raised, cancelled)
}
OVER = ["closed", "confirmed", "late", "thanked", "phoned", "closed", "reopened_and_closed", "confirmed", "raised", "cancelled"]
# From the newest back, with how long ago each was filed, in hours: first where somebody watches day and night, then elsewhere.
LIVE: list[tuple[str, tuple[float, float], tuple[float, float]]] = [
    ("new", (0.05, 0.15), (0.4, 3)),
    ("taken", (0.1, 0.3), (0.5, 2)),
    ("answered", (1.2, 2.5), (2.5, 5)),
    ("waiting", (20, 60), (24, 70)),
    ("conversation", (6, 14), (7, 26)),
    ("resolved", (40, 90), (45, 110)),
    ("waiting", (50, 100), (50, 100)),
    ("reopened", (60, 96), (60, 96)),
    ("resolved", (60, 120), (60, 120)),
    ("conversation", (20, 30), (20, 40)),
]


def told(case: Case, plot: str, received_at: datetime, until: datetime, dice: Random, words: Words) -> list[Step]:
    """The steps of a life up to an instant."""
    life = Life(case, received_at, dice, words)
    PLOTS[plot](life)
    return [step for step in life.steps if step.at <= until]
