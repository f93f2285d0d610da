"""The sign of life that `/readyz` looks for."""

from notifications.models import Heartbeat

BEAT = "beat"


def note_beat(*, at):
    """The beat has just reached a worker."""
    Heartbeat.objects.bulk_create(
        [Heartbeat(name=BEAT, at=at)], update_conflicts=True, unique_fields=["name"], update_fields=["at"]
    )
