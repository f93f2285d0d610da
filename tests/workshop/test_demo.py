"""The one command, run as a person runs it: from a copy of the tree, with a short PATH, without any server of the machine."""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import urllib.request
from pathlib import Path

import pytest

from tests.workshop.watching import running_from, within

ROOT = Path(__file__).resolve().parents[2]
PLAIN_PYTHON = Path(getattr(sys, "_base_executable", sys.executable))
NOT_COPIED = shutil.ignore_patterns(".git", ".venv", ".demo", "__pycache__", ".*_cache", "media", "staticfiles")
SERVER_VARIABLES = re.compile("DATABASE_|REDIS_URL|SECRET_KEY|DJANGO_|PYTEST_|PYTHON")

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="reads /proc to see what is left behind")


class Demo:
    """One run of script/demo and what it said."""

    def __init__(self, tree, home, *options):
        kept = {name: value for name, value in os.environ.items() if not SERVER_VARIABLES.match(name)}
        self.home = home
        self.process = subprocess.Popen(
            [PLAIN_PYTHON, "script/demo", *options],
            cwd=tree,
            env=kept
            | {
                "PATH": f"{PLAIN_PYTHON.parent}:/usr/bin:/bin",
                "SUPPORTDESK_VENV": sys.prefix,
                "SUPPORTDESK_DEMO_HOME": str(home),
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.said = ""
        self.listener = threading.Thread(target=self._listen)
        self.listener.start()

    def _listen(self):
        for line in self.process.stdout:
            self.said += line

    def wait_for(self, words, seconds):
        assert within(seconds, lambda: words in self.said or self.process.poll() is not None)
        assert words in self.said, self.said

    def url(self, label):
        return re.search(rf"^{label}:\s+(\S+)", self.said, re.M)[1]

    def ended(self, seconds):
        """The exit code, once everything it wrote was heard."""
        code = self.process.wait(seconds)
        self.listener.join()
        self.process.stdout.close()
        return code


@pytest.fixture(scope="module")
def tree(tmp_path_factory):
    return shutil.copytree(ROOT, tmp_path_factory.mktemp("copy") / "desk", ignore=NOT_COPIED)


@pytest.fixture(scope="module")
def home():
    folder = Path(tempfile.mkdtemp(prefix="sd-", dir="/tmp"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def demo(tree, home):
    """A demo that is ready; whatever the test does, it is gone afterwards."""
    running = Demo(tree, home)
    try:
        running.wait_for("Ctrl-C stops everything", 300)
        yield running
    finally:
        if running.process.poll() is None:
            running.process.kill()
        running.ended(30)


def answer(url):
    with urllib.request.urlopen(url, timeout=30) as response:
        return response.status, response.read().decode()


def test_one_command_starts_the_desk_and_ctrl_c_stops_all_of_it(demo, tree, home):
    assert answer(demo.url("Ready") + "readyz")[0] == 200
    assert "Mails of the demo" in answer(demo.url("Mail"))[1]
    programs = {os.path.realpath(process / "exe") for process in running_from(home)}
    servers = {path for path in programs if Path(path).name in {"postgres", "valkey-server"}}
    assert {Path(path).name for path in servers} == {"postgres", "valkey-server"}
    assert not [path for path in servers if path.startswith(("/usr/", "/bin/"))], "a server of the machine was used"

    second = Demo(tree, home)
    assert second.ended(30) == 1
    assert "runs already: " + demo.url("Ready") in second.said

    demo.process.send_signal(signal.SIGINT)

    assert demo.ended(15) == 0
    assert demo.said.rstrip().endswith("Stopped")
    assert running_from(home) == {}


def test_kill_9_leaves_nothing_behind(demo, home):
    assert len(running_from(home)) > 6

    demo.process.kill()

    assert within(10, lambda: not running_from(home)), running_from(home)


def test_the_end_of_one_process_ends_all_and_tells_why(demo, home):
    worker = next(process for process, line in running_from(home).items() if re.search(r"celery .*\bbeat\b", line))
    os.kill(int(worker.name), signal.SIGKILL)

    assert demo.ended(15) == 1
    assert "beat ended by itself (code -9). The end of" in demo.said
    assert running_from(home) == {}


def test_a_busy_port_is_named_in_one_sentence(tree, home):
    import socket

    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        demo = Demo(tree, home, "--port", str(port))

        assert demo.ended(30) == 1
        assert demo.said == f"Port {port} is in use by another program: choose another with --port, or leave --port out.\n"
