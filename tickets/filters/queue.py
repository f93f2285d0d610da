"""What the queue may be narrowed to, read from the address; what does not fit is left out rather than refused."""

from uuid import UUID

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from slas.models import SEVERITIES
from tickets.queries.desk import SOON
from tickets.transitions import OPEN_STATUSES, STATUSES

MINE, UNASSIGNED, ALL, DONE = "mine", "unassigned", "all", "done"
VIEWS = {ALL: _("All open"), MINE: _("Mine"), UNASSIGNED: _("Unassigned"), DONE: _("Finished")}
DUE = {"missed": _("Breached"), "soon": _("Due within 1 h"), "none": _("No deadline running")}
LONGEST_NUMBER = 9  # digits; longer ones are no ticket's


class QueueFilter:
    """The chosen view, level, severity, client, status, deadline and text, and the rows that fit them."""

    def __init__(self, given):
        view = given.get("view")
        self.view = view if view in VIEWS else ALL
        self.text = given.get("q", "").replace("\0", "").strip()[:200]  # a NUL is in no title, and PostgreSQL takes none
        self.severity = _known(given.get("severity"), SEVERITIES)
        self.status = _known(given.get("status"), OPEN_STATUSES) if self.view != DONE else ""
        self.due = _known(given.get("due"), DUE) if self.view != DONE else ""
        self.level, self.client = _id(given.get("level")), _id(given.get("client"))

    @property
    def number(self):
        """The ticket number that was typed, or None."""
        digits = self.text.removeprefix("#")
        return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= LONGEST_NUMBER else None

    @property
    def is_narrowed(self):
        return any((self.text, self.severity, self.status, self.due, self.level, self.client))

    @property
    def order(self):
        return "-updated_at" if self.view == DONE else "rank_at"

    def chosen(self):
        """What the address holds, without what says nothing: name and value."""
        names = ("q", "level", "severity", "client", "status", "due")
        values = (self.text, self.level, self.severity, self.client, self.status, self.due)
        view = [("view", self.view)] if self.view != ALL else []
        return view + [(name, value) for name, value in zip(names, values, strict=True) if value]

    def apply(self, rows, *, member, at):
        """The tickets of `rows` that fit; a number is looked for among all of them, whatever else was chosen."""
        if self.number is not None:
            return rows.filter(number=self.number)
        rows = rows.exclude(status__in=OPEN_STATUSES) if self.view == DONE else rows.open()
        if self.view == MINE:
            rows = rows.filter(assignee_id=member.pk)
        elif self.view == UNASSIGNED:
            rows = rows.filter(assignee=None)
        for field in ("level", "client"):
            if getattr(self, field):
                rows = rows.filter(**{f"{field}_id": getattr(self, field)})
        for field in ("severity", "status"):
            if getattr(self, field):
                rows = rows.filter(**{field: getattr(self, field)})
        for word in self.text.split():
            rows = rows.filter(title__icontains=word)
        return rows.filter(_of_deadline(self.due, at)) if self.due else rows


def _of_deadline(due, at):
    if due == "missed":  # the rank is never later than the deadline, so its index bounds the search
        return Q(rank_at__lte=at, next_due_at__lte=at)
    if due == "soon":
        return Q(rank_at__lte=at + SOON, next_due_at__gt=at, next_due_at__lte=at + SOON)
    return Q(next_due_at=None)


def status_choices():
    """Open statuses and their words for staff."""
    return [(code, STATUSES[code][0]) for code in OPEN_STATUSES]


def _known(value, choices):
    return value if value in choices else ""


def _id(value):
    try:
        return str(UUID(value)) if value else ""
    except ValueError:
        return ""
