"""The beat that keeps ledgers: every zone at its own midnight, once, also after days without a worker (C-30, C-40, C-44)."""

import pytest

from accounts.tenancy import SYSTEM, acting_in
from common import wallclock
from contracts import tasks
from contracts.models import LinePeriod, Movement
from notifications.models import Notice
from tests.contracts.calendars import london
from tests.contracts.desk import a_bucket, agreed, retained
from tests.factories import founded, make_client

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "system"])


@pytest.fixture
def beat(monkeypatch):
    def at(text):
        monkeypatch.setattr(wallclock, "now", lambda: london(text))
        tasks.keep_due_ledgers()

    return at


def open_periods(boss):
    """Client -> numbers of its open periods."""
    with acting_in(boss.tenant, SYSTEM):
        rows = LinePeriod.objects.filter(closed_at=None).order_by("number").values_list("client__name", "number")
        return {name: [n for other, n in rows if other == name] for name, _ in rows}


def test_each_contract_turns_at_the_midnight_of_its_own_zone_and_once(beat):
    boss = founded("acme")
    for zone in ("Pacific/Auckland", "Europe/London", "America/Los_Angeles"):
        retained(boss, make_client(boss, zone.partition("/")[2], zone))
    beat("2026-01-31T12:00")

    seen = []
    for at in ("2026-01-31T10:59", "2026-01-31T11:00", "2026-02-01T00:00", "2026-02-01T07:59", "2026-02-01T08:00"):
        beat(at)
        beat(at)
        seen.append(open_periods(boss))

    assert [each["Auckland"] for each in seen] == [[1]] * 5  # 11:00 in London had passed when it was first looked at
    assert [each["London"] for each in seen] == [[0], [0], [1], [1], [1]]
    assert [each["Los_Angeles"] for each in seen] == [[0], [0], [0], [0], [1]]
    with acting_in(boss.tenant, SYSTEM):
        assert Movement.objects.filter(kind="grant").count() == 6
        assert Movement.objects.filter(kind="forfeit").count() == 3


def test_three_days_of_downtime_leave_the_same_ledger(beat):
    boss = founded("acme")
    kept, late = (retained(boss, make_client(boss, name), rollover="capped") for name in ("Kept", "Late"))
    with acting_in(boss.tenant, SYSTEM):
        late.lines.update(ledger_due_at=london("2026-03-04T09:00"))  # nobody looked at it
    for day in ("01-01", "02-01", "03-01"):
        beat(f"2026-{day}T09:00")
    unseen = ledger(boss, late)
    beat("2026-03-04T09:00")

    assert ledger(boss, kept) == ledger(boss, late)
    assert len(ledger(boss, late)) > len(unseen)
    grants = [(number, at) for kind, _quantity, number, at, _expires in ledger(boss, late) if kind == "grant"]
    assert [(number, at) for number, at in grants if number] == [(1, london("2026-02-01T00:00")), (2, london("2026-03-01T00:00"))]
    assert open_periods(boss) == {"Kept": [2], "Late": [2]}


def ledger(boss, contract):
    with acting_in(boss.tenant, SYSTEM):
        rows = Movement.objects.filter(contract=contract).order_by("booked_at", "kind", "quantity")
        return list(rows.values_list("kind", "quantity", "period__number", "booked_at", "expires_on"))


def test_c44_both_sides_hear_before_a_bucket_expires_and_it_expires_at_local_midnight(beat):
    boss = founded("acme")
    agreed(boss, make_client(boss, "Nearly"), ("bucket", a_bucket(10, "700", "2026-06-30")), starts_on="2026-01-01")
    for at in (
        "2026-01-01T09:00",
        "2026-04-30T23:59",
        "2026-05-01T00:00",
        "2026-06-10T09:00",
        "2026-06-28T09:00",
        "2026-06-30T23:59",
    ):
        beat(at)

    with acting_in(boss.tenant, SYSTEM):
        told = list(Notice.objects.filter(template="bucket_expires", recipient=boss).order_by("at").values_list("key", "at"))
        before = Movement.objects.filter(kind="expire").count()
    beat("2026-07-01T00:00")

    assert [(key.rpartition(":")[2], at) for key, at in told] == [
        ("60", london("2026-05-01T00:00")),
        ("30", london("2026-06-10T09:00")),
        ("7", london("2026-06-28T09:00")),
    ]
    assert before == 0
    with acting_in(boss.tenant, SYSTEM):
        assert Movement.objects.get(kind="expire").booked_at == london("2026-07-01T00:00")
