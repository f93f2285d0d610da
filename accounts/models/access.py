"""What integrations sign in with, and the log of who did what."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.tenancy import ClientQuerySet, OwnedModel, OwnedQuerySet, unique_in_tenant
from common.constraints import CompositeForeignKey

SCOPES = {
    "tickets:read": _("Read tickets"),
    "tickets:write": _("Open tickets and reply"),
    "contracts:read": _("Read contracts and hours"),
    "invoices:read": _("Read invoices"),
    "invoices:write": _("Issue invoices and record payments"),
    "quotes:read": _("Read quotes and questions about hours"),
    "quotes:write": _("Write and answer quotes and questions about hours"),
    "products:read": _("Read products and environments"),
    "time:read": _("Read time worked"),
    "time:write": _("Log and correct time worked"),
}


class ApiToken(OwnedModel):
    """A bearer token, shown once and stored as SHA-256; it may do what both its member and its scopes allow."""

    member = models.ForeignKey("accounts.Membership", models.CASCADE, related_name="tokens", db_constraint=False)
    name = models.CharField(max_length=80)
    secret_hash = models.CharField(max_length=64)
    hint = models.CharField(max_length=12)  # the last characters, so that people can tell their tokens apart
    scopes = ArrayField(models.CharField(max_length=30, choices=SCOPES))
    created_by = models.ForeignKey("accounts.Membership", models.PROTECT, related_name="+", db_constraint=False)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            unique_in_tenant("api_token_tenant_id"),
            models.UniqueConstraint(fields=["tenant", "secret_hash"], name="api_token_once_per_tenant"),
            CompositeForeignKey(field="member", name="api_token_of_a_member_of_its_tenant", on_delete="CASCADE"),
            CompositeForeignKey(field="created_by", name="api_token_by_a_member_of_its_tenant"),
        ]

    def is_valid(self, at) -> bool:
        """Neither revoked nor expired at that instant."""
        return self.revoked_at is None and self.expires_at > at


class AnswerQuerySet(OwnedQuerySet):
    def seen_by_contact(self, member):
        return self.filter(token__member_id=member.pk)


class IdempotencyKey(OwnedModel):
    """The first answer to a POST that carried an `Idempotency-Key`, kept for 48 hours in the transaction of its effect."""

    token = models.ForeignKey(ApiToken, models.CASCADE, related_name="+", db_constraint=False)
    method = models.CharField(max_length=6)
    path = models.CharField(max_length=300)
    key = models.CharField(max_length=255)
    body_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    response = models.JSONField()
    created_at = models.DateTimeField()

    objects = AnswerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["tenant", "token", "method", "path", "key"], name="idempotency_key_once"),
            CompositeForeignKey(field="token", name="idempotency_key_of_a_token_of_its_tenant", on_delete="CASCADE"),
        ]
        indexes = [models.Index(fields=["tenant", "created_at"], name="idempotency_key_by_age")]


class LogQuerySet(ClientQuerySet):
    def seen_by_contact(self, member):
        return self.filter(client_id=member.client_id, visibility="public")


class LogEntry(OwnedModel):
    """One thing that somebody did; written in the transaction of the deed, never changed (the role may only insert and read)."""

    at = models.DateTimeField()
    actor = models.ForeignKey("accounts.Membership", models.PROTECT, related_name="+", null=True, db_constraint=False)
    kind = models.CharField(max_length=60)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    client = models.ForeignKey("accounts.Client", models.PROTECT, related_name="+", null=True, db_constraint=False)
    visibility = models.CharField(max_length=8, choices={"public": _("Public"), "internal": _("Internal")}, default="internal")
    facts = models.JSONField(default=dict)

    objects = LogQuerySet.as_manager()

    class Meta:
        constraints = [
            CompositeForeignKey(field="actor", name="log_entry_by_a_member_of_its_tenant"),
            CompositeForeignKey(field="client", name="log_entry_about_a_client_of_its_tenant"),
        ]
        indexes = [
            models.Index(fields=["tenant", "-at"], name="log_entry_by_time"),
            models.Index(fields=["tenant", "subject_id", "at"], name="log_entry_by_subject"),
        ]
