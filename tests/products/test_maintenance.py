"""Maintenance windows as calendars; pure: no database."""

from datetime import UTC, datetime

import pytest

from products.maintenance import DAILY, NEVER, USUAL, Window, calendar_of, next_slot, usual_window, window_of
from slas.opentime import is_open

MONDAY = datetime(2026, 6, 8, 8, 0, tzinfo=UTC)


def at(*parts):
    return datetime(2026, *parts, tzinfo=UTC)


@pytest.mark.parametrize(
    ("kind", "zone", "now", "slot"),
    [
        ("production", "Europe/London", MONDAY, (at(6, 14, 1), at(6, 14, 5))),  # Sunday 02:00 to 06:00 BST
        ("production", "Europe/London", at(6, 14, 4, 59), (at(6, 14, 1), at(6, 14, 5))),  # the slot that is open
        ("production", "Europe/London", at(6, 14, 5), (at(6, 21, 1), at(6, 21, 5))),  # its end is outside
        ("production", "America/New_York", MONDAY, (at(6, 14, 6), at(6, 14, 10))),
        ("test", "Europe/London", MONDAY, (at(6, 9, 0), at(6, 9, 4))),  # daily 01:00 to 05:00
        ("staging", "Asia/Tokyo", MONDAY, (at(6, 8, 16), at(6, 8, 20))),
    ],
)
def test_the_usual_windows_are_told_on_the_clients_wall(kind, zone, now, slot):
    assert next_slot(usual_window(kind), zone, now) == slot


def test_a_window_may_go_past_midnight():
    window = Window(4, 22 * 60, 2 * 60)  # Fridays 22:00 to Saturdays 02:00

    assert next_slot(window, "Europe/London", MONDAY) == (at(6, 12, 21), at(6, 13, 1))
    assert is_open(calendar_of(window, "Europe/London"), at(6, 12, 23, 30))


def test_on_the_night_when_clocks_go_forward_the_window_is_an_hour_shorter():
    start, end = next_slot(usual_window("test"), "Europe/London", datetime(2026, 3, 29, 0, 0, tzinfo=UTC))

    assert (end - start).total_seconds() == 3 * 3600


@pytest.mark.parametrize(
    ("day", "opens", "closes", "window"),
    [
        (USUAL, None, None, Window(6, 120, 360)),
        (NEVER, None, None, None),
        (NEVER, 60, 120, None),
        (DAILY, 60, 120, Window(None, 60, 120)),
        ("2", 60, 120, Window(2, 60, 120)),
    ],
)
def test_an_environment_has_the_usual_window_its_own_or_none(day, opens, closes, window):
    assert window_of("production", day, opens, closes) == window
