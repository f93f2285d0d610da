"""Reading the desk's pages as people do."""

import re

from django.db import connection
from django.test.utils import CaptureQueriesContext

ROW = re.compile(r'<tr id="t(?P<id>[0-9a-f-]+)".*?</tr>', re.DOTALL)
NUMBER = re.compile(r'<span class="id">(\d+)</span>')


def numbers_in(answer):
    """The numbers of the tickets in a list, in its order."""
    return [int(number) for number in NUMBER.findall(answer.content.decode())]


def row_of(answer, ticket):
    """The row of one ticket."""
    return next(row.group() for row in ROW.finditer(answer.content.decode()) if row["id"] == str(ticket.pk))


def queries(browser, url):
    """The queries of one page, without what only a test's outer transaction makes: savepoints, and ending the context."""
    with CaptureQueriesContext(connection) as captured:
        assert browser.get(url).status_code == 200
    return [q["sql"] for q in captured if "SAVEPOINT" not in q["sql"] and "set_config('app.scope', ''" not in q["sql"]]
