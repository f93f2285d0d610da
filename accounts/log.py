"""The one way to write the log."""

from accounts.models import LogEntry


def record(*, tenant_id, kind, subject, at, by=None, client_id=None, visibility="internal", **facts):
    """Add an entry in the transaction of the deed; `facts` are plain values and never a secret."""
    LogEntry.objects.create(
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
