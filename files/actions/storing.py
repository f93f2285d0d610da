"""Bytes first, then the row: a crash may leave bytes that nobody names, never a row without bytes."""

import hashlib
import os
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings
from django.db import transaction

from common.ids import uuid7
from files.kinds import kind_of
from files.models import File
from files.names import shown_name
from files.uploads import head_of


@contextmanager
def stored_for(*, uploads, client, visibility, by, at, tenant_id=None):
    """The stored files for the deed inside the block; when that is refused, neither rows nor bytes remain."""
    files = []
    try:
        with transaction.atomic():
            files += store_files(uploads=uploads, client=client, visibility=visibility, by=by, at=at, tenant_id=tenant_id)
            yield files
    except BaseException:
        _remove(files)
        raise


@transaction.atomic
def store_files(*, uploads, client, visibility, by, at, tenant_id=None):
    """Keep what was uploaded, one row each; `client` is none for what is the tenant's alone. The edge checked the limits.

    What a task keeps is by nobody, and then `tenant_id` says whose it is.
    """
    files = []
    try:
        for upload in uploads:
            file = File(
                id=uuid7(),
                tenant_id=tenant_id or by.tenant_id,
                client=client,
                visibility=visibility,
                name=shown_name(upload.name),
                content_type=kind_of(head_of(upload)),
                by=by,
                at=at,
            )
            files.append(file)
            file.size, file.sha256 = _write(upload.chunks(), _place(file))
        return File.objects.bulk_create(files)
    except BaseException:
        _remove(files)
        raise


def _place(file) -> Path:
    return Path(settings.MEDIA_ROOT) / file.path


def _write(chunks, place):
    """Write and flush to the disk, the entry in its folder too; returns size and digest of what was written."""
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o750)
    size, digest = 0, hashlib.sha256()
    with open(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o640), "wb") as kept:
        for chunk in chunks:
            kept.write(chunk)
            digest.update(chunk)
            size += len(chunk)
        kept.flush()
        os.fsync(kept.fileno())
    folder = os.open(place.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
    return size, digest.hexdigest()


def _remove(files):
    for file in files:
        with suppress(OSError):
            _place(file).unlink(missing_ok=True)
