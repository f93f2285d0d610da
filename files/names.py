"""Names of files as people gave them, made harmless to show and to send in a header."""

import unicodedata

LONGEST = 200
ENDING = 20  # letters kept of a long name's ending


def shown_name(name: str) -> str:
    """The last part of a path, without control, format and direction characters, at most 200 letters, its ending kept."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    # Cc control; Cf format: zero-width ones, and those that turn the direction of writing; the rest are no letters or end lines
    clean = "".join(letter for letter in last if unicodedata.category(letter) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))
    clean = " ".join(clean.split()).strip(". ")
    if len(clean) > LONGEST:
        stem, dot, ending = clean.rpartition(".")
        clean = stem[: LONGEST - len(ending) - 2] + "…" + dot + ending if stem and len(ending) <= ENDING else clean[:LONGEST]
    return clean or "file"
