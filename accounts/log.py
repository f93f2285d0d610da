"""The one way to write the log."""

from accounts.models import LogEntry


def record(**facts):
    """Add an entry in the transaction of the deed; `facts` beside those of `entry` are plain values and never a secret."""
    entry(**facts).save(force_insert=True)


def record_all(entries):
    """Add the entries of one deed about many things, in one statement."""
    LogEntry.objects.bulk_create(entries)


def entry(*, tenant_id, kind, subject, at, by=None, client_id=None, visibility="internal", **facts):
    """An entry to be recorded."""
    return LogEntry(
        tenant_id=tenant_id,
        at=at,
        actor=by,
        kind=kind,
        subject_kind=subject._meta.label_lower,
        subject_id=subject.pk,
        client_id=client_id,
        visibility=visibility,
        facts=facts,
    )
