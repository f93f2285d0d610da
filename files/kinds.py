"""What a file is, told by its first bytes and never by its name or by the sender."""

UNKNOWN, TEXT = "application/octet-stream", "text/plain"
HEAD_BYTES = 4096

# (offset, bytes, type); the first that fits counts
SIGNATURES = (
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (8, b"WEBP", "image/webp"),
    (0, b"BM", "image/bmp"),
    (0, b"II*\x00", "image/tiff"),
    (0, b"MM\x00*", "image/tiff"),
    (0, b"%PDF-", "application/pdf"),
    (0, b"PK\x03\x04", "application/zip"),
    (0, b"PK\x05\x06", "application/zip"),
    (0, b"\x1f\x8b", "application/gzip"),
    (0, b"BZh", "application/x-bzip2"),
    (0, b"\xfd7zXZ\x00", "application/x-xz"),
    (0, b"(\xb5/\xfd", "application/zstd"),
    (0, b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (0, b"Rar!\x1a\x07", "application/vnd.rar"),
    (257, b"ustar", "application/x-tar"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (0, b"SQLite format 3\x00", "application/vnd.sqlite3"),
    (4, b"ftyp", "video/mp4"),
    (0, b"\x1aE\xdf\xa3", "video/webm"),
    (0, b"MZ", "application/x-msdos-program"),
    (0, b"\x7fELF", "application/x-executable"),
    (0, b"\xfe\xed\xfa\xce", "application/x-mach-binary"),
    (0, b"\xfe\xed\xfa\xcf", "application/x-mach-binary"),
    (0, b"\xcf\xfa\xed\xfe", "application/x-mach-binary"),
)
PROGRAMS = frozenset({"application/x-msdos-program", "application/x-executable", "application/x-mach-binary"})
# What Windows starts on a double click and no signature gives away.
PROGRAM_ENDINGS = (".bat", ".cmd", ".hta", ".js", ".jse", ".lnk", ".msi", ".pif", ".ps1", ".reg", ".scr", ".vbe", ".vbs", ".wsf")


def kind_of(head: bytes) -> str:
    """The content type of a file that begins with `head`; markup is plain text here, whatever a browser would make of it."""
    for offset, signature, kind in SIGNATURES:
        if head.startswith(signature, offset):
            return TEXT if signature in (b"MZ", b"BM") and _is_text(head) else kind
    return TEXT if head and _is_text(head) else UNKNOWN


def is_program(name: str, head: bytes) -> bool:
    """Whether opening the file would run it."""
    return kind_of(head) in PROGRAMS or name.lower().rstrip(". ").endswith(PROGRAM_ENDINGS)


def _is_text(head: bytes) -> bool:
    if b"\x00" in head:
        return False
    try:
        head.decode()
    except UnicodeDecodeError as cut:  # the sample may end within a letter
        return cut.start > len(head) - 4 and cut.reason == "unexpected end of data"
    return True
