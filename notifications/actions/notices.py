"""Leave a notice, and see it."""

from django.db import transaction

from notifications.models import Notice


@transaction.atomic
def notify(people, *, key, template, facts, link, at, by_mail=True, in_bell=True, tone="info"):
    """One notice per member and key; saying it again changes nothing. `facts` are plain values, `link` a path."""
    Notice.objects.bulk_create(
        [
            Notice(
                tenant_id=member.tenant_id,
                recipient=member,
                key=key,
                template=template,
                facts=facts,
                link=link,
                tone=tone,
                at=at,
                is_in_bell=in_bell,
                next_try_at=at if by_mail else None,
            )
            for member in people
        ],
        ignore_conflicts=True,
    )


@transaction.atomic
def mark_seen(*, by, at, until=None):
    """The member has looked at the bell: everything up to the instant `until` (default `at`) counts as seen."""
    return Notice.objects.visible_to(by).unseen().filter(at__lte=until or at).update(seen_at=at)
