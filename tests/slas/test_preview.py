"""What the editor's sample shows: deadlines by the clocks' own arithmetic, what does not count, warnings."""

from datetime import UTC, datetime

from slas.hours import Hours
from slas.opentime import OpenHours
from slas.presets import HOURS_PRESETS
from slas.preview import sample
from slas.terms import Target, Terms

TWELVE = Hours(OpenHours("Europe/London", HOURS_PRESETS["12/5"].weekly), 720)
NEVER = Hours(OpenHours("Europe/London"))
FRIDAY = datetime(2026, 11, 20, 16, 30, tzinfo=UTC)


def terms(**targets):
    promised = {(metric, "major", None): Target(*amount, "h") for metric, amount in targets.items()}
    return Terms(promised, {"h": TWELVE}, (50, 75, 100))


def test_a_friday_sample_shows_its_deadlines_the_weekend_and_the_warnings():
    usual = terms(first_response=(1, "hours"), update_cadence=(2, "hours"), workaround=(4, "hours"), resolution=(8, "hours"))

    found = [(m.kind, m.at.strftime("%a %H:%M"), m.metric, m.percent) for m in sample(usual, "major", None, FRIDAY)]

    assert found == [
        ("due", "Fri 17:30", "first_response", 0),
        ("due", "Fri 19:30", "update_cadence", 0),
        ("outside", "Fri 20:00", "", 0),
        ("due", "Mon 08:30", "workaround", 0),
        ("warning", "Mon 08:30", "resolution", 50),
        ("warning", "Mon 10:30", "resolution", 75),
        ("due", "Mon 12:30", "resolution", 0),
    ]


def test_a_hotfix_that_waits_for_confirmation_has_no_deadline_yet():
    usual = terms(hotfix=(24, "hours"))

    assert sample(usual, "major", None, FRIDAY) == []
    assert [m.metric for m in sample(usual, "major", None, FRIDAY, hotfix_from="received") if m.kind == "due"] == ["hotfix"]


def test_nothing_promised_or_no_open_time_shows_nothing():
    closed = Terms({("resolution", "major", None): Target(1, "minutes", "h")}, {"h": NEVER})

    assert sample(terms(), "minor", None, FRIDAY) == sample(closed, "major", None, FRIDAY) == []
