"""Bytes that no row names: what a crash between the two leaves behind."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

from django.conf import settings

from files.models import File

OLD = timedelta(days=1)  # younger ones may belong to a request that still runs


def unnamed_bytes(*, tenant_id, at):
    """The stored files of a tenant older than a day that no row names; what is not named by an id is not ours and stays."""
    folder = Path(settings.MEDIA_ROOT) / str(tenant_id)
    old = {UUID(place.name): place for place in folder.iterdir() if is_id(place.name) and _age(place, at) > OLD}
    named = set(File.objects.filter(tenant_id=tenant_id, pk__in=old).values_list("pk", flat=True))
    return [place for pk, place in sorted(old.items()) if pk not in named]


def is_id(name) -> bool:
    """Whether a file or folder is called by an id."""
    try:
        return str(UUID(name)) == name
    except ValueError:
        return False


def _age(place, at):
    return at - datetime.fromtimestamp(place.stat().st_mtime, UTC)
