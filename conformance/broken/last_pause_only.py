"""Takes only the latest pause out of the elapsed time: the ones before it count as if the clock had run (S-23)."""

from typing import Any

from conformance.broken.sound import engine, serve
from conformance.oracle.clocks import Clock


class LastPause(Clock):
    pause: tuple[int, int] | None = None

    def run(self, start: int, end: int) -> None:
        if self.ran and self.ran[-1][1] < start:
            if self.pause and self.promise:
                self.counted = sorted([*self.counted, *self.promise.calendar.walk(*self.pause)])
            self.pause = self.ran[-1][1], start
        super().run(start, end)

    def shown(self, now: int, is_paused: bool) -> dict[str, Any]:
        if self.stopped_at is None and not is_paused:
            self.run(now, now)  # a pause that ends just now is the latest
        return super().shown(now, is_paused)


if __name__ == "__main__":
    serve(engine(clock=LastPause))
