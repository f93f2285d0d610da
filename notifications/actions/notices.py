"""Leave a notice, and see it."""

from typing import Any, NamedTuple

from django.db import transaction

from notifications.models import Notice

ROWS_AT_ONCE = 1000


class Note(NamedTuple):
    """One thing and the members who are told of it; `facts` are plain values, `link` a path inside the product."""

    people: list
    key: str
    template: str
    facts: dict[str, Any]
    link: str
    by_mail: bool = True
    in_bell: bool = True
    tone: str = "info"


def notify(people, *, key, template, facts, link, at, by_mail=True, in_bell=True, tone="info"):
    """One notice per member and key; saying it again changes nothing."""
    notify_each([Note(people, key, template, facts, link, by_mail, in_bell, tone)], at=at)


@transaction.atomic
def notify_each(notes, *, at):
    """Many notes at the price of one: a single insert for every thousand notices."""
    Notice.objects.bulk_create(
        [
            Notice(
                tenant_id=member.tenant_id,
                recipient_id=member.pk,
                key=note.key,
                template=note.template,
                facts=note.facts,
                link=note.link,
                tone=note.tone,
                at=at,
                is_in_bell=note.in_bell,
                next_try_at=at if note.by_mail else None,
            )
            for note in notes
            for member in note.people
        ],
        ignore_conflicts=True,
        batch_size=ROWS_AT_ONCE,
    )


@transaction.atomic
def mark_seen(*, by, at, notice=None):
    """The member has looked: at one notice, or at everything that is in the bell."""
    unseen = Notice.objects.visible_to(by).unseen()
    return (unseen.filter(pk=notice.pk) if notice else unseen.filter(at__lte=at)).update(seen_at=at)
