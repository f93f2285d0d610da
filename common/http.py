"""Small answers that several doors share."""

from django.shortcuts import render
from django.utils.cache import patch_vary_headers

from common.errors import DomainError


def render_page_or_partial(request, page, partial, context, status=200):
    """The whole page, or only its part when htmx asks; both come from the same templates."""
    wants_part = request.headers.get("HX-Request") == "true" and request.headers.get("HX-Boosted") != "true"
    response = render(request, partial if wants_part else page, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def accepted(form, deed) -> bool:
    """Whether the form held and `deed(**form.cleaned_data)` was done; a refusal stands at its field, or above all.

    What the deed returns is `form.outcome`.
    """
    if not form.is_valid():
        return False
    try:
        form.outcome = deed(**form.cleaned_data)
    except DomainError as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return False
    return True


def status_of(*forms) -> int:
    """What a page that shows forms answers: 422 where what was sent in one of them is refused, otherwise 200."""
    return 422 if any(form is not None and form.is_bound and form.errors for form in forms) else 200


def form_page(request, form, *, here, trail, submit, lead="", danger=False):
    """A page that is one form: `here` names it, `trail` leads back (pairs of words and address), `submit` is its button."""
    context = {"form": form, "here": here, "trail": trail, "submit": submit, "lead": lead, "danger": danger}
    return render(request, "manage/form.html", context, status=status_of(form))
