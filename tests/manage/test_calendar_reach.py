"""What the calendar editor makes of days and instants beyond its reach: refused or left out, never a mistake of ours."""

import json
from datetime import date

import pytest
from django.urls import reverse

from slas.calendar_drafts import MOST_DAYS
from tests.http import words_of
from tests.manage.filling import click, held
from tests.manage.test_calendar_editor import friday, london, url, versions_of

__all__ = ["friday", "london", "url"]  # fixtures


@pytest.mark.parametrize(
    "day",
    ['["2026-12-25", [[1e999, 5]], "x"]', '["9999-12-31", [], "x"]', '["0001-01-01", [], "x"]', "[" * 50_000],
    ids=["infinite", "last day", "first day", "deep"],
)
def test_a_day_that_was_meddled_with_is_left_out(page, url, day):
    answer = click(page, url, page.get(url), "review", day=[day])

    assert answer.status_code == 200 and "day" not in held(answer)


@pytest.mark.parametrize("name", ["\\ud800", "a\\u0000b"])
def test_a_name_that_no_row_can_hold_is_cleaned(page, boss, london, url, name):
    click(page, url, page.get(url), "publish", day=[f'["2026-12-28", [], "Free {name}"]'])

    assert versions_of(boss, london)[-1].names["2026-12-28"].startswith("Free")


def test_no_day_of_a_full_calendar_is_left_out_in_silence(page, url):
    first = date(2027, 1, 1).toordinal()
    full = [json.dumps([date.fromordinal(first + more).isoformat(), [], "x"]) for more in range(MOST_DAYS)]
    answer = click(page, url, page.get(url), "add-day", day=full, day_on="2026-12-28", day_name="One more")

    assert "holds 800 days at most" in words_of(answer) and held(answer)["day_on"] == ["2026-12-28"]


def test_a_correction_beyond_reach_is_refused_in_words(page, boss, london):
    url = reverse("manage:calendar-correction", args=["acme", london.pk])
    for said in ("0001-01-01T00:00", "9999-12-31T23:59"):
        answer = click(page, url, page.get(url), "publish", corrects_from=said, note="Wrong")

        assert "Write a date and time" in words_of(answer)
    assert len(versions_of(boss, london)) == 1


@pytest.mark.parametrize("said", ["9998-12-15T10:00", "0001-01-01T00:00"])
def test_a_version_beyond_reach_is_refused_in_words_and_kept(page, boss, london, url, said):
    answer = click(page, url, page.get(url), "publish", effective_at=said)

    assert "Write a date and time" in words_of(answer) and held(answer)["effective_at"] == [said]
    assert len(versions_of(boss, london)) == 1


def test_a_day_beyond_reach_is_refused_in_words(page, url):
    assert "between the years 2000 and 2100" in words_of(click(page, url, page.get(url), "add-day", day_on="9999-12-31"))
