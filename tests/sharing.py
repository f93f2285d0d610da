"""How two processes share the tests: a file stays together, and what empties the tables comes last.

A scheduler of our own, since xdist 3.8 does not find its groups in the node ids of pytest 9.2.
"""

import re
from pathlib import Path

from xdist.scheduler import LoadScopeScheduling

ROOT = Path(__file__).resolve().parents[1]
EMPTIES = re.compile(r"transaction=True|transactional_db|live_server")
LONG_WALK, EMPTYING, DESKS = "the long walk", "emptying", "whole desks"


class Shared(LoadScopeScheduling):
    """The work of a process is a group of files; the last two groups take about as long as each other."""

    def __init__(self, config, log=None):
        super().__init__(config, log)
        self.groups = {}

    def _split_scope(self, nodeid):
        path = nodeid.partition("::")[0]
        if path not in self.groups:
            self.groups[path] = group_of(path)
        return self.groups[path]

    def _assign_work_unit(self, node):
        for group in (DESKS, EMPTYING, LONG_WALK):  # the walk, being one test, draws the next group after it: it is the last
            if group in self.workqueue:
                self.workqueue.move_to_end(group)
        super()._assign_work_unit(node)


def group_of(path):
    """Tests that start whole desks are one group, because two that look for a free port at once may find the same; so are
    those that empty the tables, after which each test founds its tenants again."""
    if path.startswith("tests/workshop/"):
        return DESKS
    if path == "tests/journeys/test_pages_are_accessible.py":
        return LONG_WALK
    return EMPTYING if EMPTIES.search((ROOT / path).read_text()) else path


def pytest_xdist_make_scheduler(config, log):
    return Shared(config, log) if config.getvalue("dist") == "loadfile" else None
