"""When a client's answer cannot be carried out: a person is told once, the worker tries on with growing pauses (C-21, C-35).

The answer itself stays as it was given, whatever keeps it from being carried out.
"""

import logging
from datetime import timedelta

from django.db import transaction
from django.db.models import F

from accounts.log import record
from billing.actions.quote_telling import desk_of
from billing.models import ConsentRequest, Obstacle, QuoteVersion
from common.errors import DomainError
from notifications.actions import notify

logger = logging.getLogger(__name__)
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=30), timedelta(hours=6)
TOLD_AT = 5  # tries in a row that ended in something unforeseen


def attempt(deed, answer, at) -> bool:
    """Carry out one answer that is due; returns whether it could be. One that cannot keeps no other waiting.

    A refusal by a rule is final until a person tries again. Anything else is tried again after 30 seconds, a minute, two, up to
    six hours, and a person is told after five tries.
    """
    try:
        with transaction.atomic():
            deed(answer)
    except DomainError as refusal:
        logger.warning("The answer to %s %s needs a person: %s", answer._meta.model_name, answer.pk, refusal)
        put_off(answer=answer, at=at, reason=str(refusal))
    except Exception:  # one bad answer must not hide the others
        logger.exception("The answer to %s %s was not carried out", answer._meta.model_name, answer.pk)
        put_off(answer=answer, at=at)
    else:
        return True
    return False


@transaction.atomic
def put_off(*, answer, at, reason="", is_asked=False) -> Obstacle | None:
    """Write down why an answer was not carried out, and when it is tried next; none if another worker was faster.

    `is_asked`: somebody at the desk tried, who reads the reason there, so that nobody is told.
    """
    rows = type(answer).objects.filter(tenant_id=answer.tenant_id, pk=answer.pk)
    if not is_asked and not rows.filter(work_at__lte=at).select_for_update(of=("self",), no_key=True).exists():
        return None
    of = {"tenant_id": answer.tenant_id, "ended_at": None, **_of(answer)}
    found, _is_new = Obstacle.objects.get_or_create(
        **of, defaults={"client_id": answer.client_id, "began_at": at, "tried_at": at}
    )
    Obstacle.objects.filter(tenant_id=found.tenant_id, pk=found.pk).update(tries=F("tries") + 1)
    found.refresh_from_db()
    is_told = found.needs_person or found.tries > TOLD_AT
    found.needs_person, found.reason, found.tried_at = bool(reason), reason[:1000], at
    found.next_at = None if reason else at + pause_after(found.tries)
    found.save(update_fields=["needs_person", "reason", "tried_at", "next_at"])
    rows.update(work_at=found.next_at)
    if not is_told and (found.needs_person or found.tries >= TOLD_AT):
        log_obstacle("stalled", answer, None, at, reason=found.reason)
        if not is_asked:
            _tell(found, answer, at)
    return found


def pause_after(tries: int) -> timedelta:
    """How long the worker waits after so many tries in a row: half a minute, doubled each time, at most six hours."""
    return min(FIRST_PAUSE * 2 ** min(tries - 1, 20), LONGEST_PAUSE)


def overcome(answer, at, *, by=None) -> bool:
    """What kept the answer from being carried out is over, of a quote also what kept earlier versions; returns whether there was
    anything."""
    of = _of(answer)
    if isinstance(answer, QuoteVersion):
        of = {"version__quote_id": answer.quote_id, "version__number__lte": answer.number}
    standing = Obstacle.objects.standing().filter(tenant_id=answer.tenant_id, **of)
    return bool(standing.update(ended_at=at, ended_by=by, next_at=None))


def stands_before(answer) -> bool:
    """Whether something keeps the answer from being carried out."""
    return Obstacle.objects.standing().filter(tenant_id=answer.tenant_id, **_of(answer)).exists()


def try_by_hand(deed, answer, *, by, at):
    """Carry out an answer that was put off, because somebody at the desk says that its cause is mended.

    Refused again, the new reason is written down and the refusal raised; an answer that nothing keeps back is left alone.
    """
    rows = type(answer).objects.filter(tenant_id=answer.tenant_id, pk=answer.pk)
    try:
        with transaction.atomic():
            rows.select_for_update(of=("self",), no_key=True).get()
            if not stands_before(answer):
                return
            rows.update(work_at=at)
            answer.work_at = at
            log_obstacle("tried_again", answer, by, at)
            deed(answer)
    except DomainError as refusal:
        put_off(answer=answer, at=at, reason=str(refusal), is_asked=True)
        raise


def _of(answer):
    return {"version_id": answer.pk} if isinstance(answer, QuoteVersion) else {"consent_id": answer.pk}


def _about(answer):
    """What the answer is about: a quote or the question itself, its path at the desk, and its name."""
    if isinstance(answer, QuoteVersion):
        return answer.quote, "quotes", str(answer.quote)
    return answer, "consent", answer.line.name


def _tell(obstacle, answer, at):
    subject, path, name = _about(answer)
    facts = {
        "client": subject.client.name,
        "name": name,
        "is_quote": path == "quotes",
        "reason": obstacle.reason,
        "tries": obstacle.tries,
    }
    also = answer.asked_by if isinstance(answer, ConsentRequest) else answer.sent_by
    link = f"/{subject.client.tenant.slug}/manage/{path}/{subject.pk}/"
    key = f"obstacle:{obstacle.pk}"
    notify(desk_of(subject, also), key=key, template="answer_stalled", facts=facts, link=link, at=at, tone="danger")


def log_obstacle(kind, answer, by, at, **facts):
    """Write down what became of an answer; internal."""
    subject, path, name = _about(answer)
    record(
        tenant_id=answer.tenant_id,
        kind=("quote." if path == "quotes" else "consent.") + kind,
        subject=subject,
        client_id=answer.client_id,
        at=at,
        by=by,
        name=name,
        **facts,
    )
