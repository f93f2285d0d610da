"""Bytes without a row are found and removed; nothing else is."""

import os
from datetime import timedelta
from io import StringIO
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from accounts.tenancy import acting_as
from common import wallclock
from common.ids import uuid7
from files.actions import store_files
from files.models import PUBLIC


def aged(place, days):
    then = (wallclock.now() - timedelta(days=days)).timestamp()
    os.utime(place, (then, then))
    return place


def swept(**options):
    out = StringIO()
    call_command("sweep_files", stdout=out, **options)
    return out.getvalue()


def test_only_old_bytes_without_a_row_are_removed(ann, nine_oclock):
    folder = Path(settings.MEDIA_ROOT) / str(ann.tenant_id)
    with acting_as(ann):
        (kept,) = store_files(
            uploads=[SimpleUploadedFile("a.txt", b"kept")], client=ann.client, visibility=PUBLIC, by=ann, at=nine_oclock
        )
    named, orphan, young, foreign = folder / str(kept.pk), folder / str(uuid7()), folder / str(uuid7()), folder / "README"
    for place in (orphan, young, foreign):
        place.write_bytes(b"12345")
    for place in (named, orphan, foreign):
        aged(place, days=2)

    told = swept()
    assert str(orphan) in told
    assert str(named) not in told
    assert orphan.exists()

    swept(delete=True)

    assert not orphan.exists()
    assert named.exists()
    assert young.exists()
    assert foreign.exists()
    young.unlink()
    foreign.unlink()
