"""What the logs say, and what they never say."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FAILING = """
import logging, sys
from common import logs

logs.configure({"level": "INFO", "json": sys.argv[1] == "json"})

def sign_in(password):
    raise ValueError("no such person")

try:
    sign_in("correct horse " + "battery")
except ValueError:
    logging.getLogger("desk").exception("Sign-in failed")
"""


def logged(form):
    variables = {"PATH": os.environ["PATH"]}
    return subprocess.run([sys.executable, "-c", FAILING, form], cwd=ROOT, env=variables, capture_output=True, text=True).stderr


@pytest.mark.parametrize("form", ["json", "plain"])
def test_a_traceback_tells_the_place_but_no_value_of_a_variable(form):
    line = logged(form)

    assert "Sign-in failed" in line and "sign_in" in line and "no such person" in line
    assert "correct horse battery" not in line


def test_json_logs_are_one_object_a_line():
    [line] = logged("json").splitlines()

    assert json.loads(line)["logger"] == "desk"
