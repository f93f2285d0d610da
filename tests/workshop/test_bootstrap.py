"""The first thing that runs on a fresh machine, with nothing but Python's standard library."""

import ast
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PLAIN_PYTHON = getattr(sys, "_base_executable", sys.executable)  # outside of any virtual environment


@pytest.fixture
def bootstrap():
    spec = importlib.util.spec_from_file_location("bootstrap_under_test", ROOT / "script" / "_bootstrap.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def checkout(tmp_path):
    """A checkout that pins nothing, so that no network is needed."""
    shutil.copytree(ROOT / "script", tmp_path / "script", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements" / "none.txt").write_text("# nothing\n")
    return tmp_path


def run(checkout, *arguments, **variables):
    environment = {key: value for key, value in os.environ.items() if key not in {"SUPPORTDESK_VENV", "PYTHONPATH"}}
    command = [PLAIN_PYTHON, "script/_bootstrap.py", *(arguments or ["requirements/none.txt"])]
    return subprocess.run(command, cwd=checkout, env=environment | variables, capture_output=True, text=True, timeout=120)


def test_the_first_start_installs_and_the_second_is_silent(checkout):
    first = run(checkout)
    second = run(checkout)

    python = checkout / ".venv" / "bin" / "python"
    assert first.stdout.strip() == second.stdout.strip() == str(python)
    assert "Installing packages into" in first.stderr and "Installed in" in first.stderr
    assert second.stderr == ""
    assert subprocess.run([python, "-c", "import sys; sys.exit(sys.prefix == sys.base_prefix)"]).returncode == 0


def test_changed_pins_are_installed_again(checkout):
    run(checkout)
    (checkout / "requirements" / "none.txt").write_text("# still nothing\n")

    assert "Installed in" in run(checkout).stderr


def test_a_broken_environment_is_made_anew(checkout):
    run(checkout)
    (checkout / ".venv" / "bin" / "python").unlink()

    mended = run(checkout)

    assert mended.returncode == 0
    assert (checkout / ".venv" / "bin" / "python").exists()


def test_a_folder_with_other_things_in_it_is_left_alone(checkout):
    (checkout / "mine").mkdir()
    (checkout / "mine" / "letter.txt").write_text("dear")

    refused = run(checkout, SUPPORTDESK_VENV=str(checkout / "mine"))

    assert refused.returncode == 1
    assert refused.stderr.strip().endswith("set SUPPORTDESK_VENV to an empty or new folder.")
    assert os.listdir(checkout / "mine") == ["letter.txt"]


def test_a_place_that_cannot_be_written_is_named_in_one_line(checkout):
    (checkout / "file").touch()

    refused = run(checkout, SUPPORTDESK_VENV=str(checkout / "file" / "venv"))

    assert refused.returncode == 1
    assert refused.stderr.startswith("No permission to write to") and refused.stderr.count("\n") == 1


def test_packages_that_cannot_be_fetched_end_in_a_question_about_the_network(checkout):
    pin = "there-is-no-such-package==1.0 --hash=sha256:" + "0" * 64 + "\n"
    (checkout / "requirements" / "none.txt").write_text(pin)

    refused = run(checkout, PIP_NO_INDEX="1")

    assert refused.returncode == 1
    assert refused.stderr.strip().endswith("within reach?")
    assert "Installed in" in run(checkout_with_nothing(checkout)).stderr  # the failure left no mark of success


def checkout_with_nothing(checkout):
    (checkout / "requirements" / "none.txt").write_text("# nothing\n")
    return checkout


def test_an_old_python_is_told_which_one_is_needed(bootstrap, monkeypatch):
    monkeypatch.setattr(bootstrap.sys, "version_info", (3, 9, 2))
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: None)

    with pytest.raises(SystemExit, match="needs Python 3.11 or newer"):
        bootstrap.check_python()


def test_an_old_python_can_read_the_entry_points():
    for name in ("_bootstrap.py", "demo", "test"):
        ast.parse((ROOT / "script" / name).read_text(), feature_version=(3, 7))


def test_a_python_without_pip_is_told_what_to_install(bootstrap, monkeypatch):
    monkeypatch.setattr(bootstrap.importlib.util, "find_spec", lambda name: None)
    monkeypatch.setattr(bootstrap.shutil, "which", lambda name: None)

    with pytest.raises(SystemExit, match="python3-pip"):
        bootstrap.installer(Path("python"), {})
