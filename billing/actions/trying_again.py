"""Somebody at the desk has mended what kept an answer from being carried out, or says that it no longer matters."""

from django.db import transaction

from billing.actions.consent_work import carry_out_consent
from billing.actions.obstacles import log_obstacle, overcome, try_by_hand
from billing.actions.quote_work import carry_out_quote
from billing.models import ConsentRequest


def try_quote_again(*, version, by, at):
    """Carry out an accepted quote that was put off; refused again, the new reason is kept, and raised."""
    try_by_hand(lambda answer: carry_out_quote(version=answer, by=by, at=at), version, by=by, at=at)


def try_consent_again(*, request, by, at):
    """Carry out an answered question that was put off; refused again, the new reason is kept, and raised."""
    try_by_hand(lambda answer: carry_out_consent(request=answer, by=by, at=at), request, by=by, at=at)


@transaction.atomic
def set_consent_aside(*, request, by, at):
    """Nothing more is to be carried out: it was done by hand, or agreed otherwise. The answer stays as it was given."""
    if overcome(request, at, by=by):
        ConsentRequest.objects.filter(tenant_id=request.tenant_id, pk=request.pk).update(work_at=None, set_aside_at=at)
        log_obstacle("set_aside", request, by, at)
