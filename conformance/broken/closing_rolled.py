"""A target that runs out exactly at closing time is due at the next opening (S-05)."""

from conformance.broken.sound import Spans, engine, serve


class Rolled(Spans):
    def runs_out(self, left: int, length: int) -> bool:
        return left < length


if __name__ == "__main__":
    serve(engine(calendar=Rolled))
