"""What holds for every template and static file: no inline code, no foreign host, known icons, room to read."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template, render_to_string

ROOT = Path(settings.BASE_DIR)
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
SCRIPTS = sorted((ROOT / "static" / "js").glob("*.js"))
STYLES = sorted((ROOT / "static" / "css").glob("*.css"))
ICONS = set(re.findall(r'<symbol id="([^"]+)"', (ROOT / "static" / "icons.svg").read_text()))


def named(path):
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_every_template_compiles(path):
    get_template(str(path.relative_to(ROOT / "templates")))


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_a_template_has_room_on_a_screen(path):
    assert len(path.read_text().splitlines()) <= 120


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_no_template_carries_code_or_style(path):
    text = path.read_text()

    assert not re.search(r"<style\b", text)
    assert all("src=" in tag for tag in re.findall(r"<script\b[^>]*>", text))
    assert not re.search(r"[\s\"'](on[a-z]+|hx-on[:\w-]*)\s*=", text), "an event handler is code"
    assert not re.search(r"javascript:|hx-vals=['\"]js:", text)
    for style in re.findall(r'\bstyle="([^"]*)"', text):
        assert re.fullmatch(r"\s*(--[\w-]+:[^;]*;?\s*)+", style), f"a style attribute sets custom properties only: {style}"


@pytest.mark.parametrize("path", TEMPLATES + SCRIPTS + STYLES, ids=named)
def test_nothing_is_fetched_from_elsewhere(path):
    fetched = re.findall(
        r"""(?:src|href|action|hx-\w+|url|import|fetch)\s*[=(]?\s*["'(]?(?:https?:)?//[^\s"'>)]+""", path.read_text()
    )

    assert fetched == []


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_every_icon_that_is_named_exists(path):
    named_icons = re.findall(r'{%\s*icon\s+"([^"]+)"', path.read_text()) + re.findall(r'\bicon="([^"]+)"', path.read_text())

    assert set(named_icons) <= ICONS


@pytest.mark.parametrize("path", SCRIPTS, ids=named)
def test_every_script_imports_only_its_neighbours(path):
    for name in re.findall(r'^import .*?"([^"]+)";', path.read_text(), re.M):
        assert (path.parent / name).is_file()


def test_every_token_that_a_style_reads_is_defined():
    text = "\n".join(path.read_text() for path in STYLES)
    own = {"gap", "min", "value", "at", "used", "lane", "hours", "from", "to", "hue", "w", "rail-size", "level", "mark", "series"}

    read = set(re.findall(r"var\(--([\w-]+)", text))

    assert read - set(re.findall(r"--([\w-]+)\s*:", text)) <= own


@pytest.mark.parametrize("page", ["400.html", "403.html", "403_csrf.html", "404.html", "429.html", "500.html"])
def test_an_error_page_needs_nothing_of_the_request_and_leads_back(page):
    html = render_to_string(page, {})

    assert html.count("<h1>") == 1
    assert 'href="/"' in html
    assert "Traceback" not in html
