"""How a notice reads: its facts put into words, in the language and the zone that are active (`decisions.md` 29)."""

from collections.abc import Mapping
from datetime import datetime
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
    facts = {name: _instant(name, value) for name, value in notice.facts.items()}
    labels = {f"{name}_label": of[facts[name]] for name, of in _labels.items() if facts.get(name) in of}
    return {
        **facts,
        **labels,
        "link": settings.BASE_URL + notice.link,
        "tenant": notice.tenant,
        "zone": timezone.get_current_timezone_name(),
    }


def _instant(name, value):
    """Facts are JSON; those called `…_at` are instants."""
    return datetime.fromisoformat(value) if name.endswith("_at") and value else value
