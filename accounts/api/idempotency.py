"""Writes: one transaction each, and a repeated `Idempotency-Key` gets the first answer again (`decisions.md` 30)."""

import hashlib
import json
import re
from functools import wraps

from django.db import connection, transaction
from django.utils.translation import gettext as _
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response

from accounts.actions import remember_answer
from accounts.actions.answers import KEPT
from accounts.api.problems import Problem
from accounts.models import IdempotencyKey
from common import wallclock

SANE = re.compile(r"[\x21-\x7e]{1,255}")
KEPT_HEADERS = ("Location", "ETag")


def writes(handler):
    """A handler that changes something: all or nothing, together with the answer that its key will get again."""

    @wraps(handler)
    def written(view, request, *args, **kwargs):
        key = request.headers.get("Idempotency-Key")
        with transaction.atomic():
            if key is None:
                return handler(view, request, *args, **kwargs)
            return _once(request, key, lambda: handler(view, request, *args, **kwargs))

    written.is_write = True
    return written


def _once(request, key, answer):
    if not SANE.fullmatch(key):
        raise Problem(400, "invalid_idempotency_key", _("An Idempotency-Key is 1 to 255 printable ASCII characters, no spaces."))
    token, at = request.auth, wallclock.now()
    place = {"token": token, "method": request.method, "path": request.path[:300], "key": key}
    _lock(token, request.method, request.path, key)
    body_hash = _hash_of(request)
    found = IdempotencyKey.objects.visible_to(request.member).filter(**place, created_at__gte=at - KEPT).first()
    if found is not None:
        return _again(found, body_hash)
    response = answer()
    kept = {
        "body": json.loads(JSONRenderer().render(response.data)),
        "headers": {name: response[name] for name in KEPT_HEADERS if name in response},
    }
    remember_answer(**place, body_hash=body_hash, status=response.status_code, response=kept, at=at)
    return response


def _lock(*parts):
    """Held until the transaction ends; who comes meanwhile with the same key is told to come back."""
    text = "\n".join(str(getattr(part, "pk", part)) for part in parts)
    number = int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [number])
        if not cursor.fetchone()[0]:
            raise Problem(
                409, "in_flight", _("A request with this Idempotency-Key is being answered. Ask again."), {"Retry-After": "1"}
            )


def _again(found, body_hash):
    if found.body_hash != body_hash:
        raise Problem(422, "idempotency_key_reused", _("This Idempotency-Key came with another body before. Use a new one."))
    headers = found.response["headers"] | {"Idempotent-Replayed": "true"}
    return Response(found.response["body"], found.status, headers=headers)


def _hash_of(request):
    """SHA-256 of what was sent: the values, not their spelling; of files the content."""
    values = request.data
    if hasattr(values, "lists"):
        values = {name: [_plain(one) for one in found] for name, found in values.lists()}
    return hashlib.sha256(json.dumps(values, sort_keys=True).encode()).hexdigest()


def _plain(value):
    if not hasattr(value, "chunks"):
        return value
    digest = hashlib.sha256()
    for chunk in value.chunks():
        digest.update(chunk)
    value.seek(0)
    return [value.name, digest.hexdigest()]
