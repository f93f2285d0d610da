"""Subtracts and adds local times of one zone, so that an hour lost or gained at a clock change goes unseen (S-02)."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from conformance.broken.sound import Spans, engine, serve


def local(zone: str, at: int) -> datetime:
    return datetime.fromtimestamp(at, ZoneInfo(zone))


class LocalTime(Spans):
    def length(self, opens: int, closes: int) -> int:
        zone = self.version_at(opens).zone
        return max(0, round((local(zone, closes) - local(zone, opens)).total_seconds()))

    def after(self, at: int, seconds: int) -> int:
        return round((local(self.version_at(at).zone, at) + timedelta(seconds=seconds)).astimezone(UTC).timestamp())


if __name__ == "__main__":
    serve(engine(calendar=LocalTime))
