"""The story is told: every ticket through the verbs that people use, in the order of time, with the sweeps in between."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from itertools import cycle
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from accounts.tenancy import SYSTEM, acting_in, tenant_id_by_slug
from files.actions import stored_for
from files.models import PUBLIC
from notifications.actions import count_as_delivered
from slas.presets import DEFAULT_TARGETS
from supportdesk.demo.story.cast import DAYS_OF_WORK, Company, Plan, founded
from supportdesk.demo.story.money import keep_books, offer_what_is_held, work
from supportdesk.demo.story.pictures import attachments_of
from supportdesk.demo.story.plots import LIVE, OVER, Case, Step, Words, told
from tickets import actions
from tickets.queries import tickets_with_stints_behind

HERE = Path(__file__).parent
COMPANIES = ("calder", "northbeam")
ROUND_THE_CLOCK = ("Premium", "Enterprise")
LIVE_SHARE = 0.42
OLDEST_DAYS, NEWEST_DAYS = 60, 11  # between these lie the tickets that are over
SWEPT_EVERY = timedelta(hours=6)
NIGHTS = 3  # from one look at the books to the next: each night would take long to tell and tell little more
HANDED_UP = 3  # tickets for this level and above come to the service desk first
UNSEEN_SINCE = timedelta(hours=20)  # what the bell still shows as new


class Part:
    """One ticket to be: whose, what it is about, its steps, and who deals with it."""

    def __init__(self, company: Company, client: Plan, case: Case, steps: list[Step], order: int):
        self.company, self.case, self.steps = company, case, steps
        self.client = company.clients[client["name"]]
        contacts, products = company.contacts[client["name"]], client["products"]
        self.contact = contacts[order % len(contacts)]
        self.product = company.products[products[order % len(products)]]
        self.level = _level_of(case)
        engineers = company.engineers(self.level)
        self.engineer = engineers[order % len(engineers)]
        self.ticket: Any = None
        self.is_quoted = False


def tell(at: datetime, say: Callable[[str], None]) -> bool:
    """Both companies, all or nothing; False when the sample data is there already."""
    if any(tenant_id_by_slug(name) is not None for name in COMPANIES):
        return False
    words: Words = tomllib.loads((HERE / "words.toml").read_text(encoding="utf-8"))
    dice = Random(4821)
    with transaction.atomic():
        for name in COMPANIES:
            plan = tomllib.loads((HERE / f"{name}.toml").read_text(encoding="utf-8"))
            company = founded(plan, at)
            say(f"{plan['name']}: {len(company.staff) + 1} colleagues, {len(company.clients)} clients")
            with acting_in(company.tenant, SYSTEM):  # not as each in turn, which would take half as long again
                parts = _parts(company, at, dice, words)
                _play(company, parts, at)
            say(f"{plan['name']}: {len(parts)} tickets")
    return True


def _parts(company: Company, at: datetime, dice: Random, words: Words) -> list[Part]:
    parts: list[Part] = []
    for place, client in enumerate(company.plan["clients"]):
        cases = [Case(*ticket) for ticket in client["tickets"]]
        lives = _lives(len(cases), client, place, at, dice)
        for case, (plot, received_at) in zip(cases, lives, strict=True):
            parts.append(Part(company, client, case, told(case, plot, received_at, at, dice, words), len(parts)))
    clients = {client["name"]: client for client in company.plan["clients"]}
    for urgent in company.plan.get("urgent", ()):
        client, case = clients[urgent["client"]], Case(*urgent["ticket"])
        received_at = at + timedelta(minutes=urgent["due_in_minutes"]) - _answer_promised(client["tier"], case.severity)
        parts.append(Part(company, client, case, [Step(received_at, "open", case.body)], len(parts)))
    return parts


def _lives(count: int, client: Plan, place: int, at: datetime, dice: Random) -> list[tuple[str, datetime]]:
    """A plot and a receipt for each of a client's tickets, oldest first."""
    live = round(count * LIVE_SHARE)
    over = cycle(OVER[place % len(OVER) :] + OVER[: place % len(OVER)])
    lives = []
    for index in range(count - live):
        days = OLDEST_DAYS - (OLDEST_DAYS - NEWEST_DAYS) * index / max(count - live - 1, 1)
        lives.append((next(over), _at_work(at - timedelta(days=days), client, dice)))
    recent = []
    for index in range(live):
        plot, watched, elsewhere = LIVE[(index + place) % len(LIVE)]
        hours = dice.uniform(*(watched if client["tier"] in ROUND_THE_CLOCK else elsewhere))
        recent.append((plot, at - timedelta(seconds=round(hours * 3600))))
    return lives + sorted(recent, key=lambda life: life[1])


