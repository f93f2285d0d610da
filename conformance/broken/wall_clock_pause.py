"""Adds the length of each pause to the due date as the clock on the wall shows it (S-23)."""

from conformance.broken.sound import engine, serve
from conformance.oracle.clocks import Clock


class WallClock(Clock):
    def due(self, now: int) -> int | None:
        paused = sum(start - end for (_, end, _), (start, *_) in zip(self.ran, [*self.ran[1:], (now,)], strict=True))
        if self.breached_at is not None or self.is_fixed or not self.promise or not paused:
            return super().due(now)
        planned = self.promise.calendar.add(self.started_at, self.target or 0)
        return None if planned is None else planned + paused

    def note_breach(self, now: int) -> None:
        if self.promise and self.breached_at is None:
            due = self.due(now)
            self.breached_at = due if due is not None and due < now else None


if __name__ == "__main__":
    serve(engine(clock=WallClock))
