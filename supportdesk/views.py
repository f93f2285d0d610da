"""The front door, the health of the process and of what it stands on, and refused forms."""

from django.db import transaction
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from supportdesk.health import broker_answers, database_answers, newest_beat_is_recent


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
    checks = {"database": database_answers(), "broker": broker_answers()}
    checks["beat"] = checks["database"] and newest_beat_is_recent()
    return JsonResponse({"ready": all(checks.values()), **checks}, status=200 if all(checks.values()) else 503)


def csrf_failure(request, reason=""):
    """A form was sent without its token: say what to do."""
    return render(request, "403_csrf.html", status=403)
