"""Every refusal of the API as one RFC 9457 problem: the same shape whatever went wrong."""

from http import HTTPStatus

from django.core.exceptions import PermissionDenied
from django.http import Http404, JsonResponse
from django.utils.translation import gettext as _
from rest_framework import exceptions
from rest_framework.response import Response

from common.errors import DomainError, StaleVersion

MEDIA_TYPE = "application/problem+json"
BEARER = "Bearer"


class Problem(exceptions.APIException):
    """A refusal of the API itself; `headers` go with the answer."""

    def __init__(self, status, code, detail, headers=None, errors=None):
        super().__init__(detail, code)
        self.status_code, self.headers, self.errors = status, headers or {}, errors or []


def as_problem(error, context):
    """The answer to an exception of a view, or None when it is a bug, which stays loud."""
    request = context["request"]._request
    known = _known(error)
    if known is None:
        return None
    headers = dict(getattr(error, "headers", {}))
    if getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = error.auth_header
    if isinstance(error, exceptions.Throttled):
        headers["Retry-After"] = str(error.wait or 1)
    status, code, detail, errors = known
    return Response(body(request, status, code, detail, errors), status, headers=headers, content_type=MEDIA_TYPE)


def problem_response(request, status, code, detail=""):
    """A problem outside of any view of the API: an unknown address, a bug."""
    return JsonResponse(body(request, status, code, detail), status=status, content_type=MEDIA_TYPE)


def body(request, status, code, detail, errors=()):
    """The members of a problem; `type` is stable and says the same as `code`."""
    found = {
        "type": f"urn:supportdesk:problem:{code.replace('_', '-')}",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "detail": str(detail),
        "instance": request.path,
        "request_id": request.id,
    }
    return found | {"errors": list(errors)} if errors else found


def _known(error):
    """(status, code, detail, errors) of what the API may say aloud."""
    if isinstance(error, Problem):
        return error.status_code, error.get_codes(), error.detail, error.errors
    if isinstance(error, StaleVersion):
        return 412, error.code, error, ()
    if isinstance(error, exceptions.NotAuthenticated | exceptions.AuthenticationFailed):
        return 401, "unauthenticated", _("Send a valid API token: Authorization: Bearer sd_…"), ()
    if isinstance(error, DomainError):
        return 409, error.code, error, ()
    if isinstance(error, exceptions.ValidationError):
        return 400, "invalid", _("Some fields are not valid; see errors."), list(pointers(error.detail))
    if isinstance(error, Http404):
        return 404, "not_found", _("There is nothing at this address, or it is not yours to see."), ()
    if isinstance(error, PermissionDenied):
        return 403, "permission_denied", _("This token may not do this."), ()
    if isinstance(error, exceptions.APIException):
        return error.status_code, error.get_codes(), error.detail, ()
    return None


def pointers(detail, path=""):
    """Each error of a serializer with the JSON pointer of its place."""
    if isinstance(detail, dict):
        for name, inner in detail.items():
            yield from pointers(inner, path if name == "non_field_errors" else f"{path}/{str(name).replace('/', '~1')}")
    elif isinstance(detail, list) and any(isinstance(inner, dict | list) for inner in detail):
        for index, inner in enumerate(detail):
            yield from pointers(inner, f"{path}/{index}")
    else:
        for one in detail if isinstance(detail, list) else [detail]:
            said = str(one).encode(errors="replace").decode()  # half a surrogate pair that was sent is not sent back
            yield {"pointer": path, "code": one.code, "detail": said}


def parameter_problem(errors):
    """A query parameter that cannot be used; `errors` is name -> sentences."""
    told = [{"parameter": name, "code": "invalid", "detail": str(one)} for name, found in errors.items() for one in found]
    return Problem(400, "invalid_parameter", _("Some query parameters are not valid; see errors."), errors=told)
