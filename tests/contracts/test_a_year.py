"""A month of the simulated year (`script/simulate-year` is the whole): the product and the oracle agree; a fault is found."""

import ast
import random
import sys
from pathlib import Path

import pytest
from django.db.models import F

from accounts.tenancy import SYSTEM, acting_in
from contracts.models import LinePeriod
from tests.factories import founded
from tests.rigs.year.comparing import compared
from tests.rigs.year.world import make_world
from tests.rigs.year.year import Year, last_day

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


def test_a_month_of_three_contracts_agrees_with_its_recomputation():
    boss = founded("acme")
    world = make_world(boss, ["Delhi", "Essex", "Harlow"], last_day(34))
    year = Year(world, random.Random(7), days=34, pace=0.6)

    year.live()
    figures, differences, _told = compared(world)

    assert differences == []
    assert figures["entries"] > 30
    assert figures["nets of invoice lines"] >= 3

    with acting_in(boss.tenant, SYSTEM):
        LinePeriod.objects.filter(number=0).update(closed_at=None, allowance=F("allowance") + 1)
    assert any("closed periods" in line for line in compared(world)[1])
