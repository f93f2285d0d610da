"""What keeps a client's answer from being carried out; the desk's own, no client reads it."""

from django.db import models
from django.db.models import Q

from accounts.tenancy import ClientQuerySet, OwnedModel
from common.constraints import CompositeForeignKey


class ObstacleQuerySet(ClientQuerySet):
    def seen_by_contact(self, member):
        return self.none()

    def standing(self):
        """Those that are not overcome yet."""
        return self.filter(ended_at=None)


class Obstacle(OwnedModel):
    """Why an accepted quote or an answered question could not be carried out, from the first try until it could.

    `needs_person`: a rule refused, so that trying again alone changes nothing. Otherwise something unforeseen happened, and the
    worker tries again with growing pauses. One stands for each answer at a time.
    """

    client = models.ForeignKey("accounts.Client", models.PROTECT, related_name="+", db_constraint=False)
    version = models.ForeignKey("billing.QuoteVersion", models.CASCADE, related_name="+", null=True, db_constraint=False)
    consent = models.ForeignKey("billing.ConsentRequest", models.CASCADE, related_name="+", null=True, db_constraint=False)
    needs_person = models.BooleanField(default=False)
    reason = models.CharField(max_length=1000, blank=True)  # the refusal's sentence; blank: unforeseen
    tries = models.PositiveIntegerField(default=0)
    began_at = models.DateTimeField()
    tried_at = models.DateTimeField()
    next_at = models.DateTimeField(null=True)  # when the worker tries again; none: when somebody says so
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey("accounts.Membership", models.PROTECT, related_name="+", null=True, db_constraint=False)

    objects = ObstacleQuerySet.as_manager()

    class Meta:
        ordering = ["-began_at", "-id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(version__isnull=True, consent__isnull=False) | Q(version__isnull=False, consent__isnull=True),
                name="obstacle_of_one_answer",
            ),
            models.UniqueConstraint(
                fields=["tenant", "version"], condition=Q(ended_at=None, version__isnull=False), name="obstacle_once_per_quote"
            ),
            models.UniqueConstraint(
                fields=["tenant", "consent"], condition=Q(ended_at=None, consent__isnull=False), name="obstacle_once_per_consent"
            ),
            CompositeForeignKey(field="client", name="obstacle_for_a_client_of_its_tenant"),
            CompositeForeignKey(field="version", name="obstacle_of_a_quote_of_its_tenant", on_delete="CASCADE"),
            CompositeForeignKey(field="consent", name="obstacle_of_a_consent_of_its_tenant", on_delete="CASCADE"),
            CompositeForeignKey(field="ended_by", name="obstacle_ended_by_a_member_of_its_tenant"),
        ]
