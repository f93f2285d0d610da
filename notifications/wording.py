"""How a notice reads: its facts put into words, in the language and the zone that are active (`decisions.md` 29)."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import NamedTuple

from django.conf import settings
from django.template.loader import render_to_string
from django.utils import timezone

_labels: dict[str, Mapping] = {}


class Wording(NamedTuple):
    """The subject, which is also the line in the bell, and the text of the mail."""

    subject: str
    body: str


def register_labels(fact: str, labels: Mapping) -> None:
    """Say how the codes of a fact are called; templates read the words as `<fact>_label`. For `AppConfig.ready()`."""
    _labels[fact] = labels


def worded(notice) -> Wording:
    """The notice as it reads now; `notice.tenant` is read."""
    first, _line, rest = render_to_string(f"emails/{notice.template}.txt", _context(notice)).lstrip().partition("\n")
    return Wording(" ".join(first.split()), rest.strip() + "\n")


def _context(notice):
    return {
        **_readable(notice.facts),
        "link": settings.BASE_URL + notice.link,
        "tenant": notice.tenant,
        "zone": timezone.get_current_timezone_name(),
    }


def _readable(facts):
    """Facts with their instants, and with words for their codes; so are the facts inside a list of them."""
    values = {name: _instant(name, value) for name, value in facts.items()}
    coded = {name: of for name, of in _labels.items() if isinstance(values.get(name), str)}
    return values | {f"{name}_label": of[values[name]] for name, of in coded.items() if values[name] in of}


def _instant(name, value):
    """Facts are JSON; those called `…_at` are instants, those called `…_on` days."""
    if isinstance(value, list):
        return [_readable(each) if isinstance(each, dict) else each for each in value]
    if name.endswith("_on") and value:
        return date.fromisoformat(value)
    return datetime.fromisoformat(value) if name.endswith("_at") and value else value
