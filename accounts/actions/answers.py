"""Answers of the API that a repeated request gets again."""

from datetime import timedelta

from django.db import transaction

from accounts.models import IdempotencyKey

KEPT = timedelta(hours=48)


@transaction.atomic
def remember_answer(*, token, method, path, key, body_hash, status, response, at):
    """Keep an answer beside its effect; answers of the tenant that are older than 48 hours go."""
    IdempotencyKey.objects.filter(tenant_id=token.tenant_id, created_at__lt=at - KEPT).delete()
    IdempotencyKey.objects.create(
        tenant_id=token.tenant_id,
        token=token,
        method=method,
        path=path,
        key=key,
        body_hash=body_hash,
        status=status,
        response=response,
        created_at=at,
    )
