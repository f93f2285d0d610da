"""Logos: a PNG is taken apart and only what draws the picture is put together again."""

import struct
import zlib
from collections.abc import Iterator

from django.utils.translation import gettext as _

from common.errors import DomainError

SIGNATURE = b"\x89PNG\r\n\x1a\n"
LARGEST = 300_000  # bytes
LONGEST_SIDE = 1024  # pixels
LARGEST_PICTURE = LONGEST_SIDE * (LONGEST_SIDE * 8 + 1) * 2  # bytes: 16 bits, four channels, room for interlacing
KEPT = (b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND")


class LogoRefused(DomainError):
    """The file is no picture that a page may show."""

    code = "logo_refused"


def cleaned(data: bytes) -> bytes:
    """The same picture without texts, profiles, animation or anything after its end; refuses what is no sound PNG."""
    if len(data) > LARGEST:
        raise LogoRefused(_("The file is larger than 300 kB. Choose a smaller picture."), field="logo")
    if not data.startswith(SIGNATURE):
        raise LogoRefused(_("The file is no PNG. Save the logo as PNG and try again."), field="logo")
    chunks = [(kind, body) for kind, body in _chunks(data) if kind in KEPT]
    kinds = [kind for kind, _body in chunks]
    if not kinds or kinds[0] != b"IHDR" or kinds[-1] != b"IEND" or kinds.count(b"IHDR") != 1 or len(chunks[0][1]) != 13:
        raise _broken()
    width, height = struct.unpack(">II", chunks[0][1][:8])
    if not (0 < width <= LONGEST_SIDE and 0 < height <= LONGEST_SIDE):
        words = _("The picture is %(width)d × %(height)d pixels. Up to 1024 × 1024 are shown.")
        raise LogoRefused(words % {"width": width, "height": height}, field="logo")
    _check_picture(b"".join(body for kind, body in chunks if kind == b"IDAT"))
    return SIGNATURE + b"".join(_packed(kind, body) for kind, body in chunks)


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(SIGNATURE)
    while at + 12 <= len(data):
        (length,) = struct.unpack(">I", data[at : at + 4])
        kind, body = data[at + 4 : at + 8], data[at + 8 : at + 8 + length]
        if len(body) != length or data[at + 8 + length : at + 12 + length] != struct.pack(">I", zlib.crc32(kind + body)):
            raise _broken()
        yield kind, body
        if kind == b"IEND":
            return
        at += 12 + length
    raise _broken()


def _check_picture(packed: bytes) -> None:
    """The pixels unpack, and to no more than a picture of that size can hold."""
    unpacker = zlib.decompressobj()
    try:
        pixels = unpacker.decompress(packed, LARGEST_PICTURE + 1)
    except zlib.error:
        raise _broken() from None
    if not pixels or len(pixels) > LARGEST_PICTURE or not unpacker.eof:
        raise _broken()


def _packed(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _broken() -> LogoRefused:
    return LogoRefused(_("The picture is damaged. Save the logo again as PNG."), field="logo")
