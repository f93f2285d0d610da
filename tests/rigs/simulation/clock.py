"""The instant that the desk and its worker take for now, in a file that both map."""

import mmap
from datetime import UTC, datetime
from pathlib import Path

PLACES = 3  # 64-bit numbers: seconds since 1970, the second through which the worker has swept, rounds it has made


class VirtualClock:
    """Moved on by the desk, read by the worker, which says how far it has come."""

    def __init__(self, path):
        path = Path(path)
        if not path.exists():
            path.write_bytes(bytes(8 * PLACES))
        with path.open("r+b") as file:
            self._map = mmap.mmap(file.fileno(), 8 * PLACES)
        self._numbers = memoryview(self._map).cast("q")

    def now(self):
        """Stands in for `common.wallclock.now`."""
        return datetime.fromtimestamp(self._numbers[0], UTC)

    def move_to(self, at):
        self._numbers[0] = int(at.timestamp())

    def note_swept(self, at):
        self._numbers[1] = int(at.timestamp())
        self._numbers[2] += 1

    @property
    def is_swept(self):
        """Whether a round that began at the present instant has ended."""
        return self._numbers[1] == self._numbers[0]

    @property
    def rounds(self):
        return self._numbers[2]
