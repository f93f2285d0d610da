"""A real browser for the tests of pages: Debian's or any other Chromium; skipped without one unless it is required."""

import os
import shutil
from contextlib import contextmanager

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome")


@contextmanager
def chromium():
    """A headless browser; where none is installed the test is skipped, or fails when SUPPORTDESK_REQUIRE_BROWSER is set."""
    program = next(filter(None, map(shutil.which, NAMES)), None)
    if program is None:
        (pytest.fail if os.environ.get("SUPPORTDESK_REQUIRE_BROWSER") else pytest.skip)("no Chromium on this machine")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"] if os.geteuid() == 0 else [])
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def browser():
    """One browser for the tests of a file, which open a page or a context each."""
    with pytest.MonkeyPatch.context() as patch, chromium() as it:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # its driver runs a loop in this thread
        yield it
