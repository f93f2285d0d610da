"""Cells of files that people open in a spreadsheet."""

import re

# The first character that is seen, after what is not, in both widths: what begins so is taken for a formula or a command.
FORMULA = re.compile(r"[\s\0\u200b-\u200f\u2028-\u202f\u2060\ufeff]*[=+\-@|%＝＋－＠｜％\t\r]")


def as_cell(value: object) -> str:
    """The value as a text; one that a spreadsheet would take for a formula is marked as text, none is nothing."""
    text = "" if value is None else str(value)
    return f"'{text}" if isinstance(value, str) and FORMULA.match(text) else text
