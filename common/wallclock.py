"""The only place that reads the present time (UTC); edges call it once and pass `at=` down."""

from datetime import UTC, datetime


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return datetime.now(UTC)
