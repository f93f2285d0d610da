"""The suite and its oracle know nothing of the product, so that their agreement means something."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from conformance import run

ROOT = Path(__file__).resolve().parents[2]
SUITE = ROOT / "conformance"


def imported(file):
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield "." if node.level else node.module.split(".")[0]


@pytest.mark.parametrize("file", sorted(SUITE.rglob("*.py")), ids=lambda file: file.relative_to(ROOT).as_posix())
def test_a_file_imports_the_standard_library_and_the_suite_alone(file):
    assert set(imported(file)) <= sys.stdlib_module_names | {"conformance"}


def test_the_oracle_counts_time_with_nothing_but_datetime_and_zoneinfo():
    used = {name for file in (SUITE / "oracle").glob("*.py") for name in imported(file)}

    assert used <= {"calendar", "collections", "conformance", "dataclasses", "datetime", "typing", "zoneinfo"}


def test_the_suite_runs_where_the_product_is_not(tmp_path):
    """In a directory that holds the suite alone, without site-packages, the oracle answers the examples."""
    (tmp_path / "conformance").symlink_to(SUITE)
    examples = tmp_path / "examples.jsonl"
    lines = (SUITE / "cases" / "examples.jsonl").read_text().splitlines(keepends=True)
    examples.write_text("".join(line for line in lines if "EX-S1" in line or "EX-C" in line))
    oracle = [sys.executable, "-S", "-m", "conformance.oracle"]
    refused = [sys.executable, "-S", "-c", "import slas"]
    asked = [sys.executable, "-S", "-m", "conformance.run", "--cases", str(examples), "--", *oracle]
    alone = {"cwd": tmp_path, "env": {"PATH": "", "PYTHONDONTWRITEBYTECODE": "1"}, "capture_output": True, "text": True}

    assert "No module named 'slas'" in subprocess.run(refused, **alone).stderr
    done = subprocess.run(asked, **alone)
    assert (done.returncode, done.stderr) == (0, "")
    assert f"{len(run.load([examples]))}           0           0" in done.stdout


def test_the_runner_starts_as_a_plain_file_too():
    done = subprocess.run([sys.executable, SUITE / "run.py"], capture_output=True, text=True)

    assert done.returncode == 2
    assert "say how to start the engine" in done.stderr
