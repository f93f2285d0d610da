"""Many rows in two statements: COPY into a temporary table, then one UPDATE or INSERT as the application (T14).

What is to be copied is made ready first, which needs no database, and written then, perhaps by a thread beside (`beside.py`).
COPY into a table behind a policy is not supported, into a temporary one it is; the policies hold for the second statement.
"""

import json
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any, NamedTuple

from django.db import connection

# The planner cannot know how few rows a policy and a join leave, and would read all of a tenant's for each batch.
LOOKED_UP = "SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off"
AS_USUAL = "SET LOCAL enable_hashjoin = on; SET LOCAL enable_mergejoin = on"
AT_ONCE = 1 << 20  # bytes that are handed over in one go
_SPECIAL = re.compile(r"[\\\t\n\r]").search
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


class Ready(str):
    """A text in which nothing stands that COPY would take for its own, made once for many rows."""


def ready(value: Any) -> Ready:
    """A value as COPY reads it."""
    return Ready(_TEXTS.get(type(value), str)(value))


class Copy(NamedTuple):
    """Rows as COPY reads them, the temporary table that takes them, and the statement that takes them over from there."""

    into: str
    columns: str
    table: str
    text: bytes
    taken: str

    @property
    def made(self) -> str:
        """The statement that makes the temporary table."""
        return f"CREATE TEMPORARY TABLE {self.into} ON COMMIT DROP AS SELECT {self.columns} FROM {self.table} WITH NO DATA"


def updating(model: Any, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> Copy:
    """Set `columns` of the rows named by their id, which comes first in each of `rows`."""
    table = model._meta.db_table
    assigned = ", ".join(f"{name} = copied.{name}" for name in columns)
    update = f"UPDATE {table} AS kept SET {assigned} FROM copied_{table} AS copied WHERE kept.id = copied.id"
    return Copy(f"copied_{table}", ", ".join(["id", *columns]), table, _text(rows), f"{LOOKED_UP}; {update}; {AS_USUAL}")


def inserting(model: Any, columns: Sequence[str], lines: Iterable[str]) -> Copy:
    """Add rows, each a line of what `ready` gives, tabs between; columns that are not named take the table's defaults."""
    table, names = model._meta.db_table, ", ".join(columns)
    taken = f"INSERT INTO {table} ({names}) SELECT {names} FROM copied_{table}"
    return Copy(f"copied_{table}", names, table, "".join(lines).encode(), taken)


def copy_in(copies: Sequence[Copy]) -> None:
    """Write what they say, in their order; each is of a table of its own. Few round trips, for a thread may wait for each."""
    with connection.cursor() as cursor:
        cursor.execute("; ".join(each.made for each in copies))
        for each in copies:
            cursor.copy_expert(f"COPY {each.into} ({each.columns}) FROM STDIN", BytesIO(each.text), AT_ONCE)
        cursor.execute("; ".join([*(each.taken for each in copies), "DROP TABLE " + ", ".join(each.into for each in copies)]))


def _text(rows: Iterable[Sequence[Any]]) -> bytes:
    return "".join(["\t".join([_TEXTS.get(type(value), str)(value) for value in row]) + "\n" for row in rows]).encode()


def _none(_value: None) -> str:
    return "\\N"


def _plain(value: str) -> str:
    return value.translate(_ESCAPES) if _SPECIAL(value) else value


def _json(value: dict[str, Any]) -> str:
    return _to_json(value).replace("\\", "\\\\")  # control characters are escaped in JSON


def _array(values: Sequence[Any]) -> str:
    return "{" + ",".join([_element(value) for value in values]) + "}"


def _element(value: Any) -> str:
    plain = _TEXTS.get(type(value), str)(value).replace('"', '\\\\"')
    return "NULL" if value is None else f'"{plain}"'


_to_json = json.JSONEncoder(separators=(",", ":")).encode
_TEXTS: dict[type, Callable[[Any], str]] = {
    type(None): _none,
    str: _plain,
    datetime: datetime.isoformat,
    dict: _json,
    list: _array,
    tuple: _array,
}
