"""What clients attach: small files made here, named by what the message speaks of."""

from __future__ import annotations

import struct
import zlib

LOG = """02:00:01 export.job    started  client=kestrel expected=31416
02:00:04 export.worker batch=1 rows=20000 cursor=None
02:00:04 export.worker no cursor returned, assuming last page
02:00:05 export.job    status=completed rows=20000 expected=31416
"""
ROWS = "code;name;supplier\n00417;Bracket, left;Novák\n00418;Bracket, right;Novák\n"


def attachments_of(text: str) -> list[tuple[str, bytes, str]]:
    """Name, content and type of what comes with a message or a ticket of that title."""
    if text.startswith("Nightly route export"):
        return [("export-screen.png", _screen(), "image/png"), ("export-worker.log", LOG.encode(), "text/plain")]
    if text.startswith("Attached"):
        return [("two-rows.csv", ROWS.encode(), "text/csv")]
    if "mirrored in print" in text or "cannot be opened" in text:
        return [("photo-of-the-page.png", _screen(), "image/png")]
    return []


def _screen(width: int = 320, height: int = 180) -> bytes:
    """A picture of a window with a table in it."""
    rows = bytearray()
    for y in range(height):
        rows.append(0)
        for x in range(width):
            bar, line = y < 20, y % 16 == 8 and 12 < x < width - 12
            rows += b"\x2d\x3a\x5c" if bar else b"\x9a\xa3\xb8" if line else b"\xf4\xf5\xf8"
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + _chunk(b"IHDR", head) + _chunk(b"IDAT", zlib.compress(bytes(rows))) + _chunk(b"IEND", b"")


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
