"""People and what they are in a tenant."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.permissions import CONTACT_ROLES, STAFF_ROLES
from accounts.tenancy import OwnedModel, OwnedQuerySet, unique_in_tenant
from common.constraints import CompositeForeignKey
from common.ids import uuid7
from common.zones import check_zone


class PersonManager(BaseUserManager):
    def create_user(self, email, password=None, **fields):
        """A new person; the address is stored in small letters, so that it is one person's alone."""
        person = self.model(email=self.normalize_email(email).lower(), **fields)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def get_by_natural_key(self, email):
        return self.get(email=(email or "").lower())


class Person(AbstractBaseUser):
    """Somebody who signs in, once, for every tenant in which they hold a membership."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    time_zone = models.CharField(max_length=64, default="UTC", validators=[check_zone])
    language = models.CharField(max_length=10, blank=True)  # empty: what the browser asks for
    theme = models.CharField(
        max_length=6, choices={"system": _("System"), "light": _("Light"), "dark": _("Dark")}, default="system"
    )
    is_active = models.BooleanField(default=True)

    objects = PersonManager()

    USERNAME_FIELD = EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    def __str__(self):
        return self.name or self.email


def display_name(person) -> str:
    """How account pages and mails call a person."""
    return person.name or person.email


class MembershipQuerySet(OwnedQuerySet):
    def seen_by_contact(self, member):
        """Colleagues at the same client, and the staff who answer."""
        return self.filter(models.Q(client_id=member.client_id) | models.Q(client=None))

    def in_force(self):
        return self.filter(ended_at=None)

    def staff(self):
        return self.filter(client=None)

    def contacts(self):
        return self.exclude(client=None)

    def with_role(self, *roles):
        return self.filter(client=None, roles__overlap=list(roles))


class Membership(OwnedModel):
    """What a person is in a tenant: staff with roles and a level, or a contact of one client."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="memberships")
    client = models.ForeignKey(
        "accounts.Client", models.PROTECT, related_name="contacts", null=True, blank=True, db_constraint=False
    )
    name = models.CharField(max_length=120)  # as shown in this tenant; the person's own name is theirs
    roles = ArrayField(models.CharField(max_length=20, choices=STAFF_ROLES), default=list, blank=True)
    level = models.ForeignKey(
        "accounts.Level", models.PROTECT, related_name="members", null=True, blank=True, db_constraint=False
    )
    contact_role = models.CharField(max_length=10, choices=CONTACT_ROLES, blank=True)
    is_approver = models.BooleanField(default=False)
    spending_limit = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)  # tax-exclusive (C-22)
    spending_currency = models.CharField(max_length=3, blank=True)  # of the limit; it reaches no amount in another
    invitation = models.ForeignKey(
        "accounts.Invitation", models.PROTECT, related_name="+", null=True, blank=True, db_constraint=False
    )
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = MembershipQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            unique_in_tenant("membership_tenant_id"),
            CompositeForeignKey(field="client", name="membership_at_a_client_of_its_tenant"),
            CompositeForeignKey(field="level", name="membership_at_a_level_of_its_tenant"),
            CompositeForeignKey(field="invitation", name="membership_by_an_invitation_of_its_tenant"),
            models.UniqueConstraint(
                fields=["tenant", "person", "client"], nulls_distinct=False, name="membership_once_per_person_and_client"
            ),
            models.CheckConstraint(
                condition=models.Q(client=None, contact_role="", is_approver=False)
                | models.Q(client__isnull=False, roles=[], level=None, contact_role__in=list(CONTACT_ROLES)),
                name="membership_of_staff_or_of_a_contact",
            ),
            models.CheckConstraint(
                condition=models.Q(spending_limit=None) | ~models.Q(spending_currency=""),
                name="membership_limit_in_a_currency",
            ),
        ]
        indexes = [models.Index(fields=["person"], name="membership_by_person")]

    def __str__(self):
        return self.name


class Invitation(OwnedModel):
    """An offer of a membership, sent by e-mail; the token is stored hashed, works once and until it expires."""

    email = models.EmailField()
    name = models.CharField(max_length=120)
    client = models.ForeignKey(
        "accounts.Client", models.CASCADE, related_name="invitations", null=True, blank=True, db_constraint=False
    )
    roles = ArrayField(models.CharField(max_length=20, choices=STAFF_ROLES), default=list, blank=True)
    level = models.ForeignKey("accounts.Level", models.PROTECT, related_name="+", null=True, blank=True, db_constraint=False)
    contact_role = models.CharField(max_length=10, choices=CONTACT_ROLES, blank=True)
    is_approver = models.BooleanField(default=False)
    spending_limit = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    spending_currency = models.CharField(max_length=3, blank=True)
    token_hash = models.CharField(max_length=64)
    invited_by = models.ForeignKey("accounts.Membership", models.PROTECT, related_name="+", null=True, db_constraint=False)
    at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at"]
        constraints = [
            unique_in_tenant("invitation_tenant_id"),
            models.UniqueConstraint(fields=["tenant", "token_hash"], name="invitation_token_once_per_tenant"),
            models.CheckConstraint(condition=~models.Q(token_hash=""), name="invitation_has_a_token"),
            CompositeForeignKey(field="client", name="invitation_to_a_client_of_its_tenant", on_delete="CASCADE"),
            CompositeForeignKey(field="level", name="invitation_to_a_level_of_its_tenant"),
            CompositeForeignKey(field="invited_by", name="invitation_by_a_member_of_its_tenant"),
        ]
