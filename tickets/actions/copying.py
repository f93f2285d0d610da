"""Many rows in two statements: COPY into a temporary table, then one UPDATE or INSERT as the application (T14).

COPY into a table behind a policy is not supported, into a temporary one it is; the policies hold for the second statement.
"""

import json
import re
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime
from io import StringIO
from typing import Any

from django.db import connection

# The planner cannot know how few rows a policy and a join leave, and would read all of a tenant's for each batch.
LOOKED_UP = "SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off"
AS_USUAL = "SET LOCAL enable_hashjoin = on; SET LOCAL enable_mergejoin = on"
_SPECIAL = re.compile(r"[\\\t\n\r]").search
_ESCAPES = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


class Ready(str):
    """A text in which nothing stands that COPY would take for its own, made once for many rows."""


def ready(value: Any) -> Ready:
    """A value as COPY reads it."""
    return Ready(_TEXTS.get(type(value), str)(value))


def update_by_copy(model: Any, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Set `columns` of the rows named by their id, which comes first in each of `rows`."""
    table = model._meta.db_table
    assigned = ", ".join(f"{name} = copied.{name}" for name in columns)
    update = f"UPDATE {table} AS kept SET {assigned} FROM copied WHERE kept.id = copied.id"
    _copied(table, ["id", *columns], rows, f"{LOOKED_UP}; {update}; {AS_USUAL}")


def insert_by_copy(model: Any, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Add rows; columns that are not named take the table's defaults."""
    table, names = model._meta.db_table, ", ".join(columns)
    _copied(table, columns, rows, f"INSERT INTO {table} ({names}) SELECT {names} FROM copied")


def _copied(table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]], statement: str) -> None:
    names = ", ".join(columns)
    text = StringIO("".join(["\t".join([_TEXTS.get(type(value), str)(value) for value in row]) + "\n" for row in rows]))
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE copied ON COMMIT DROP AS SELECT {names} FROM {table} WITH NO DATA")
        cursor.copy_expert(f"COPY copied ({names}) FROM STDIN", text)
        cursor.execute(statement)
        cursor.execute("DROP TABLE copied")


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
