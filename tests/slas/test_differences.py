"""What one version promises that another does not, in words."""

from slas.differences import Difference, differences
from slas.metrics import USUAL_PAUSES
from slas.models import SEVERITIES

TYPES, CALENDARS = {"t1": "Defect"}, {"c1": "24/7 Berlin"}


def promise(metric, severity, amount, unit="hours", **more):
    return {"metric": metric, "severity": severity, "amount": amount, "unit": unit} | more


def content(*targets, **more):
    usual = {"hours": dict.fromkeys(SEVERITIES, "8/5"), "warnings": [50, 75], "rules": [], "pauses": list(USUAL_PAUSES)}
    return usual | {"hotfix_from": "confirmed", "targets": list(targets)} | more


def said(before, after):
    return [tuple(each)[:3] for each in differences(before, after, TYPES, CALENDARS)]


def test_equal_contents_differ_in_nothing():
    one = content(promise("resolution", "critical", 6))

    assert differences(one, content(promise("resolution", "critical", 6, is_option=False, ticket_type=None))) == []


def test_a_changed_target_names_both_lengths_and_its_cell():
    before, after = content(promise("resolution", "critical", 6)), content(promise("resolution", "critical", 4))

    assert differences(before, after) == [Difference("Critical resolution", "6 h", "4 h", "resolution_critical")]


def test_everything_that_a_version_holds_is_compared():
    before = content(
        promise("first_response", "minor", 90, "minutes"),
        promise("hotfix", "critical", 24, calendar="c1"),
        promise("resolution", "major", 3, "business_days", ticket_type="t1"),
        rules=[{"key": "a", "name": "Tell the lead"}, {"key": "b", "name": "Raise"}],
    )
    after = content(
        promise("hotfix", "critical", 24, calendar="c1", is_option=True),
        promise("resolution", "major", 1, "end_of_next_business_day", ticket_type="t1"),
        hours=dict.fromkeys(SEVERITIES, "8/5") | {"critical": "24/7"},
        warnings=[],
        rules=[{"key": "a", "name": "Tell the leads"}, {"key": "c", "name": "Page"}],
        pauses=["waiting_client"],
        hotfix_from="received",
    )

    assert said(before, after) == [
        ("Critical hours", "8/5", "24/7"),
        ("Critical hotfix", "24 h on 24/7 Berlin", "24 h on 24/7 Berlin, where taken"),
        ("Major resolution for Defect", "3 business days", "end of the next business day"),
        ("Minor first response", "1 h 30 min", "no target"),
        ("Warnings", "50 %, 75 %", "none"),
        ("Rule “Tell the leads”", "as it was", "changed"),
        ("Rule “Page”", "none", "added"),
        ("Rule “Raise”", "there", "removed"),
        ("Quote is waiting for approval", "the clock pauses", "the clock runs"),
        ("Waiting on the client's vendor", "the clock pauses", "the clock runs"),
        ("Agreed maintenance window", "the clock pauses", "the clock runs"),
        ("Consent to the cost is awaited", "the clock pauses", "the clock runs"),
        ("A hotfix is ready and waits for the client's hour", "the clock pauses", "the clock runs"),
        ("Hotfix counts from", "confirmation of the defect", "receipt"),
    ]
