"""Memberships: what a person is in a tenant, and its end."""

from collections.abc import Callable
from importlib import import_module

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.log import record
from accounts.models import ApiToken, Membership
from accounts.permissions import ADMINISTRATOR
from accounts.tenancy import identity
from common import money
from common.errors import DomainError

# What a higher app does when somebody leaves (tickets return to the queue); registered in AppConfig.ready().
_farewells: list[Callable] = []


class LastAdministrator(DomainError):
    """Nobody would be left to administer the tenant."""

    code = "last_administrator"


class AlreadyMember(DomainError):
    """The person holds such a membership already."""

    code = "already_member"


class LimitRefused(DomainError):
    """A spending limit that its currency cannot hold."""

    code = "limit_refused"


def on_membership_end(farewell: Callable) -> None:
    """Have `farewell(member=, by=, at=)` called in the transaction that ends a membership."""
    if farewell not in _farewells:
        _farewells.append(farewell)


@transaction.atomic
def add_staff(*, tenant_id, person, name, roles, level_id, at, invitation=None):
    """A staff membership; one that had ended is taken up again."""
    wanted = {"name": name, "roles": sorted(roles), "level_id": level_id, "started_at": at, "invitation": invitation}
    return _add(tenant_id, person, None, wanted)


@transaction.atomic
def add_contact(
    *,
    tenant_id,
    client_id,
    person,
    name,
    contact_role,
    at,
    is_approver=False,
    spending_limit=None,
    spending_currency="",
    invitation=None,
):
    """A contact membership at a client; a spending limit is without tax, in `spending_currency` (C-22)."""
    wanted = {
        "name": name,
        "contact_role": contact_role,
        "is_approver": is_approver,
        "spending_limit": spending_limit,
        "spending_currency": limit_currency(spending_limit, spending_currency),
        "started_at": at,
        "invitation": invitation,
    }
    return _add(tenant_id, person, client_id, wanted)


def limit_currency(limit, currency) -> str:
    """The currency of a spending limit, none without a limit; refuses an unknown one, and digits that it does not have (C-01)."""
    if limit is None:
        return ""
    if not money.is_whole(limit, currency):
        words = _("Give the limit in the digits of the currency.")
        raise LimitRefused(words, field="spending_limit")
    return currency


def _add(tenant_id, person, client_id, wanted):
    where = {"tenant_id": tenant_id, "person": person, "client_id": client_id}
    member = Membership.objects.filter(**where).first()
    if member is None:
        return Membership.objects.create(**where, **wanted)
    if member.ended_at is None:
        raise AlreadyMember(_("%(name)s is a member already.") % {"name": member.name})
    for field, value in (wanted | {"ended_at": None}).items():
        setattr(member, field, value)
    member.save()
    return member


@transaction.atomic
def change_staff(*, member, name, roles, level, by, at):
    """Name, roles and level of a colleague."""
    if ADMINISTRATOR in member.roles and ADMINISTRATOR not in roles:
        _keep_an_administrator(member)
    before = {"name": member.name, "roles": member.roles, "level": member.level and member.level.number}
    member.name, member.roles, member.level = name, sorted(roles), level
    member.save(update_fields=["name", "roles", "level"])
    after = {"name": name, "roles": member.roles, "level": level and level.number}
    record(tenant_id=by.tenant_id, kind="staff.changed", subject=member, at=at, by=by, before=before, after=after)
    return member


@transaction.atomic
def change_contact(*, member, name, contact_role, is_approver, spending_limit, spending_currency="", by, at):
    """Name, role and spending limit of a contact, without tax, in `spending_currency` (C-22)."""
    member.name, member.contact_role = name, contact_role
    member.is_approver, member.spending_limit = is_approver, spending_limit
    member.spending_currency = limit_currency(spending_limit, spending_currency)
    member.save(update_fields=["name", "contact_role", "is_approver", "spending_limit", "spending_currency"])
    record(
        tenant_id=by.tenant_id,
        kind="contact.changed",
        subject=member,
        client_id=member.client_id,
        at=at,
        by=by,
        role=contact_role,
    )
    return member


@transaction.atomic
def move_contact(*, member, to, by, at):
    """The contact leaves one client for another of the tenant; the tickets stay with the client that they were filed for."""
    moved = add_contact(
        tenant_id=to.tenant_id, client_id=to.pk, person=member.person, name=member.name, contact_role=member.contact_role, at=at
    )
    end_membership(member=member, by=by, at=at)
    record(tenant_id=by.tenant_id, kind="contact.moved", subject=moved, client_id=to.pk, at=at, by=by, before=str(member.pk))
    return moved


@transaction.atomic
def end_membership(*, member, by, at):
    """The person loses this membership at once; who has no other is signed out everywhere.

    Tokens are revoked; open tickets return to the queue.
    """
    if ADMINISTRATOR in member.roles:
        _keep_an_administrator(member)
    member.ended_at = at
    member.save(update_fields=["ended_at"])
    ApiToken.objects.filter(member=member, revoked_at=None).update(revoked_at=at)
    for farewell in _farewells:
        farewell(member=member, by=by, at=at)
    record(tenant_id=by.tenant_id, kind="membership.ended", subject=member, client_id=member.client_id, at=at, by=by)
    with identity(member.person_id):
        if not Membership.objects.in_force().filter(person_id=member.person_id).exists():
            _sign_out_everywhere(member.person_id)


def _keep_an_administrator(member):
    others = Membership.objects.in_force().with_role(ADMINISTRATOR).filter(tenant_id=member.tenant_id).exclude(pk=member.pk)
    if not others.exists():
        raise LastAdministrator(_("%(name)s is the only administrator. Make somebody else one first.") % {"name": member.name})


def _sign_out_everywhere(person_id):
    store = import_module(settings.SESSION_ENGINE).SessionStore
    for session in UserSession.objects.filter(user_id=person_id):
        store(session.session_key).delete()
        session.delete()
