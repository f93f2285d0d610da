"""Bearer tokens: the row by its hash, then the member, then the member's context."""

from django.db.models import F, Func, TextField, Value
from django.db.models.functions import Cast
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed

from accounts import tenancy
from accounts.actions import note_use_of_token
from accounts.models import ApiToken, Membership
from accounts.tokens import secret_hash
from common import wallclock


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer sd_…`; every failure gets the same answer after the same reads."""

    def authenticate(self, request):
        scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != "bearer":
            return None
        at = wallclock.now()
        token = _token(secret.strip())
        member = _member(token)
        if member is None or token is None or not token.is_valid(at) or not member.person.is_active:
            raise AuthenticationFailed
        member.tenant = token.tenant
        audience = tenancy.client_audience(member.client_id) if member.client_id else tenancy.STAFF
        tenancy.turn_to(audience, member)
        note_use_of_token(token=token, at=at)
        request._request.member = member
        return member.person, token

    def authenticate_header(self, request):
        return "Bearer"


def _token(secret):
    """The token of that secret; reading it also tells the policies whose it is, so that its member can be read next."""
    owner = Cast(F("member_id"), TextField())
    whose = Func(Value("app.member"), owner, Value(True), function="set_config", output_field=TextField())
    rows = ApiToken.objects.filter(tenant_id=tenancy.current().tenant, secret_hash=secret_hash(secret))
    return rows.select_related("tenant").annotate(_told=whose).first()


def _member(token):
    rows = Membership.objects.in_force().select_related("person")
    return rows.filter(tenant_id=tenancy.current().tenant, pk=token.member_id if token else None).first()
