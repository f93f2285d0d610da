"""Whether tickets are covered: the question that is asked of one, and what was decided, in words."""

from django.utils.translation import gettext_lazy

from accounts.models import Level
from contracts.cover import COVERED, STEPS, WITH_CHARGE
from contracts.cover_words import RESULTS, STEP_NAMES, TONES, VERDICTS, for_client, for_staff, outlook
from contracts.queries import Decided, cover_decision, covers_beside
from tickets.models import OUTCOMES, CoverDecision
from tickets.models.cover import ACCEPTED, DECLINED, GOODWILL, QUOTE, TIME

GRANTED = (COVERED, WITH_CHARGE)
KEEPS_PROMISES = ("contract_suspended",)  # the contract's clocks wait for its reinstatement (C-62)


def withholds_promises(verdict):
    """Whether a new ticket begins with best effort, until somebody has decided (C-13)."""
    return verdict.verdict not in GRANTED and verdict.reason not in KEEPS_PROMISES


def asked_of(ticket, *, at, activity="", level=None, worked_at=None, contract=None) -> Decided:
    """What C-08 says of a ticket now, by the terms of the day on which it was accepted (C-12); of some work, where it is told,
    under another `contract` than the ticket's where it was done under one."""
    return cover_decision(
        client=ticket.client,
        at=at,
        product=ticket.product,
        contract=contract or ticket.contract,
        accepted_at=ticket.received_at,
        worked_at=worked_at,
        level=level,
        environment=ticket.environment,
        severity=ticket.severity,
        activity=activity or ticket.type.activity_class,
        upgrade=ticket.upgrade,
        channel=ticket.source,
    )


def covers_work(contract, entry) -> bool:
    """Whether another contract of the client would cover what an entry of time is about, so that its hours are for it (C-08,
    `decisions.md` 11)."""
    ticket, about = entry.ticket, {}
    if ticket is not None:
        about = {name: getattr(ticket, name) for name in ("product", "environment", "severity", "upgrade")}
        about |= {"accepted_at": ticket.received_at, "channel": ticket.source}
    began = {"at": entry.started_at, "worked_at": entry.started_at}
    return covers_beside(contract, level=Level(number=entry.level), activity=entry.activity, **began, **about)


def asked_before(client, contract, at, *, product, environment, severity, type, source) -> Decided:
    """What C-08 says of a ticket that is about to be filed; `contract` is the one in force for it, or none."""
    return cover_decision(
        client=client,
        at=at,
        product=product,
        contract=contract,
        environment=environment,
        severity=severity,
        activity=type.activity_class if type else "",
        channel=source,
    )


def decisions_on(member, ticket):
    """The ticket's own latest decision (or none), and those on time that say something else and are not settled."""
    own, of_time = _standing(CoverDecision.objects.visible_to(member).filter(ticket=ticket).select_related("outcome_by"))
    return own, [row for row in of_time if row.is_open]


def decisions_to_settle(ticket):
    """What an outcome can be said of, the newest first: never a decision that a later one on the same has overtaken."""
    own, of_time = _standing(CoverDecision.objects.filter(tenant_id=ticket.tenant_id, ticket=ticket))
    rows = [row for row in (own, *of_time) if row is not None and row.can_be_settled]
    return sorted(rows, key=lambda row: (row.decided_at, row.pk), reverse=True)


def _standing(decisions):
    """The latest decision on the ticket as it is, or none, and all on time."""
    own, of_time = None, []
    for row in decisions.order_by("decided_at", "id"):
        if row.occasion == TIME:
            of_time.append(row)
        else:
            own = row
    return own, of_time


def latest_decision(ticket, *, occasions=("filed", "changed")):
    """The latest decision on a ticket of those occasions, or none."""
    rows = CoverDecision.objects.filter(tenant_id=ticket.tenant_id, ticket=ticket, occasion__in=occasions)
    return rows.order_by("-decided_at", "-id").first()


def in_words(decision, *, for_the_client=False):
    """A stored decision as plain values for a page: verdict, tone, sentence, outlook, outcome and the ten answers."""
    steps = decision.facts.get("steps", [])
    failed = next((each for each in steps if each["step"] == decision.step), {"facts": {}})
    say = for_client if for_the_client else for_staff
    return {
        "verdict": decision.verdict,
        "name": VERDICTS[decision.verdict],
        "tone": TONES[decision.verdict],
        "step": decision.step,
        "sentence": say(decision.reason, failed["facts"]),
        "outlook": outlook(decision.verdict),
        "outcome": OUTCOMES.get(decision.outcome, ""),
        "outcome_words": OUTCOMES_FOR_CLIENT.get(decision.outcome, ""),
        "outcome_by": decision.outcome_by.name if decision.outcome_by else "",
        "is_open": decision.is_open,
        "charges": decision.facts.get("charges", {}),
        "steps": [] if for_the_client else step_lines(steps),
        "decided_at": decision.decided_at,
    }


OUTCOMES_FOR_CLIENT = {
    QUOTE: gettext_lazy("You get a quote before any work begins."),
    DECLINED: gettext_lazy("We do not do this work; the conversation says why."),
    GOODWILL: gettext_lazy("We do this work at no charge."),
    ACCEPTED: gettext_lazy("We have checked it: your contract covers this."),
}


def step_lines(steps):
    """The ten answers in words: number, name, result with its code, and the sentence of what failed."""
    return [
        {
            "number": each["step"],
            "name": STEP_NAMES[STEPS[each["step"] - 1]],
            "result": RESULTS[each["result"]],
            "code": each["result"],
            "sentence": for_staff(each["reason"], each["facts"]),
        }
        for each in steps
    ]
