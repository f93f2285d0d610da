"""Refusals of the desk's rules, told in a sentence fit for a person."""


class DomainError(Exception):
    """A rule refused what was asked; `str(error)` may be shown to whoever asked, at the input `field` where one is at fault."""

    code = "refused"

    def __init__(self, sentence: str = "", *, field: str = ""):
        super().__init__(sentence)
        self.field = field


class StaleVersion(DomainError):
    """Someone else changed the object after it was read."""

    code = "stale"
