"""Whose rows may be seen: the one function that opens a context, and the models that live inside it (`decisions.md` 13, 14).

The settings are local to the transaction; the policies of the database read them (migration `0002`). A query outside a
context is an error, never an empty list.
"""

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace

from django.db import connection, models, transaction

from common.ids import uuid7


@dataclass(frozen=True)
class Audience:
    """Who looks: staff of the tenant, one client's contacts, the tasks, or nobody yet."""

    kind: str
    client: str = ""


STAFF, SYSTEM, NOBODY = Audience("staff"), Audience("system"), Audience("nobody")


def client_audience(client_id) -> Audience:
    """The contacts of one client company."""
    return Audience("client", str(client_id))


@dataclass(frozen=True)
class Context:
    """The transaction-local settings that the policies read; empty strings mean "not known"."""

    scope: str = ""
    tenant: str = ""
    audience: str = ""
    client: str = ""
    member: str = ""
    person: str = ""
    session: str = ""


EMPTY = Context()
_current: ContextVar[Context] = ContextVar("context", default=EMPTY)
_in_request: ContextVar[bool] = ContextVar("in_request", default=False)
_SETTINGS = tuple(Context.__dataclass_fields__)
UNKNOWN = "00000000-0000-0000-0000-000000000000"  # the tenant of a slug that nobody has
_SET_BY_SLUG = (
    "SELECT set_config('app.tenant', found.id, true), "
    + ", ".join(f"set_config('app.{name}', %s, true)" for name in _SETTINGS if name != "tenant")
    + f" FROM (SELECT coalesce(tenant_by_slug(%s)::text, '{UNKNOWN}') AS id) AS found"
)
_SET = "SELECT " + ", ".join(f"set_config('app.{name}', %s, true)" for name in _SETTINGS)


class SystemInsideRequest(RuntimeError):
    """A request asked for the audience of the tasks."""


def current() -> Context:
    """The context that is open now."""
    return _current.get()


def replaced(context: Context, **changes) -> Context:
    """The context with some settings changed."""
    return replace(context, **changes)


def write(context: Context) -> None:
    """Set the context of the open transaction; only the context managers here and the middleware call it."""
    with connection.cursor() as cursor:
        cursor.execute(_SET, [getattr(context, name) for name in _SETTINGS])
    _current.set(context)


def write_by_slug(context: Context, slug: str) -> None:
    """`write`, with the tenant of that slug looked up in the same statement; before an unknown one nobody sees anything."""
    with connection.cursor() as cursor:
        cursor.execute(_SET_BY_SLUG, [*(getattr(context, name) for name in _SETTINGS if name != "tenant"), slug])
        tenant = cursor.fetchone()[0]
    _current.set(replace(context, tenant=tenant))


@contextmanager
def opened(context: Context, *, slug: str | None = None):
    """Run inside `context`, in a transaction; what was set before comes back on leaving, also when it was empty."""
    before, nested = _current.get(), connection.in_atomic_block
    try:
        with transaction.atomic():
            write(context) if slug is None else write_by_slug(context, slug)
            yield _current.get()
            if (
                nested and not connection.needs_rollback
            ):  # a rollback brings the old values back by itself, and so does the end of the outermost transaction
                write(before)
    finally:
        _current.set(before)


@contextmanager
def of_request(context: Context, *, slug: str | None = None):
    """`opened`, marked as a request: the audience of the tasks is refused inside."""
    token = _in_request.set(True)
    try:
        with opened(context, slug=slug) as entered:
            yield entered
    finally:
        _in_request.reset(token)


def acting_in(tenant, audience: Audience, *, member="", person=""):
    """Act in one tenant (object or id) before one audience; there is no default audience."""
    if not isinstance(audience, Audience):
        raise TypeError("acting_in needs an Audience: STAFF, SYSTEM, NOBODY or client_audience(id)")
    if audience == SYSTEM and _in_request.get():
        raise SystemInsideRequest("a request acts as its member, never as the system")
    tenant_id = str(getattr(tenant, "pk", tenant) or "")
    if not tenant_id:
        raise ValueError("acting_in needs a tenant")
    now = _current.get()
    return opened(
        Context(
            scope="tenant",
            tenant=tenant_id,
            audience=audience.kind,
            client=audience.client,
            member=str(member or ""),
            person=str(person or now.person),
            session=now.session,
        )
    )


def acting_as(member):
    """Act as a membership: its tenant, its audience, its person."""
    audience = client_audience(member.client_id) if member.client_id else STAFF
    return acting_in(member.tenant_id, audience, member=member.pk, person=member.person_id)


def turn_to(audience, member):
    """In the tenant of the open request: go on as this member before this audience, until the request ends."""
    now = _current.get()
    if now.scope != "tenant" or now.tenant != str(member.tenant_id):
        raise ValueError("the request is in no tenant of this member")
    write(replace(now, audience=audience.kind, client=audience.client, member=str(member.pk), person=str(member.person_id)))


def identity(person=""):
    """The scope of sign-in: people, their addresses and second factors, and the memberships of `person`; no tenant's table."""
    return opened(Context(scope="identity", person=str(getattr(person, "pk", person) or ""), session=_current.get().session))


def tenant_id_by_slug(slug):
    """The id of the tenant of that slug, or None; may be asked before any context is open."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT tenant_by_slug(%s)", [slug])
        return cursor.fetchone()[0]


class OwnedQuerySet(models.QuerySet):
    """Rows that belong to a tenant, seen by a member."""

    def visible_to(self, member):
        """The rows of the member's tenant that the member may see; contacts by `seen_by_contact`."""
        rows = self.filter(tenant_id=member.tenant_id)
        return rows.seen_by_contact(member) if member.client_id else rows

    def seen_by_contact(self, member):
        """What a contact sees: nothing, unless the model says otherwise."""
        return self.none()


class ClientQuerySet(OwnedQuerySet):
    """Rows that belong to a client of a tenant."""

    def seen_by_contact(self, member):
        return self.filter(client_id=member.client_id)


class TenantWideQuerySet(OwnedQuerySet):
    """Rows that every contact of the tenant may read."""

    def seen_by_contact(self, member):
        return self


class OwnedModel(models.Model):
    """A row of a tenant."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    tenant = models.ForeignKey("accounts.Tenant", models.CASCADE, related_name="+", db_index=False)

    objects = OwnedQuerySet.as_manager()

    class Meta:
        abstract = True


def unique_in_tenant(name):
    """The constraint that composite foreign keys of child tables point to."""
    return models.UniqueConstraint(fields=["tenant", "id"], name=name)
