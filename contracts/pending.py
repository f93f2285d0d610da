"""Work that waits for approval, as told by the apps that keep it: it is not drawn yet, but it is counted (C-33, C-40)."""

from collections.abc import Callable
from datetime import date
from typing import Any

Question = Callable[[Any, date, date], int]  # a contract, first and last local day: billable minutes that wait
_questions: list[Question] = []


def register(question: Question) -> None:
    """Have `question` asked for each contract. For `AppConfig.ready()` of an app above."""
    if question not in _questions:
        _questions.append(question)


def minutes_pending(contract: Any, first: date, last: date) -> int:
    """Billable minutes worked on a contract between two local days, both included, that wait for approval."""
    return sum(question(contract, first, last) for question in _questions)
