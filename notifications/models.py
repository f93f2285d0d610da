"""What a member is told, once per key: a row in the bell and, where asked, a mail."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.tenancy import OwnedModel, OwnedQuerySet, unique_in_tenant
from common.constraints import CompositeForeignKey

TO_SEND = models.Q(next_try_at__isnull=False)


class NoticeQuerySet(OwnedQuerySet):
    def visible_to(self, member):
        """A notice is its recipient's alone, staff or contact."""
        return self.filter(tenant_id=member.tenant_id, recipient_id=member.pk)

    def due_by_mail(self, at):
        return self.filter(TO_SEND, next_try_at__lte=at)

    def in_bell(self):
        return self.filter(is_in_bell=True)

    def unseen(self):
        return self.filter(is_in_bell=True, seen_at=None)


class Notice(OwnedModel):
    """One thing told to one member; `key` makes it once. Rendered on delivery, in the reader's language and zone."""

    recipient = models.ForeignKey("accounts.Membership", models.CASCADE, related_name="+", db_constraint=False)
    key = models.CharField(max_length=120)
    template = models.CharField(max_length=60)  # templates/emails/<template>.txt; first line is the subject
    facts = models.JSONField(default=dict)
    link = models.CharField(max_length=300)  # path inside the product
    tone = models.CharField(
        max_length=8, default="info", choices={"info": _("Info"), "warn": _("Warning"), "danger": _("Danger")}
    )
    at = models.DateTimeField()
    is_in_bell = models.BooleanField(default=True)
    seen_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)  # when the mail is due; none: no mail, sent, or given up

    objects = NoticeQuerySet.as_manager()

    class Meta:
        constraints = [
            unique_in_tenant("notice_tenant_id"),
            models.UniqueConstraint(fields=["tenant", "recipient", "key"], name="notice_once_per_key"),
            CompositeForeignKey(field="recipient", name="notice_to_a_member_of_its_tenant", on_delete="CASCADE"),
        ]
        indexes = [
            # Read every two seconds by the sender; sent mails stay out of it.
            models.Index(fields=["next_try_at", "tenant"], condition=TO_SEND, name="notice_to_send"),
            models.Index(fields=["tenant", "recipient", "-at"], condition=models.Q(is_in_bell=True), name="notice_in_bell"),
            # Read by every open page every few seconds.
            models.Index(
                fields=["tenant", "recipient", "-at"],
                condition=models.Q(is_in_bell=True, seen_at__isnull=True),
                name="notice_unseen",
            ),
        ]


class Heartbeat(models.Model):
    """When the beat last reached a worker; belongs to no tenant."""

    name = models.CharField(primary_key=True, max_length=40)
    at = models.DateTimeField()
