"""The context of a request: which scope and tenant the path names, who signed in, and as which member they act."""

from django.conf import settings
from django.contrib import auth, messages
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.db import transaction
from django.http import HttpResponseNotFound
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from accounts import tenancy
from accounts.models import RESERVED_SLUGS, Membership
from accounts.sessions import hashed
from accounts.tokens import tenant_of_token
from common.zones import zone

# Answered before any context is opened: they read no row of a person or a tenant.
WITHOUT_CONTEXT = ("static", "healthz", "readyz")


def open_context(get_response):
    """Open the request's transaction and scope; what a view raised leaves nothing behind."""

    def middleware(request):
        first = request.path_info.split("/")[1]
        request.member = None
        request.tenant_slug = ""
        if first in WITHOUT_CONTEXT or request.path_info.startswith(("/api/schema", "/api/docs")):
            return get_response(request)
        session = hashed(request.COOKIES.get(settings.SESSION_COOKIE_NAME, ""))
        if first in RESERVED_SLUGS or not first:
            slug = tenant_of_token(request) if first == "api" else ""
        else:
            slug = request.tenant_slug = first
        if slug or first == "api":
            context = tenancy.Context(scope="tenant", audience="nobody", session=session)
        else:
            context, slug = tenancy.Context(scope="identity", session=session), None
        with tenancy.of_request(context, slug=slug) as entered:
            if request.tenant_slug and entered.tenant == tenancy.UNKNOWN:
                return _not_found(request)
            response = get_response(request)
            if response.status_code >= 500:
                transaction.set_rollback(True)
            return response

    return middleware


def _not_found(request):
    return HttpResponseNotFound(render(request, "404.html").content, headers={"Cache-Control": "no-store, private"})


def know_person(get_response):
    """`request.user` from the session; inside a tenant also the memberships that the person holds there, in one query."""

    def middleware(request):
        request.user = auth.models.AnonymousUser()
        request.memberships = []
        now = tenancy.current()
        person_id = request.session.get(SESSION_KEY) if now.scope and not request.path_info.startswith("/api/") else None
        if person_id:
            tenancy.write(tenancy.replaced(now, person=person_id))
            if now.tenant:
                _know_memberships(request)
            if request.user.is_anonymous:
                request.user = auth.get_user(request)
        return get_response(request)

    return middleware


def _know_memberships(request):
    rows = Membership.objects.in_force().filter(person_id=tenancy.current().person, tenant_id=tenancy.current().tenant)
    memberships = list(rows.select_related("person", "tenant", "client", "level"))
    if memberships and _session_is_of(request, memberships[0].person):
        request.user, request.memberships = memberships[0].person, memberships


def _session_is_of(request, person):
    """What Django's get_user asks: the person may sign in, and has not changed the password since."""
    stored = request.session.get(HASH_SESSION_KEY, "")
    return person.is_active and constant_time_compare(stored, person.get_session_auth_hash())


def know_member(get_response):
    """`request.member`: the membership that fits the door of the path; the context turns to its audience."""

    def middleware(request):
        if request.tenant_slug and request.memberships:
            member = _member_for_door(request)
            if member is not None:
                request.member = member
                audience = "client" if member.client_id else "staff"
                tenancy.write(
                    tenancy.replaced(
                        tenancy.current(), audience=audience, client=str(member.client_id or ""), member=str(member.pk)
                    )
                )
                if _lacks_second_factor(member):
                    messages.warning(
                        request,
                        _("%(tenant)s asks its staff for a second factor. Set it up to go on.") % {"tenant": member.tenant},
                    )
                    return redirect("mfa_index")
        return get_response(request)

    return middleware


def _member_for_door(request):
    door = (request.path_info.split("/") + ["", ""])[2]
    if door == "portal":
        contacts = [m for m in request.memberships if m.client_id]
        chosen = request.session.get(f"contact-of-{request.tenant_slug}")
        return next((m for m in contacts if str(m.pk) == chosen), contacts[0] if contacts else None)
    return next((m for m in request.memberships if not m.client_id), None)


def _lacks_second_factor(member):
    if member.client_id or not member.tenant.staff_need_second_factor:
        return False
    from allauth.mfa.utils import is_mfa_enabled

    return not is_mfa_enabled(member.person)


def speak_their_language(get_response):
    """The language and the zone of the person, or what the browser asks for."""

    def middleware(request):
        person = request.user if request.user.is_authenticated else None
        language = (person and person.language) or translation.get_language_from_request(request)
        with translation.override(language), timezone.override(zone(person.time_zone) if person else None):
            request.LANGUAGE_CODE = language
            response = get_response(request)
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ["Accept-Language", "Cookie"])
        if person:
            response.headers.setdefault("Cache-Control", "no-store, private")
        return response

    return middleware
