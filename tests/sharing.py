"""How two processes share the tests: a file stays together, and what takes long comes first.

A scheduler of our own, since xdist 3.8 does not find its groups in the node ids of pytest 9.2.
"""

import re
from pathlib import Path

from xdist.scheduler import LoadScopeScheduling

ROOT = Path(__file__).resolve().parents[1]
STARTS_DESKS = re.compile(r"running_desk|Ordeal")
WALK = "tests/journeys/test_pages_are_accessible.py"
DESKS = "whole desks"


class Shared(LoadScopeScheduling):
    """The long groups come first, the many files of seconds last, so that the processes end together."""

    def __init__(self, config, log=None):
        super().__init__(config, log)
        self.groups = {}

    def _split_scope(self, nodeid):
        if nodeid.startswith(WALK):
            return nodeid
        path = nodeid.partition("::")[0]
        if path not in self.groups:
            self.groups[path] = group_of(path)
        return self.groups[path]

    def _assign_work_unit(self, node):
        if not any(self.assigned_work.values()):
            self._put_the_long_first()
        super()._assign_work_unit(node)

    def _put_the_long_first(self):
        walks = [group for group in self.workqueue if group.startswith(WALK)]
        for group in (*reversed(walks), DESKS):
            if group in self.workqueue:
                self.workqueue.move_to_end(group, last=False)


def group_of(path):
    """Tests that start whole desks are one group: two that look for a free port at once may find the same, and one of them
    empties the store of messages."""
    if path.startswith("tests/workshop/") or STARTS_DESKS.search((ROOT / path).read_text()):
        return DESKS
    return path


def pytest_xdist_make_scheduler(config, log):
    return Shared(config, log) if config.getvalue("dist") == "loadfile" else None
