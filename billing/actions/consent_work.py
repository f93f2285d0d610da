"""What the desk does by itself about hours that run out: it asks near the end, and carries out the answers (C-35, C-41, C-42)."""

from datetime import timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from billing.actions.consenting import ask_consent, top_up_price, withdraw_consent
from billing.actions.obstacles import attempt, overcome
from billing.errors import ConsentRefused
from billing.models import ConsentRequest
from billing.models.consent import APPROVED, ASKED, DECLINED, TOPPED_UP
from contracts import actions as contracts
from contracts.models import ThresholdCrossing
from contracts.queries.pace import pace_of
from contracts.spans import day_of
from tickets import actions as tickets

NEAR = 90  # percent
RECENT = timedelta(days=3)  # of crossings that a sweep looks at, so that it catches up after days of silence
HOUR = 60


def work_on_consents(*, tenant_id, at) -> int:
    """Carry out what approvers have answered; safe to repeat. Returns how many.

    One that cannot be carried out, such as hours for a line without an open period, is put off as `attempt` says, and no other
    waits for it.
    """
    due = ConsentRequest.objects.filter(tenant_id=tenant_id, work_at__lte=at).order_by("work_at", "pk")
    for request in due.select_related("client__tenant", "contract", "line__contract", "ticket", "decided_by", "asked_by"):
        attempt(lambda answer: carry_out_consent(request=answer, at=at), request, at)
    withdraw_what_is_answered(tenant_id=tenant_id, at=at)
    return len(due)


@transaction.atomic
def carry_out_consent(*, request, by=None, at):
    """Add the hours that were bought, and place what was held."""
    claimed = ConsentRequest.objects.filter(tenant_id=request.tenant_id, pk=request.pk, work_at__isnull=False)
    if not claimed.update(work_at=None):
        return
    held = {"client": request.client, "contract": request.contract, "ticket_id": request.ticket_id}
    tickets.lock_held(**held)
    if request.state == TOPPED_UP:
        contracts.top_up(
            line=request.line,
            minutes=request.added_minutes,
            price=top_up_price(request, request.added_minutes),
            source_kind="consent",
            source_id=request.pk,
            by=by or request.decided_by,
            at=at,
        )
    tickets.release_held(**held, by=by, at=at)
    overcome(request, at, by=by)


def withdraw_what_is_answered(*, tenant_id, at) -> int:
    """Take back what the desk asked about a line by itself once its hours do not run out any more: hours were added, whoever did
    it and wherever, or their period is over (C-41, C-42). A yes for a single ticket leaves it open. Returns how many."""
    asked = ConsentRequest.objects.filter(tenant_id=tenant_id, ticket=None).exclude(occasion="").open(at)
    return sum(_withdraw_answered(request, at) for request in asked.select_related("line", "client", "ticket").order_by("pk"))


@transaction.atomic
def _withdraw_answered(request, at) -> bool:
    period, percent, _times = request.occasion.split(":")
    crossings = ThresholdCrossing.objects.filter(tenant_id=request.tenant_id, period=period, percent__gte=min(int(percent), NEAR))
    is_over = not crossings.filter(period__closed_at=None).exists()
    if not is_over and crossings.filter(is_armed=False).exists():
        return False
    reason = _("The period of these hours is over.") if is_over else _("Hours were added meanwhile.")
    withdraw_consent(request=request, reason=reason, by=None, at=at)
    return True


def ask_at_thresholds(*, tenant_id, at) -> int:
    """Ask once a period about lines of which 90 percent are used, unless somebody has asked already. Returns how many."""
    rows = ThresholdCrossing.objects.filter(tenant_id=tenant_id, percent__gte=NEAR, is_armed=False)
    rows = rows.filter(crossed_at__gt=at - RECENT, crossed_at__lte=at, period__closed_at=None)
    asked = 0
    for crossing in rows.select_related("line__contract__client__tenant", "period").order_by("crossed_at", "pk"):
        asked += _ask(crossing, at)
    return asked


@transaction.atomic
def _ask(crossing, at) -> int:
    line, period = crossing.line, crossing.period
    known = ConsentRequest.objects.filter(tenant_id=line.tenant_id, line=line, ticket=None, occasion__startswith=str(period.pk))
    if known.filter(state__in=[ASKED, APPROVED, DECLINED]).exists():
        return 0
    occasion = f"{period.pk}:{crossing.percent}:{crossing.times}"
    if known.filter(occasion=occasion).exists():
        return 0
    try:
        ask_consent(line=line, minutes=_expected(line, period, at), occasion=occasion, at=at)
    except ConsentRefused:  # nothing that could be priced or asked about; whoever looks at the contract sees the threshold
        return 0
    return 1


def _expected(line, period, at):
    """Minutes beyond the hours until the period's end, if work goes on at its pace: whole hours, at least one."""
    pace = pace_of(line, period)
    today = day_of(at, line.contract.time_zone)
    gone = (min(today, period.ends_on) - period.starts_on).days + 1
    days = (period.ends_on - period.starts_on).days + 1
    beyond = pace.used * days // gone - pace.available
    return max(-(-beyond // HOUR) * HOUR, HOUR)
