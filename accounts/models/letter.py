"""A mail to an address rather than to a member: password resets and invitations, delivered by the sender task."""

from django.db import models

from common.ids import uuid7


class Letter(models.Model):
    """One mail; its text holds a link that works once, so it is blanked when it has gone out."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    to = models.EmailField()
    subject = models.CharField(max_length=200)
    body = models.TextField()
    at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)  # none once sent or given up

    class Meta:
        # Read every two seconds by the sender.
        indexes = [models.Index(fields=["next_try_at"], condition=models.Q(next_try_at__isnull=False), name="letter_to_send")]
