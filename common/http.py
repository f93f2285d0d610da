"""Small answers that several doors share."""

from django.shortcuts import render
from django.utils.cache import patch_vary_headers


def render_page_or_partial(request, page, partial, context, status=200):
    """The whole page, or only its part when htmx asks; both come from the same templates."""
    wants_part = request.headers.get("HX-Request") == "true" and request.headers.get("HX-Boosted") != "true"
    response = render(request, partial if wants_part else page, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response
