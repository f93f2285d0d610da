"""Signed links to a question: bound to tenant, person and question, until it expires; they still need a sign-in."""

from datetime import datetime
from typing import Any

from django.core import signing

SALT = "billing.consent"


def link_for(request: Any, member: Any, slug: str) -> str:
    """The path of the link that one approver gets."""
    said = [str(request.tenant_id), str(member.pk), str(request.pk), int(request.expires_at.timestamp())]
    return f"/{slug}/portal/consent/link/{signing.dumps(said, salt=SALT, compress=True)}/"


def read_link(token: str, member: Any, at: datetime) -> str | None:
    """The id of the question, for the very person whose link it is; None for a forged, a foreign and an expired one."""
    try:
        tenant, person, request, until = signing.loads(token, salt=SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    is_theirs = tenant == str(member.tenant_id) and person == str(member.pk)
    return request if is_theirs and at.timestamp() < until else None
