"""How far the stored clocks of a tenant have been proved against their history."""

from django.db import models

from accounts.tenancy import OwnedModel, OwnedQuerySet


class ClockProof(OwnedModel):
    """One row a tenant: where the replay of its tickets stands. What it found is in the log; staff alone see it."""

    touched_until = models.DateTimeField()  # tickets changed up to here have been replayed since
    cursor = models.UUIDField(null=True)  # the last ticket of the rolling sample
    proved = models.PositiveBigIntegerField(default=0)  # tickets replayed in all
    differing = models.PositiveIntegerField(default=0)  # of these, with rows that their history does not give
    at = models.DateTimeField()

    objects = OwnedQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tenant"], name="one_clock_proof_per_tenant")]
