"""A month of the simulated year (`script/simulate-year` is the whole): the product and the oracle agree; a fault is found."""

import ast
import random
import sys
from datetime import date
from pathlib import Path

import pytest
from django.db.models import F

from accounts.tenancy import SYSTEM, acting_in
from contracts.models import LinePeriod
from tests.factories import founded
from tests.rigs.year.comparing import compared
from tests.rigs.year.world import make_world
from tests.rigs.year.year import CHANCES, Year, last_day

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "system"])


ORACLE = Path(__file__).parents[1] / "rigs" / "year" / "oracle"


def imported(file):
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." if node.level else node.module


def test_the_oracle_of_the_year_knows_nothing_of_the_product():
    names = {name for file in ORACLE.glob("*.py") for name in imported(file)}
    foreign = {name for name in names if not name.startswith("tests.rigs.year.oracle")}

    assert len(names) > len(foreign) > 0
    assert {name.partition(".")[0] for name in foreign} <= sys.stdlib_module_names


OFTENER = {  # what is rare in a year happens in its first month, too
    "top_up": 0.3, "change_order": 0.3, "resolve_ticket": 0.3, "log_late": 0.15, "log_night": 0.1, "log_goodwill": 0.1,
    "withdraw": 0.15, "give_away": 0.15,
}  # fmt: skip
SOON = {
    date(2026, 1, 8): ("Essex", "second_bucket"),
    date(2026, 1, 9): ("Harlow", "suspension"),
    date(2026, 1, 20): ("Bexley", "upgrade"),
    date(2026, 1, 23): ("Harlow", "reinstatement"),
}


def test_a_month_of_four_contracts_agrees_with_its_recomputation():
    boss = founded("acme")
    world = make_world(boss, ["Bexley", "Essex", "Fulton", "Harlow"], last_day(34))
    year = Year(world, random.Random(7), days=34, pace=0.5, more=OFTENER, plan=SOON, credited={1: True})

    year.live()
    figures, differences, _told = compared(world)

    assert differences == []
    assert world.missing == set()
    assert set(CHANCES) - set(year.desk.done) == set()  # each kind of deed was done, not only tried
    assert year.events.done == [f"{deed} of {name}" for name, deed in SOON.values()]
    assert {"documents: invoice", "payments"} <= set(year.books.done)
    assert any(name.startswith("documents: credit_note by hand") for name in year.books.done)
    assert figures["entries"] > 30
    assert figures["nets of invoice lines"] >= 3

    with acting_in(boss.tenant, SYSTEM):
        LinePeriod.objects.filter(number=0).update(closed_at=None, allowance=F("allowance") + 1)
    assert any("closed periods" in line for line in compared(world)[1])
