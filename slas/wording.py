"""Open hours that cannot be, said to a person in their language; the rules that refuse them know plain values only."""

from django.utils.translation import gettext as _

from slas.openhours import DAY_NAMES, SENTENCES, HoursError
from slas.summaries import DAYS


def in_words(refusal: HoursError) -> str:
    """The sentence of a refusal, its weekday translated as well."""
    facts = dict(refusal.facts)
    if facts.get("day") in DAY_NAMES:
        facts["day"] = DAYS[DAY_NAMES.index(facts["day"])]
    return _(SENTENCES[refusal.code]) % facts
