"""How near a version is to its end; pure: no database."""

from datetime import date, timedelta

import pytest

from products.lifecycle import standing, step_due

END = date(2026, 12, 31)


@pytest.mark.parametrize(
    ("left", "word", "step"),
    [
        (181, "supported", None),
        (180, "near", 180),
        (91, "near", 180),
        (90, "near", 90),
        (30, "near", 30),
        (0, "near", 30),  # the last day is supported
        (-1, "ended", None),
    ],
)
def test_c_60_a_version_nears_its_end_in_steps(left, word, step):
    today = END - timedelta(days=left)

    assert (standing(END, today), step_due(END, today)) == (word, step)


def test_a_version_without_an_end_is_supported():
    assert standing(None, END) == "supported"
