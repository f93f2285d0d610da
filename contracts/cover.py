"""The cover decision: ten questions in order, the first that fails is the reason (C-08); plain values, no database, no clock."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from contracts.terms import Cover

COVERED, WITH_CHARGE, NOT_COVERED, NEEDS_REVIEW = "covered", "covered_with_charge", "not_covered", "needs_review"
PASSED, FAILED, UNCLEAR, NOT_ASKED = "passed", "failed", "unclear", "not_asked"
STEPS = ("contract", "product", "version", "environment", "activity", "custom_code", "level", "channel", "hours", "quantity")
CHARGEABLE = 8  # from this step on a failure is charged where the contract prices it
ACTIVE = ("active", "notice")  # states of a contract in which new work is covered (2.2)
OURS = ("monitoring", "own", "import")  # nobody of the client came through a channel
AS_PORTAL = "api"


class Place(NamedTuple):
    """An installation that the work may be about: its kind, the last supported day of its version, whether code was changed."""

    name: str
    kind: str
    version: str = ""
    ends_on: date | None = None
    is_custom: bool = False


@dataclass(frozen=True)
class Question:
    """What is asked about a ticket or a time entry. What is none or empty is not known and not asked."""

    today: date  # in the contract's zone (C-05)
    state: str  # of the contract: active, notice, suspended, coming, over, run_off…; `none`: the client has none
    product: str = ""  # its name, for the words
    is_product_covered: bool | None = True  # none: no product was named, and only some are covered
    places: tuple[Place, ...] = ()  # the environment that was named, or all that it could be
    severity: str = ""
    activity: str = ""
    upgrade: str = ""  # minor or major, when an upgrade to another version is asked for
    level: int | None = None
    level_name: str = ""
    channel: str = ""
    is_in_hours: bool | None = None
    minutes_left: int | None = None  # of all pots that cover the work; none: nothing is counted
    tickets_left: int | None = None
    is_overage_priced: bool = False  # a line says what more costs (C-35, C-36)


class Step(NamedTuple):
    """The answer to one question: a result, the code of a sentence and the facts that it names."""

    number: int
    result: str
    reason: str = ""
    facts: dict[str, Any] = {}  # noqa: RUF012  never changed

    @property
    def name(self) -> str:
        return STEPS[self.number - 1]


@dataclass(frozen=True)
class Verdict:
    """What the ten questions come to; `step` 0 when all passed. `charges` are the prices of what is charged, without tax."""

    verdict: str
    step: int
    reason: str
    steps: tuple[Step, ...]
    charges: dict[str, Decimal | None] = field(default_factory=dict)

    @property
    def facts(self) -> dict[str, Any]:
        return self.steps[self.step - 1].facts if self.step else {}


def decide(question: Question, cover: Cover) -> Verdict:
    """Ask C-08's questions in order.

    Not covered when one of 1 to 7 fails; in need of review when one of them cannot be told, or when only 8 to 10 fail and the
    contract does not price one that does; covered with charge when it prices them all. The reason is the first that failed.
    """
    steps = tuple(_answers(question, cover))
    failed = [step for step in steps if step.result == FAILED]
    unclear = [step for step in steps if step.result == UNCLEAR]
    if failed and failed[0].number < CHARGEABLE:
        return Verdict(NOT_COVERED, failed[0].number, failed[0].reason, steps)
    if unclear:
        return Verdict(NEEDS_REVIEW, unclear[0].number, unclear[0].reason, steps)
    if not failed:
        return Verdict(COVERED, 0, "", steps)
    charges = {step.name: _price(step, question, cover) for step in failed}
    is_priced = all(_is_priced(step, question, cover) for step in failed)
    return Verdict(WITH_CHARGE if is_priced else NEEDS_REVIEW, failed[0].number, failed[0].reason, steps, charges)


def would_cover(question: Question, cover: Cover) -> bool:
    """Whether the first nine questions are all answered by yes, as far as they are asked: work that a contract's hours are for,
    though it is done under another (`decisions.md` 11)."""
    return all(step.result in (PASSED, NOT_ASKED) for step in _answers(question, cover) if step.number < len(STEPS))


def _answers(question: Question, cover: Cover) -> Iterator[Step]:
    yield _contract(question)
    if question.state not in (*ACTIVE, "suspended"):  # without terms there is nothing to ask
        yield from (Step(number, NOT_ASKED) for number in range(2, len(STEPS) + 1))
        return
    yield _product(question)
    yield _of_places(question, 3, lambda place: _version(place, question.today, cover))
    yield _environment(question, cover)
    yield _activity(question, cover)
    yield _of_places(question, 6, lambda place: _custom(place, cover))
    yield _level(question, cover)
    yield _channel(question, cover)
    yield _hours(question, cover)
    yield _quantity(question)


def _contract(question: Question) -> Step:
    if question.state in ACTIVE:
        return Step(1, PASSED)
    if question.state == "suspended":
        return Step(1, UNCLEAR, "contract_suspended")  # held for decision (C-62)
    return Step(1, FAILED, f"contract_{question.state}")


def _product(question: Question) -> Step:
    if question.is_product_covered is None:
        return Step(2, UNCLEAR, "product_not_named")
    return Step(2, PASSED) if question.is_product_covered else Step(2, FAILED, "product", {"product": question.product})


def _of_places(question: Question, number: int, ask: Callable[[Place], Step]) -> Step:
    """One answer for all places that it could be; when they differ somebody must say which it is."""
    answers = [ask(place) for place in question.places]
    if not answers:
        return Step(number, NOT_ASKED)
    wrong = next((answer for answer in answers if answer.result != PASSED), None)
    if wrong and len({answer.result for answer in answers}) > 1:
        return Step(number, UNCLEAR, "which_environment", wrong.facts)
    return wrong or answers[0]


def _version(place: Place, today: date, cover: Cover) -> Step:
    """Past the last supported day only extended support covers it (C-60); the last day itself is covered."""
    if place.ends_on is None or today <= place.ends_on or cover.has_extended_support:
        return Step(3, PASSED)
    return Step(3, FAILED, "version_ended", {"version": place.version, "on": place.ends_on.isoformat(), "place": place.name})


def _environment(question: Question, cover: Cover) -> Step:
    if cover.environments is None:
        return Step(4, PASSED)
    kinds = cover.environments

    def ask(place: Place) -> Step:
        return (
            Step(4, PASSED) if place.kind in kinds else Step(4, FAILED, "environment", {"kind": place.kind, "place": place.name})
        )

    answer = _of_places(question, 4, ask)
    return Step(4, UNCLEAR, "which_environment") if answer.result == NOT_ASKED else answer


def _activity(question: Question, cover: Cover) -> Step:
    """An upgrade is covered only where the contract says so; a major one is never assumed (C-50)."""
    if question.upgrade:
        if cover.upgrades == "none":
            return Step(5, FAILED, "upgrade", {"upgrade": question.upgrade})
        if question.upgrade == "major":
            return Step(5, FAILED, "upgrade_by_quote" if cover.upgrades == "quote_major" else "upgrade", {"upgrade": "major"})
    if cover.activities is None or not question.activity or question.activity in cover.activities:
        return Step(5, PASSED)
    return Step(5, FAILED, "activity", {"activity": question.activity})


def _custom(place: Place, cover: Cover) -> Step:
    """Custom code is covered only where the contract says so (C-50); of a list somebody must read whether this is on it."""
    if not place.is_custom or cover.custom_code == "all":
        return Step(6, PASSED)
    facts = {"place": place.name}
    return (
        Step(6, UNCLEAR, "custom_code_listed", facts) if cover.custom_code == "listed" else Step(6, FAILED, "custom_code", facts)
    )


def _level(question: Question, cover: Cover) -> Step:
    levels = cover.levels
    if question.severity == "critical" and cover.critical_levels is not None:
        levels = cover.critical_levels
    if levels is None:
        return Step(7, PASSED)
    if not levels:
        return Step(7, FAILED, "severity", {"severity": question.severity})
    if question.level is None:
        return Step(7, NOT_ASKED)
    if question.level in levels:
        return Step(7, PASSED)
    return Step(7, FAILED, "level", {"level": question.level, "level_name": question.level_name})


def _channel(question: Question, cover: Cover) -> Step:
    if not question.channel or question.channel in OURS:
        return Step(8, NOT_ASKED)
    channel = "portal" if question.channel == AS_PORTAL else question.channel
    if cover.channels is None or channel in cover.channels or question.channel in cover.channels:
        return Step(8, PASSED)
    return Step(8, FAILED, "channel", {"channel": question.channel})


def _hours(question: Question, cover: Cover) -> Step:
    if question.is_in_hours is None:
        return Step(9, NOT_ASKED)
    return Step(9, PASSED) if question.is_in_hours or cover.has_after_hours else Step(9, FAILED, "hours")


def _quantity(question: Question) -> Step:
    if question.minutes_left is None and question.tickets_left is None:
        return Step(10, NOT_ASKED)
    if (question.minutes_left or 0) > 0 or (question.tickets_left or 0) > 0:
        return Step(10, PASSED)
    return Step(10, FAILED, "quantity")


def _key(step: Step) -> str:
    return f"channel:{step.facts['channel']}" if step.name == "channel" else step.name


def _price(step: Step, question: Question, cover: Cover) -> Decimal | None:
    return cover.priced.get(_key(step))


def _is_priced(step: Step, question: Question, cover: Cover) -> bool:
    return _key(step) in cover.priced or (step.name == "quantity" and question.is_overage_priced)
