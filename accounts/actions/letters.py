"""Mails to addresses."""

from accounts.models import Letter


def post_letter(*, to, subject, body, at):
    """Leave a mail for the sender task, in the transaction of the deed."""
    return Letter.objects.create(to=to, subject=" ".join(subject.split())[:200], body=body, at=at, next_try_at=at)
