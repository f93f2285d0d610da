"""Compile the translation catalogues with Babel, since a fresh machine has no msgfmt.

By hand: `python -m supportdesk.catalogues`.
"""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[1]


def compile_catalogues(root=ROOT):
    """Write each `locale/*/LC_MESSAGES/*.mo` that is missing or older than its source; return those written."""
    written = []
    for source in sorted([*root.glob("locale/*/LC_MESSAGES/*.po"), *root.glob("*/locale/*/LC_MESSAGES/*.po")]):
        compiled = source.with_suffix(".mo")
        if compiled.exists() and compiled.stat().st_mtime >= source.stat().st_mtime:
            continue
        with open(source, "rb") as text:
            catalogue = read_po(text, locale=source.parts[-3], domain=source.stem)
        draft = compiled.with_suffix(".mo.new")
        with open(draft, "wb") as binary:
            write_mo(binary, catalogue)
        draft.replace(compiled)  # whole or not at all, should two runs meet
        written.append(compiled)
    return written


if __name__ == "__main__":
    for path in compile_catalogues():
        print(path.relative_to(ROOT))
