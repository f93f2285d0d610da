"""Leave a notice, and see it."""

import json
from typing import Any, NamedTuple

from django.db import connection, transaction
from django.db.models import F

from common.ids import uuid7
from notifications.models import Notice

# What people share goes over once and is joined to them by its place: thousands of notices cost a third of `bulk_create`.
INSERT = """
INSERT INTO notifications_notice
  (id, tenant_id, recipient_id, key, template, facts, link, tone, at, is_in_bell, attempts, next_try_at)
SELECT told.id, %(tenant)s, told.recipient, note.key, note.template, note.facts::jsonb, note.link, note.tone, %(at)s,
  note.in_bell, 0, CASE WHEN note.by_mail THEN %(at)s::timestamptz END
FROM unnest(%(keys)s::text[], %(templates)s::text[], %(facts)s::text[], %(links)s::text[], %(tones)s::text[],
  %(by_mail)s::boolean[], %(in_bell)s::boolean[])
  WITH ORDINALITY AS note(key, template, facts, link, tone, by_mail, in_bell, place)
JOIN unnest(%(ids)s::uuid[], %(recipients)s::uuid[], %(places)s::int[]) AS told(id, recipient, place) USING (place)
ON CONFLICT DO NOTHING
"""


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


def notify_each(notes, *, at):
    """Many notes of one tenant in one statement."""
    told = [(member, place) for place, note in enumerate(notes, start=1) for member in note.people]
    if not told:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            INSERT,
            {
                "tenant": told[0][0].tenant_id,
                "at": at,
                "ids": [uuid7() for _ in told],
                "recipients": [member.pk for member, _place in told],
                "places": [place for _member, place in told],
                "keys": [note.key for note in notes],
                "templates": [note.template for note in notes],
                "facts": [json.dumps(note.facts) for note in notes],
                "links": [note.link for note in notes],
                "tones": [note.tone for note in notes],
                "by_mail": [note.by_mail for note in notes],
                "in_bell": [note.in_bell for note in notes],
            },
        )


@transaction.atomic
def mark_seen(*, by, at, link=None):
    """The member has looked at all that is in the bell, or (`link`) at the page that notices lead to."""
    unseen = Notice.objects.visible_to(by).unseen().filter(at__lte=at)
    return (unseen.filter(link=link) if link else unseen).update(seen_at=at)


@transaction.atomic
def count_as_delivered(*, tenant_id, at):
    """Notices of a past that was told afterwards (the demo's): no mail of it goes out, and what is older than `at` has been seen.

    Each counts as sent and seen at its own instant.
    """
    told = Notice.objects.filter(tenant_id=tenant_id)
    told.filter(next_try_at__isnull=False).update(next_try_at=None, sent_at=F("at"))
    told.filter(seen_at=None, at__lt=at).update(seen_at=F("at"))
