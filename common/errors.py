"""Refusals of the desk's rules, told in a sentence fit for a person."""


class DomainError(Exception):
    """A rule refused what was asked; `str(error)` may be shown to whoever asked."""

    code = "refused"


class StaleVersion(DomainError):
    """Someone else changed the object after it was read."""

    code = "stale"
