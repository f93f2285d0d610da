"""API tokens."""

from datetime import timedelta

from django.db import transaction

from accounts.log import record
from accounts.models import ApiToken
from accounts.tokens import new_api_token, secret_hash


@transaction.atomic
def create_token(*, member, name, scopes, days, by, at):
    """A token for `member`, valid for `days`; returns the row and the secret, which is shown this once and stored as a hash."""
    secret = new_api_token(by.tenant.slug)
    token = ApiToken.objects.create(
        tenant_id=by.tenant_id,
        member=member,
        name=name,
        secret_hash=secret_hash(secret),
        hint=secret[-10:-6],
        scopes=sorted(scopes),
        created_by=by,
        created_at=at,
        expires_at=at + timedelta(days=days),
    )
    record(tenant_id=by.tenant_id, kind="token.created", subject=token, at=at, by=by, name=name, scopes=token.scopes)
    return token, secret


@transaction.atomic
def revoke_token(*, token, by, at):
    """The token stops working at once; revoking it again changes nothing."""
    if ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=at):
        record(tenant_id=by.tenant_id, kind="token.revoked", subject=token, at=at, by=by, name=token.name)


def note_use_of_token(*, token, at):
    """When it was last used, to the minute; whoever finds the row locked leaves the noting to the other request."""
    minute = at.replace(second=0, microsecond=0)
    if token.last_used_at is None or token.last_used_at < minute:
        free = ApiToken.objects.filter(tenant_id=token.tenant_id, pk=token.pk).select_for_update(skip_locked=True, no_key=True)
        ApiToken.objects.filter(tenant_id=token.tenant_id, pk__in=free.values("pk")).update(last_used_at=minute)