def _at_work(day: datetime, client: Plan, dice: Random) -> datetime:
    """A working hour of about that day where the client is."""
    local = day.astimezone(ZoneInfo(client["time_zone"]))
    local -= timedelta(days=max(local.weekday() - 4, 0))
    minute = dice.randrange(8 * 60 + 10, 16 * 60)
    return local.replace(hour=minute // 60, minute=minute % 60, second=dice.randrange(60), microsecond=0).astimezone(UTC)


def _answer_promised(tier: str, severity: str) -> timedelta:
    for target in DEFAULT_TARGETS:
        if (target.tier, target.metric, target.severity) == (tier.lower(), "first_response", severity):
            return timedelta(minutes=target.amount * (60 if target.unit == "hours" else 1))
    raise LookupError(f"{tier} promises no first response for {severity}.")


def _level_of(case: Case) -> int:
    if case.type == "security":
        return 4
    if case.type == "defect":
        return 3
    return 1 if case.type in ("question", "request") else 2


def _play(company: Company, parts: list[Part], at: datetime) -> None:
    """Step by step through the past, as it would have been: the sweeps notice what is missed while nobody looks."""
    timeline = sorted(
        ((step.at, order, step, part) for order, part in enumerate(parts) for step in part.steps), key=lambda t: t[:2]
    )
    company.now, swept_at = at, at - timedelta(days=DAYS_OF_WORK)
    for now, _order, step, part in timeline:
        while swept_at + SWEPT_EVERY < now:
            swept_at += SWEPT_EVERY
            _sweep(company, swept_at)
        VERBS[step.verb](part, step)
        work(part, step.verb, now)
    offer_what_is_held(parts, at)
    _sweep(company, at)
    count_as_delivered(tenant_id=company.tenant.pk, at=at - UNSEEN_SINCE)


def _sweep(company: Company, at: datetime) -> None:
    tenant_id = company.tenant.pk
    is_night = at.hour < SWEPT_EVERY.seconds // 3600
    if (is_night and at.toordinal() % NIGHTS == 0) or at == company.now:
        keep_books(company, at)
    for ticket_id in tickets_with_stints_behind(tenant_id, limit=None):
        actions.catch_up_stints(ticket_id=ticket_id, tenant_id=tenant_id, at=at)
    while actions.record_due_clocks(tenant_id=tenant_id, at=at) + actions.record_due_stints(tenant_id=tenant_id, at=at):
        pass


def _open(part: Part, step: Step, *, phone: bool = False) -> None:
    by, case = part.engineer if phone else part.contact, part.case
    body = step.words.format(client=_first(part.contact), title=case.title) if phone else step.words
    more = {"requester": part.contact, "source": "phone"} if phone else {"source": "portal"}
    with _kept(part, case.title, by, step.at) as files:
        part.ticket = actions.open_ticket(
            client=part.client,
            title=case.title,
            body=body,
            severity=case.severity,
            type=part.company.types[case.type],
            product=part.product,
            level=part.company.levels[part.level if part.level < HANDED_UP else 1],
            files=files,
            by=by,
            at=step.at,
            **more,
        )


def _by_engineer(verb: Callable[..., Any], text: str = "body") -> Callable[[Part, Step], None]:
    return lambda part, step: _do(verb, part, step, part.engineer, text)


def _by_contact(verb: Callable[..., Any], text: str = "body") -> Callable[[Part, Step], None]:
    return lambda part, step: _do(verb, part, step, part.contact, text)


def _do(verb: Callable[..., Any], part: Part, step: Step, by: Any, text: str, **more: Any) -> None:
    said = step.words.format(client=_first(part.contact), engineer=_first(part.engineer))
    with _kept(part, said, by, step.at) as files:
        if files:
            more["files"] = files
        verb(ticket=part.ticket, by=by, at=step.at, **({text: said} if text else {}), **more)


def _take(part: Part, step: Step) -> None:
    """The engineer takes it; what the service desk cannot solve is handed up to them."""
    level = part.company.levels[part.level]
    if part.ticket.level == level:
        _do(actions.assign_ticket, part, step, part.engineer, "", assignee=part.engineer)
    else:
        _do(actions.move_level, part, step, part.engineer, "", assignee=part.engineer, level=level)
        part.ticket.level = level


def _kept(part: Part, text: str, by: Any, at: datetime) -> Any:
    """The files that come with a text, stored for the deed inside the block."""
    uploads = [SimpleUploadedFile(*file) for file in attachments_of(text)]
    if not uploads:
        return nullcontext([])
    return stored_for(uploads=uploads, client=part.client, visibility=PUBLIC, by=by, at=at)


def _first(member: Any) -> str:
    return member.name.partition(" ")[0]


VERBS: dict[str, Callable[[Part, Step], None]] = {
    "open": _open,
    "phone": lambda part, step: _open(part, step, phone=True),
    "assign": _take,
    "raise": lambda part, step: _do(actions.change_severity, part, step, part.engineer, "", severity="major"),
    "reply": _by_engineer(actions.reply),
    "note": _by_engineer(actions.write_note),
    "ask": _by_engineer(actions.wait_for_client),
    "resolve": _by_engineer(actions.resolve_ticket),
    "close": _by_engineer(actions.close_ticket, ""),
    "cancel": _by_engineer(actions.cancel_ticket, "reason"),
    "answer": _by_contact(actions.write_as_client),
    "confirm": _by_contact(actions.confirm_resolved, ""),
}
