"""Codes are worded in the rules and, for speed, drawn in `common/marks.py`, which knows no app: both say the same."""

import pytest
from django.utils.translation import override

from common import marks
from slas.clockstate import State
from slas.metrics import PROMISES
from slas.models import METRICS, SEVERITIES
from tickets.actions.events import CLOCK_KINDS
from tickets.happened import LOOKS
from tickets.models import CLOCK_STATES
from tickets.transitions import MOVES, STATUSES


@pytest.mark.parametrize("code", STATUSES)
def test_a_badge_says_what_the_rules_call_a_status(code):
    with override("en"):
        assert (marks.status_word(code), marks.status_word(code, for_client=True)) == tuple(map(str, STATUSES[code]))


def test_marks_know_the_codes_of_the_rules_and_no_others():
    with override("en"):
        assert marks.SEVERITIES == {code: str(name) for code, name in SEVERITIES.items()}
    assert set(marks.STATUSES) == set(STATUSES) == set(MOVES)


def test_every_state_metric_and_kind_of_event_has_words():
    assert set(CLOCK_STATES) == set(State)
    assert set(PROMISES) <= set(METRICS)
    assert CLOCK_KINDS <= set(LOOKS)
