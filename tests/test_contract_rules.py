"""`docs/contract-rules.md` names the code and the tests of every rule of contracts and money, and what it names is there."""

import re

from tests.test_clock_rules import ROOT, is_there, named

ROW = re.compile(r"^\| (C-\d\d) \| (.+?) \| (.+?) \| (.+?) \|$", re.MULTILINE)
RULES = [f"C-{number:02d}" for number in range(1, 74)]
EXAMPLES = range(1, 42)
PROPERTIES = ("p6", "p7", "p8", "p9", "p10")


def all_tests():
    return "".join(file.read_text() for file in (ROOT / "tests").rglob("test_*.py"))


def test_every_rule_has_code_and_a_test_that_exist():
    found = ROW.findall((ROOT / "docs" / "contract-rules.md").read_text())

    assert [rule for rule, _words, _code, _tests in found] == RULES
    for rule, _words, code, held_by in found:
        assert named(code) and named(held_by), rule
        assert [each for each in named(code) + named(held_by) if not is_there(each)] == [], rule


def test_every_worked_example_and_property_is_a_test_named_by_its_number():
    said = all_tests()

    assert [number for number in EXAMPLES if not re.search(rf"def test_(\w+_)?ex_c{number}_", said)] == []
    assert [each for each in PROPERTIES if f"def test_{each}_" not in said] == []
