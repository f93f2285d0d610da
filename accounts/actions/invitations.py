"""Invitations by e-mail: offered, withdrawn, accepted once."""

import secrets
from datetime import timedelta

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.actions.letters import post_letter
from accounts.actions.members import AlreadyMember, add_contact, add_staff, limit_currency
from accounts.log import record
from accounts.models import Invitation, Membership, Person
from accounts.tenancy import acting_as, current, identity, replaced, write
from accounts.tokens import secret_hash
from common.errors import DomainError

VALID_FOR = timedelta(days=7)


class InvitationNotOpen(DomainError):
    """The invitation has expired, was withdrawn or has been used."""

    code = "invitation_not_open"


class AlreadyInvited(DomainError):
    """The address holds an open invitation to the same."""

    code = "already_invited"


@transaction.atomic
def invite(
    *,
    email,
    name,
    by,
    at,
    client=None,
    roles=(),
    level=None,
    contact_role="",
    is_approver=False,
    spending_limit=None,
    spending_currency="",
):
    """Offer a membership by e-mail; the answer is the same whether or not such a person exists. Works once, for seven days."""
    email = email.strip().lower()
    _refuse_second_offer(email, client, by.tenant_id, at)
    token = secrets.token_urlsafe(32)
    offer = Invitation.objects.create(
        tenant_id=by.tenant_id,
        email=email,
        name=name,
        client=client,
        roles=sorted(roles),
        level=level,
        contact_role=contact_role,
        is_approver=is_approver,
        spending_limit=spending_limit,
        spending_currency=limit_currency(spending_limit, spending_currency),
        token_hash=secret_hash(token),
        invited_by=by,
        at=at,
        expires_at=at + VALID_FOR,
    )
    link = settings.BASE_URL + reverse("invitation", args=[by.tenant.slug, token])
    facts = {"offer": offer, "tenant": by.tenant, "inviter": by.name, "link": link}
    with translation.override(settings.LANGUAGE_CODE):
        subject, _line, body = render_to_string("emails/invitation.txt", facts).partition("\n")
    post_letter(to=offer.email, subject=subject, body=body.lstrip("\n"), at=at)
    facts = {"email": offer.email}
    record(tenant_id=by.tenant_id, kind="invitation.sent", subject=offer, client_id=offer.client_id, at=at, by=by, **facts)
    return offer


@transaction.atomic
def withdraw_invitation(*, offer, by, at):
    """The link stops working."""
    check_open(offer, at)
    offer.withdrawn_at = at
    offer.save(update_fields=["withdrawn_at"])
    record(tenant_id=by.tenant_id, kind="invitation.withdrawn", subject=offer, client_id=offer.client_id, at=at, by=by)


@transaction.atomic
def accept_invitation(*, offer, at, person=None, name="", password=""):
    """The holder of the link becomes a member: `person` when signed in, else a new person with that name and password."""
    offer = Invitation.objects.select_for_update(of=("self",)).get(pk=offer.pk)
    check_open(offer, at)
    if person is None:
        person = _new_person(offer, name, password)
    before = current()
    write(replaced(before, person=str(person.pk)))
    shown = name or person.name
    if offer.client_id:
        member = add_contact(
            tenant_id=offer.tenant_id,
            client_id=offer.client_id,
            person=person,
            name=shown,
            contact_role=offer.contact_role,
            is_approver=offer.is_approver,
            spending_limit=offer.spending_limit,
            spending_currency=offer.spending_currency,
            at=at,
            invitation=offer,
        )
    else:
        member = add_staff(
            tenant_id=offer.tenant_id,
            person=person,
            name=shown,
            roles=offer.roles,
            level_id=offer.level_id,
            at=at,
            invitation=offer,
        )
    offer.accepted_at = at
    offer.save(update_fields=["accepted_at"])
    with acting_as(member):
        record(tenant_id=offer.tenant_id, kind="invitation.accepted", subject=offer, client_id=offer.client_id, at=at, by=member)
    return member


def check_open(offer, at):
    """Refuse an invitation that no longer works, saying what to do."""
    if offer.accepted_at:
        raise InvitationNotOpen(_("This invitation has been used. Sign in instead."))
    if offer.withdrawn_at:
        raise InvitationNotOpen(_("This invitation was withdrawn. Ask whoever invited you for a new one."))
    if offer.expires_at <= at:
        raise InvitationNotOpen(_("This invitation has expired. Ask whoever invited you for a new one."))


def person_exists(email) -> bool:
    """Whether the address of an invitation, which its holder has proved, has an account."""
    with identity():
        return Person.objects.filter(email=email).exists()


def _refuse_second_offer(email, client, tenant_id, at):
    """Within the tenant only, so that nobody learns whether an address is known elsewhere."""
    same = {"tenant_id": tenant_id, "client": client}
    if Membership.objects.in_force().filter(**same, person__email=email).exists():
        raise AlreadyMember(_("%(email)s is a member already.") % {"email": email}, field="email")
    if Invitation.objects.filter(**same, email=email, accepted_at=None, withdrawn_at=None, expires_at__gt=at).exists():
        words = _("An invitation for %(email)s is open already. Withdraw it before you send another.")
        raise AlreadyInvited(words % {"email": email}, field="email")


def _new_person(offer, name, password):
    with identity():
        if Person.objects.filter(email=offer.email).exists():
            raise InvitationNotOpen(_("You have an account already. Sign in to accept this invitation."))
        person = Person.objects.create_user(offer.email, password, name=name)
        EmailAddress.objects.create(user=person, email=offer.email, verified=True, primary=True)
    return person
