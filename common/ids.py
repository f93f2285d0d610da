"""UUIDv7 keys, made in Python so that PostgreSQL 15 will do."""

import os
import time
import uuid


def uuid7() -> uuid.UUID:
    """A random id whose first 48 bits are the Unix time in milliseconds (RFC 9562), so that rows stay in order of creation."""
    millis = time.time_ns() // 1_000_000
    value = (millis & ((1 << 48) - 1)) << 80 | int.from_bytes(os.urandom(10))
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return uuid.UUID(int=value)


def uuid7_texts(count: int) -> list[str]:
    """As many such ids at once, as texts, for rows that are copied in by the thousand."""
    millis, noise = f"{time.time_ns() // 1_000_000 & ((1 << 48) - 1):012x}", os.urandom(10 * count).hex()
    head = f"{millis[:8]}-{millis[8:]}-7"
    rest = [noise[first : first + 20] for first in range(0, 20 * count, 20)]
    return [f"{head}{each[:3]}-{'89ab'[int(each[3], 16) & 3]}{each[4:7]}-{each[7:19]}" for each in rest]
