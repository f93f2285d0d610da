"""The front door, the health of the process and of what it stands on, and refused forms."""

from django.db import transaction
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views import defaults
from django.views.decorators.http import require_safe

from accounts.api.problems import problem_response
from supportdesk.health import broker_answers, database_answers, newest_beat_is_recent


@require_safe
def front_door(request):
    """Signed in: to the workspaces; else to sign-in."""
    return redirect("account_workspaces" if request.user.is_authenticated else "account_login")


@require_safe
def door_page(request, tenant, *, leads_to):
    """The bare address of a door leads to its first page, which asks who is there."""
    return redirect(leads_to, tenant)


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


def bad_request(request, exception):
    """A request that makes no sense; programs get a problem, people a page."""
    return _api_problem(request, 400, "bad_request") or defaults.bad_request(request, exception)


def not_found(request, exception):
    """Nothing at this address."""
    return _api_problem(request, 404, "not_found") or defaults.page_not_found(request, exception)


def server_error(request):
    """A mistake of ours; the log has it under the request's id."""
    return _api_problem(request, 500, "internal_error") or defaults.server_error(request)


def _api_problem(request, status, code):
    if not request.path_info.startswith("/api/v1/"):
        return None
    details = {
        400: _("This request cannot be understood."),
        404: _("There is nothing at this address, or it is not yours to see."),
        500: _("Something broke on our side. Tell us the request_id if it stays."),
    }
    return problem_response(request, status, code, details[status])
