"""Days, periods, renewal and notice: the worked examples (C-05, C-21, C-29, C-30, C-55)."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from contracts.spans import (
    Cycle,
    Span,
    add_months,
    day_end,
    day_of,
    day_start,
    days_of_minutes,
    last_notice_date,
    last_valid_date,
    minutes_of_days,
    notice_reminder,
    renewal_date,
    renewal_reminders,
)
from tests.contracts.calendars import london


def test_ex_c10_a_quote_expires_when_the_local_day_after_its_last_valid_date_begins():
    last = last_valid_date(date(2026, 3, 10), 30)

    assert last == date(2026, 4, 9)
    assert day_end(last, "Europe/London") == datetime(2026, 4, 9, 23, tzinfo=UTC)


def test_ex_c19_days_are_minutes_and_are_shown_to_two_decimals():
    assert minutes_of_days(3, 450) == 1350
    assert minutes_of_days(3) == 1440
    assert days_of_minutes(1100, 450) == Decimal("2.44")


def test_ex_c21_periods_do_not_drift_at_the_end_of_a_month():
    january, leap = Cycle(date(2027, 1, 31)), Cycle(date(2028, 1, 30))

    assert [january.start(k) for k in range(6)] == [
        date(2027, 1, 31), date(2027, 2, 28), date(2027, 3, 31), date(2027, 4, 30), date(2027, 5, 31), date(2027, 6, 30),
    ]  # fmt: skip
    assert [leap.start(k) for k in (1, 2)] == [date(2028, 2, 29), date(2028, 3, 30)]


def test_ex_c29_notice_is_counted_back_from_the_renewal_date():
    ends_on = date(2026, 12, 31)

    assert renewal_date(ends_on) == date(2027, 1, 1)
    assert last_notice_date(ends_on, 90) == date(2026, 10, 3)
    assert last_notice_date(ends_on, 3, "months") == date(2026, 10, 1)
    assert notice_reminder(ends_on, 90) == date(2026, 9, 19)
    assert renewal_reminders(ends_on) == {
        date(2026, 9, 3): 120, date(2026, 10, 3): 90, date(2026, 11, 2): 60, date(2026, 12, 2): 30,
    }  # fmt: skip


def test_ex_c37_a_bucket_expires_at_local_midnight_and_late_work_started_before_it():
    assert day_end(date(2026, 6, 30), "Europe/London") == datetime(2026, 6, 30, 23, tzinfo=UTC)
    assert day_of(london("2026-06-30T23:45"), "Europe/London") == date(2026, 6, 30)


def test_ex_c17_ex_c18_an_aligned_line_has_a_part_of_its_first_and_of_its_last_month():
    cycle = Cycle(date(2026, 1, 12), is_aligned=True, ends_on=date(2026, 2, 10))

    first, last = cycle.until(date(2026, 12, 31))

    assert (first.span.days, first.whole.days) == (20, 31)
    assert (last.span.days, last.whole.days) == (10, 28)
    assert cycle.on(date(2026, 1, 11)) is None and cycle.on(date(2026, 2, 11)) is None


def test_quarters_and_years_are_counted_in_months_from_the_first_day():
    quarter = Cycle(date(2026, 2, 15), 3)
    aligned = Cycle(date(2026, 2, 15), 12, is_aligned=True)

    assert quarter.whole(1) == Span(date(2026, 5, 15), date(2026, 8, 14))
    assert aligned.part(0).span == Span(date(2026, 2, 15), date(2026, 12, 31))
    assert quarter.number_on(date(2026, 5, 14)) == 0 and quarter.number_on(date(2027, 2, 15)) == 4


@pytest.mark.parametrize(
    ("on", "zone", "expected"),
    [
        ("2026-04-24", "Africa/Cairo", "2026-04-23T22:00"),  # midnight is skipped
        ("2026-11-01", "America/Havana", "2026-11-01T04:00"),  # midnight comes twice: the first
        ("2026-10-30", "Africa/Cairo", "2026-10-29T22:00"),
        ("2026-04-05", "Australia/Lord_Howe", "2026-04-04T13:00"),
        ("2026-08-01", "Asia/Kolkata", "2026-07-31T18:30"),
    ],
)
def test_c05_a_day_begins_at_its_local_midnight(on, zone, expected):
    start = day_start(date.fromisoformat(on), zone)

    assert start == datetime.fromisoformat(expected).replace(tzinfo=UTC)
    assert day_of(start, zone) == date.fromisoformat(on)


def test_months_are_clipped_and_counted_back_too():
    assert add_months(date(2026, 5, 31), -3) == date(2026, 2, 28)
    assert add_months(date(2027, 2, 28), 1, anchor_day=31) == date(2027, 3, 31)
