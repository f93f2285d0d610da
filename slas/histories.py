"""The versions of a tier, one after the other, and what each changed, in words."""

from slas.contents import content_of
from slas.differences import differences
from slas.models import Calendar, TicketType

IN_FORCE, COMING, REPLACED = "in force", "coming", "replaced"


def changes_in_words(member, before, after):
    """What the content `after` promises that `before` does not."""
    return differences(before, after, *_names(member))


def history_in_words(member, versions, at):
    """Versions, newest first, each with `changes` (against the one before) and `standing`: in force, coming or replaced."""
    names = _names(member)
    contents = [content_of(version) for version in versions]
    started = [version.number for version in versions if version.published_at <= at]
    holds = max(started, default=versions[-1].number)
    for version, content, before in zip(versions, contents, [*contents[1:], None], strict=True):
        version.changes = differences(before, content, *names) if before else []
        version.standing = IN_FORCE if version.number == holds else COMING if version.published_at > at else REPLACED
        if version.standing == COMING and version.number < holds:
            version.standing = REPLACED  # a later version is in force already
    return versions


def _names(member):
    types = {str(one.pk): one.name for one in TicketType.objects.visible_to(member)}
    calendars = {str(one.pk): one.name for one in Calendar.objects.visible_to(member)}
    return types, calendars
