"""The front door, the health of the process and of what it stands on, and refused forms."""

from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe
from redis import Redis
from redis.exceptions import RedisError

from common import wallclock
from notifications.models import Heartbeat

HEARTBEAT_TOO_OLD = timedelta(seconds=60)


@require_safe
def front_door(request):
    """Signed in: to the workspaces; else to sign-in."""
    return redirect("account_workspaces" if request.user.is_authenticated else "account_login")


@require_safe
def healthz(request):
    """The process answers."""
    return HttpResponse("ok", content_type="text/plain")


@require_safe
@transaction.non_atomic_requests
def readyz(request):
    """503 until the database, the broker and a recent beat are there; says which, and nothing else."""
    checks = {"database": _database(), "broker": broker_answers()}
    checks["beat"] = checks["database"] and newest_beat_is_recent()
    return JsonResponse({"ready": all(checks.values()), **checks}, status=200 if all(checks.values()) else 503)


def csrf_failure(request, reason=""):
    """A form was sent without its token: say what to do."""
    return render(request, "403_csrf.html", status=403)


def _database():
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        return True
    except DatabaseError:
        return False


def broker_answers() -> bool:
    """Whether Redis answers within two seconds."""
    try:
        with Redis.from_url(settings.REDIS_URL, socket_timeout=2, socket_connect_timeout=2) as broker:
            return bool(broker.ping())
    except RedisError:
        return False


def newest_beat_is_recent() -> bool:
    """Whether the beat reached a worker within the last minute."""
    newest = Heartbeat.objects.order_by("-at").first()
    return newest is not None and wallclock.now() - newest.at < HEARTBEAT_TOO_OLD
