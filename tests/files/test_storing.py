"""Bytes and rows: both or neither."""

import hashlib
import os
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.tenancy import acting_as
from files.actions import store_files, stored_for
from files.models import PUBLIC, File


def kept(tenant_id):
    folder = Path(settings.MEDIA_ROOT) / str(tenant_id)
    return {place.name for place in folder.iterdir()} if folder.exists() else set()


def test_a_stored_file_has_its_bytes_digest_and_kind(ann, nine_oclock):
    upload = SimpleUploadedFile("log.html", b"<script>x</script>", content_type="text/html")

    with acting_as(ann):
        (file,) = store_files(uploads=[upload], client=ann.client, visibility=PUBLIC, by=ann, at=nine_oclock)

        row = File.objects.get(pk=file.pk)
        place = Path(settings.MEDIA_ROOT) / str(ann.tenant_id) / str(row.pk)
    assert place.read_bytes() == b"<script>x</script>"
    assert (row.size, row.content_type, row.name) == (18, "text/plain", "log.html")
    assert row.sha256 == hashlib.sha256(b"<script>x</script>").hexdigest()
    assert place.stat().st_mode & 0o007 == 0


def test_a_refused_deed_leaves_neither_row_nor_bytes(ann, nine_oclock):
    before = kept(ann.tenant_id)

    with acting_as(ann):
        with pytest.raises(RuntimeError):
            with stored_for(
                uploads=[SimpleUploadedFile("a.txt", b"a")], client=ann.client, visibility=PUBLIC, by=ann, at=nine_oclock
            ) as files:
                assert len(files) == 1
                raise RuntimeError("the rule refused")

        assert not File.objects.exists()
    assert kept(ann.tenant_id) == before


def test_bytes_are_on_disk_before_the_row_is_written(ann, nine_oclock, monkeypatch):
    flushed = []
    monkeypatch.setattr("files.actions.storing.os.fsync", lambda number: flushed.append(os.fstat(number).st_size))
    sizes_at_insert = []
    plain = File.objects.bulk_create
    monkeypatch.setattr(type(File.objects), "bulk_create", lambda self, rows: (sizes_at_insert.extend(flushed), plain(rows))[1])

    with acting_as(ann):
        store_files(
            uploads=[SimpleUploadedFile("a.txt", b"twelve bytes")], client=ann.client, visibility=PUBLIC, by=ann, at=nine_oclock
        )

    assert sizes_at_insert[0] == 12
    assert len(sizes_at_insert) == 2  # the folder's entry too


def test_a_full_disk_leaves_no_row(ann, nine_oclock, monkeypatch):
    def full(number):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("files.actions.storing.os.fsync", full)
    before = kept(ann.tenant_id)

    with acting_as(ann):
        with pytest.raises(OSError, match="No space"):
            store_files(uploads=[SimpleUploadedFile("a.txt", b"a")], client=ann.client, visibility=PUBLIC, by=ann, at=nine_oclock)

        assert not File.objects.exists()
    assert kept(ann.tenant_id) == before
