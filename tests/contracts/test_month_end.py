"""Month ends with kills, in short (`script/kill-month-end` is the long one): each period, fee and invoice exactly once."""

import pytest

from tests.factories import founded
from tests.rigs.month_end.ordeal import MonthEnds
from tests.rigs.stack import end_left_sessions, environment_for


@pytest.mark.django_db(transaction=True, databases=["default", "system"])
def test_a_worker_killed_at_midnight_and_down_for_three_days_does_everything_once(tmp_path):
    environment = environment_for("http://localhost", 2525)
    rig = MonthEnds(boss=founded("acme"), environment=environment, home=tmp_path, contracts_a_zone=1, months=2, kills=2, seed=3)
    try:
        figures = rig.run()
    finally:
        end_left_sessions()

    assert figures["faults"] == {}
    assert (figures["kills"], figures["periods closed"], figures["advance fees"], figures["invoices"]) == (2, 4, 8, 8)
