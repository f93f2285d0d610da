"""What the rules of promises refuse."""

from common.errors import DomainError


class CalendarRefused(DomainError):
    """Hours that cannot be (S-41, S-45)."""

    code = "calendar_refused"


class CalendarOvertaken(CalendarRefused):
    """Somebody published a version of the calendar meanwhile."""

    code = "calendar_overtaken"


class TargetsRefused(DomainError):
    """Targets that contradict each other (S-10)."""

    code = "targets_refused"


class NoCalendar(DomainError):
    """Nothing says which calendar a kind of hours means (S-46)."""

    code = "no_calendar"


class VersionIsStale(DomainError):
    """Somebody else published a version of the tier since this one was begun."""

    code = "tier_version_stale"


class ProposalRefused(DomainError):
    """What cannot be done with a proposal: decided already, or one's own."""

    code = "proposal_refused"
