"""What one cell of the matrix expects: one route, one role, one owner of the objects that the route names."""

import re
from functools import cache

from django.db import connection, transaction

from accounts.permissions import may
from accounts.tenancy import SYSTEM, acting_in
from tests.isolation.walls import WALL_OFF
from tests.isolation.world import CANARY, FOREIGN_CLIENT, FOREIGN_TENANT, OURS

VARYING = re.compile(
    r"csrfmiddlewaretoken[^>]*>|X-CSRFToken[^}]*}|nonce=\"[^\"]*\"|data-now=\"[^\"]*\"|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
)
CONTACT_DOOR = "portal"


def expected(view, member, tenant, owner):
    """The right statuses of a view with `door` and `may`, asked under the path of tenant a by a member (or nobody) of a or b."""
    if member is None:
        return {302}
    if tenant == "b" or member.ended_at is not None:
        return {404}
    acting = _at_door(member, view.door)
    if acting is None:
        return {404}
    if not may(acting, view.may):
        return {403}
    if owner == FOREIGN_TENANT or (acting.client_id and owner != client_of(member)):
        return {404}
    return set(range(200, 400))


def _at_door(member, door):
    """The membership under which the person passes the door; the engineer who is also a contact has one for each."""
    if bool(member.client_id) == (door == CONTACT_DOOR):
        return member
    return getattr(member, "other_self", None)


def client_of(contact):
    """Which owner's objects are a contact's own."""
    return getattr(contact, "own", OURS)


def ask(browser, method, path, data, headers=None, is_json=False, after=None):
    """One request, undone afterwards; `after` is called before that, to look at what it did."""
    how = {"headers": headers} | ({"content_type": "application/json"} if is_json else {})
    with transaction.atomic():
        answer = browser.post(path, data, **how) if method == "post" else browser.get(path, headers=headers)
        if getattr(answer, "streaming", False):
            answer.content_read = b"".join(answer.streaming_content).decode(errors="replace")
        else:
            answer.content_read = answer.content.decode(errors="replace")
        if after:
            after()
        transaction.set_rollback(True)
    browser.cookies.pop("messages", None)  # of what is undone the next page says nothing
    return answer


def leaks_in(answer, allowed):
    """The canaries in an answer that whoever asked may not see."""
    text = answer.content_read + str(answer.headers)
    return [owner for owner in (FOREIGN_CLIENT, FOREIGN_TENANT) if owner not in allowed and CANARY[owner] in text]


def may_read(member, tenant):
    """Whose canaries are no leak to a member."""
    if member is None or member.ended_at is not None:
        return set()
    if tenant == "b":
        return {FOREIGN_TENANT}
    if not member.client_id:
        return {OURS, FOREIGN_CLIENT}
    return {client_of(member)}


def as_compared(answer):
    """Status and text of an answer without what differs from request to request: foreign and missing must be the same."""
    return answer.status_code, VARYING.sub("", answer.content_read)


class Missing:
    """What is answered for an object that nobody has; `ask` is given the method, once each."""

    def __init__(self, ask):
        self.ask, self.told = ask, {}

    def differs_from(self, answer, method):
        """Whether the answer for a foreign object tells it from one that is missing."""
        if method not in self.told:
            self.told[method] = as_compared(self.ask(method))
        return as_compared(answer) != self.told[method]


def fingerprint(tenant):
    """What a tenant's tables hold, as one text; equal before and after means that nothing was changed."""
    with acting_in(tenant, SYSTEM), connection.cursor() as cursor:
        held = " || ".join(
            f"coalesce((SELECT md5(string_agg(t::text, '' ORDER BY t::text)) FROM {name} t WHERE tenant_id = %(tenant)s), '-')"
            for name in _tables_of_tenants()
        )
        cursor.execute(f"SELECT {held}", {"tenant": str(tenant.pk)})
        return cursor.fetchone()[0]


def as_built(the_world, tenant):
    """The fingerprint of a tenant between requests, which are all undone."""
    if tenant.pk not in the_world.fingerprints:
        the_world.fingerprints[tenant.pk] = fingerprint(tenant)
    return the_world.fingerprints[tenant.pk]


@cache
def _tables_of_tenants():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.columns"
            " WHERE column_name = 'tenant_id' AND table_schema = 'public' ORDER BY 1"
        )
        return [name for (name,) in cursor.fetchall()]


class Untouched:
    """Whether a foreign tenant is as the world was built, while what was asked is not yet undone.

    The first request of each kind that had an effect is looked at; what a request leaves behind its transaction would be seen
    when the world ends (`the_world`).
    """

    def __init__(self, the_world, tenant):
        self.tenant, self.before, self.looked, self.changed = tenant, as_built(the_world, tenant), set(), []

    def after(self, *kind):
        def look():
            if kind not in self.looked:
                self.looked.add(kind)
                if fingerprint(self.tenant) != self.before:
                    self.changed.append(kind)

        return look


__all__ = [
    "WALL_OFF",
    "Missing",
    "Untouched",
    "as_built",
    "as_compared",
    "ask",
    "expected",
    "fingerprint",
    "leaks_in",
    "may_read",
]
