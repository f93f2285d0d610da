"""`docs/clock-rules.md` names the code and the tests of every rule of clocks, and what it names is there."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ROW = re.compile(r"^\| (S-\d\d) \| (.+?) \| (.+?) \| (.+?) \|$", re.MULTILINE)
RULES = [f"S-{number:02d}" for number in range(1, 53)]
EXAMPLES = [f"EX-S{number}" for number in range(1, 41)]
PROPERTIES = ("p1", "p2", "p3", "p4", "p5", "p12")


def named(cell):
    return re.findall(r"`([^`]+)`", cell)


def rows():
    return ROW.findall((ROOT / "docs" / "clock-rules.md").read_text())


def is_there(reference):
    """`path:name` of code, or `path::test`."""
    path, _colons, name = reference.replace("::", ":").partition(":")
    file = ROOT / path
    return file.is_file() and bool(re.search(rf"^\s*(def|class) {name}\b|^{name}\b.*=", file.read_text(), re.MULTILINE))


def test_every_rule_has_code_and_a_test_that_exist():
    found = rows()

    assert [rule for rule, _words, _code, _tests in found] == RULES
    for rule, _words, code, tests in found:
        assert named(code) and named(tests), rule
        assert [each for each in named(code) + named(tests) if not is_there(each)] == [], rule


def test_every_worked_example_is_a_case_of_the_conformance_suite():
    cases = "".join(file.read_text() for file in (ROOT / "conformance" / "cases").glob("*.json*"))

    assert [example for example in EXAMPLES if not re.search(rf"{example}\b", cases)] == []


def test_every_property_is_a_test_named_by_its_number():
    tests = "".join(file.read_text() for file in (ROOT / "tests").rglob("test_*.py"))

    assert [each for each in PROPERTIES if f"def test_{each}_" not in tests] == []
