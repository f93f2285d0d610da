"""Message bodies: Markdown in, safe HTML out. Rendered without raw HTML, then cut down to an allow-list all the same."""

import re
from functools import cache

import nh3
from django.utils.safestring import mark_safe
from markdown_it import MarkdownIt
from markdown_it.token import Token

TAGS = {"p", "br", "hr", "strong", "em", "s", "code", "pre", "blockquote", "ul", "ol", "li", "a"}
TAGS |= {"table", "thead", "tbody", "tr", "th", "td"}
SCHEMES = {"http", "https", "mailto", "tel"}
BARE_ADDRESS = re.compile(r"https?://[^\s<>\"'`]*[^\s<>\"'`.,;:!?)\]}]")


def render(text: str) -> str:
    """HTML of one message; headings stay text (a pasted `# comment` is no title) and images stay links."""
    html = _parser().render(text or "")
    return mark_safe(
        nh3.clean(
            html,
            tags=TAGS,
            attributes={"a": {"href", "title"}, "ol": {"start"}},
            url_schemes=SCHEMES,
            link_rel="noopener nofollow",
        )
    )


@cache
def _parser():
    parser = MarkdownIt("commonmark", {"html": False, "breaks": True, "maxNesting": 20})
    parser.enable(["table", "strikethrough"]).disable(["heading", "lheading", "image", "html_block", "html_inline"])
    parser.core.ruler.push("bare_addresses", _link_bare_addresses)
    return parser


def _link_bare_addresses(state):
    """Turn `https://…` in running text into a link; inside code and inside links it stays as typed."""
    for block in state.tokens:
        if block.type == "inline" and "://" in block.content:
            block.children = list(_with_links(block.children))


def _with_links(tokens):
    depth = 0
    for token in tokens:
        depth += {"link_open": 1, "link_close": -1}.get(token.type, 0)
        if token.type != "text" or depth:
            yield token
            continue
        at = 0
        for found in BARE_ADDRESS.finditer(token.content):
            yield _text(token.content[at : found.start()])
            yield Token("link_open", "a", 1, attrs={"href": found.group()})
            yield _text(found.group())
            yield Token("link_close", "a", -1)
            at = found.end()
        yield _text(token.content[at:])


def _text(content):
    return Token("text", "", 0, content=content)
