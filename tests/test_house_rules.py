"""The rules of `docs/contributing.md` that a machine can hold."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
APPS = ("supportdesk", "billing", "tickets", "contracts", "products", "slas", "notifications", "files", "accounts", "common")
EDGES = ("views", "api", "forms", "filters")
# Edges that stand before membership is known, or outside tenants: each with its reason.
BEFORE_MEMBERSHIP = {
    "accounts/views/entry.py": "a person's own memberships, and the invitation whose token is in the path",
    "accounts/api/authentication.py": "finds the token by its hash, and with it the member",
}
NO_ROOM = {"utils.py", "helpers.py", "services.py", "managers.py", "misc.py", "common.py"}


def python_files(*folders):
    return [p for folder in folders for p in sorted((ROOT / folder).rglob("*.py")) if "migrations" not in p.parts]


def name_of(path):
    return path.relative_to(ROOT).as_posix()


def edge_files():
    return [p for p in python_files(*APPS) if set(p.relative_to(ROOT).with_suffix("").parts) & set(EDGES)]


def test_no_python_file_is_longer_than_250_lines():
    files = python_files(*APPS, "tests", "script")
    assert [name_of(p) for p in files if "data" not in p.parts and len(p.read_text().splitlines()) > 250] == []


def test_no_template_is_longer_than_120_lines():
    assert [name_of(p) for p in (ROOT / "templates").rglob("*.*") if len(p.read_text().splitlines()) > 120] == []


@pytest.mark.parametrize("path", [p for p in edge_files() if name_of(p) not in BEFORE_MEMBERSHIP], ids=name_of)
def test_an_edge_begins_each_query_from_the_member(path):
    """`Model.objects` at an edge is followed by `.visible_to(` at once; so is what `_default_manager` would hide."""
    tree = ast.parse(path.read_text())
    parents = {child: node for node in ast.walk(tree) for child in ast.iter_child_nodes(node)}
    loose = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr in ("objects", "_default_manager", "_base_manager"):
            call = parents.get(node)
            if not (isinstance(call, ast.Attribute) and call.attr in ("visible_to", "none")):
                loose.append(node.lineno)
    assert loose == []


def test_edges_change_nothing_themselves():
    writes = re.compile(r"\.(save|delete|bulk_create|bulk_update|get_or_create|update_or_create)\(")
    own = ("request.session",)
    found = []
    for path in edge_files():
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if writes.search(line) and not any(word in line for word in own):
                found.append(f"{name_of(path)}:{number}")
    assert found == []


def test_no_file_has_a_name_that_is_no_room():
    assert [name_of(p) for p in python_files(*APPS) if p.name in NO_ROOM] == []


def test_the_wall_is_passed_for_the_system_only_in_tasks_and_commands():
    """`SYSTEM` is imported by tasks, management commands, what they call, and tenancy itself."""
    rooms = r"/(tasks|tenancy|delivery)\.py$|/management/|/importing/|/actions/(tenants|importing)\.py$|supportdesk/demo/"
    allowed = re.compile(rf"{rooms}|^/common/walls.py$|^/supportdesk/deployment.py$")  # the last two name the database role
    found = [name_of(p) for p in python_files(*APPS) if re.search(r"\bSYSTEM\b", p.read_text())]

    assert [name for name in found if not allowed.search(f"/{name}")] == []


def test_only_the_question_of_due_work_uses_the_system_connection():
    users = [name_of(p) for p in python_files(*APPS) if re.search(r'connections\["system"\]|using\("system"\)', p.read_text())]

    assert users == ["supportdesk/deployment.py", "accounts/due_work.py"]


def test_every_app_action_takes_keywords_and_says_who_and_when():
    silent = []
    for path in python_files(*APPS):
        if "actions" not in path.parts:
            continue
        for node in ast.parse(path.read_text()).body:
            if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
                continue
            atomic = any("atomic" in ast.unparse(decorator) for decorator in node.decorator_list)
            keywords = {argument.arg for argument in node.args.kwonlyargs}
            if atomic and (len(node.args.args) > 1 or "at" not in keywords):
                silent.append(f"{name_of(path)}: {node.name}")
    assert silent == []


def test_every_module_and_public_function_says_what_it_means():
    mute = []
    for path in python_files(*APPS):
        if path.name in ("__init__.py", "apps.py") and not path.read_text().strip():
            continue
        tree = ast.parse(path.read_text())
        if ast.get_docstring(tree) is None and path.name != "apps.py":
            mute.append(name_of(path))
    assert mute == []
