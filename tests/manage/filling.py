"""Forms of many buttons, filled and sent as a browser does."""

import re
from html import unescape

from tests.http import words_of


def held(answer):
    """What the form on a page would send, as a browser reads it."""
    form = words_of(answer).split('id="hours-form"')[1]
    said = {}
    for tag in re.findall(r"<input\b[^>]*>", form, re.S):
        facts = dict(re.findall(r'([a-z-]+)="([^"]*)"', tag, re.S))
        is_off = facts.get("type") in ("checkbox", "file") and not re.search(r"\bchecked\b", tag)
        if "name" in facts and not is_off:
            said.setdefault(facts["name"], []).append(
                unescape(facts.get("value", "on" if facts.get("type") == "checkbox" else ""))
            )
    for name, options in re.findall(r'<select name="([^"]+)".*?>(.*?)</select>', form, re.S):
        chosen = re.search(r'value="([^"]*)" selected', options)
        said[name] = [chosen[1] if chosen else ""]
    return said


def click(page, url, answer, do, **typed):
    """Send the form as it stands, with what was typed, by one of its buttons."""
    return page.post(url, {**held(answer), **typed, "do": do})
