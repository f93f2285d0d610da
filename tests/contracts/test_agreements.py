"""What an agreement says, version by version."""

from datetime import date, timedelta
from decimal import Decimal

import msgspec
import pytest
from msgspec.structs import replace

from accounts.tenancy import acting_as
from contracts import actions
from contracts.errors import ContractRefused
from contracts.queries import agreement_on
from contracts.terms import Cover, Hours, Retainer, Terms, read, write
from tests.factories import make_contract

RETAINER = Retainer(hours=Hours(allowance_minutes=1200, overage_rate=Decimal("95")), fee=Decimal("1600.00"))
LINE = {"kind": "retainer", "name": "Twenty hours a month", "terms": RETAINER}


@pytest.fixture
def contract(boss, kestrel, nine_oclock):
    with acting_as(boss):
        actions.change_contract_end(contract=kestrel.contracts.get(), ends_on=date(2026, 1, 31), by=boss, at=nine_oclock)
    return make_contract(boss, kestrel, kind="retainer", starts_on=date(2026, 2, 1), lines=[LINE])


def test_terms_come_back_as_they_were_stored():
    terms = Terms(lines={"a": RETAINER}, cover=Cover(levels=(1, 2), priced={"channel:phone": Decimal("12.5")}))

    stored = write(terms)

    assert read(stored) == terms
    assert stored["lines"]["a"] == {
        "kind": "retainer",
        "fee": "1600.00",
        "hours": {"allowance_minutes": 1200, "overage_rate": "95"},
    }


def test_terms_with_an_unknown_word_are_refused():
    with pytest.raises(msgspec.ValidationError, match="levles"):
        read({"cover": {"levles": [1]}})


def test_a_contract_begins_with_a_version_and_its_lines(contract, boss):
    with acting_as(boss):
        agreed = agreement_on(contract, date(2026, 6, 8))

    assert agreed.version.number == 1
    assert [(line.name, terms) for line, terms in agreed.lines] == [("Twenty hours a month", RETAINER)]


def test_a_later_version_holds_from_its_day_and_its_lines_stay_the_same(contract, boss, nine_oclock):
    with acting_as(boss):
        line = contract.lines.get()
        more = replace(RETAINER, fee=Decimal("2000.00"))
        actions.agree(
            contract=contract, terms=Terms(lines={str(line.pk): more}), effective_on=date(2026, 7, 1), by=boss, at=nine_oclock
        )

        before, after = agreement_on(contract, date(2026, 6, 30)), agreement_on(contract, date(2026, 7, 1))

    assert [each.lines[0] for each in (before, after)] == [(line, RETAINER), (line, more)]
    assert (before.version.number, after.version.number) == (1, 2)


def test_a_line_that_a_version_leaves_out_ends_the_day_before(contract, boss, nine_oclock):
    with acting_as(boss):
        actions.agree(contract=contract, terms=Terms(), effective_on=date(2026, 7, 1), by=boss, at=nine_oclock)

        assert contract.lines.get().ends_on == date(2026, 6, 30)
        assert agreement_on(contract, date(2026, 7, 1)).lines == ()


def test_a_version_from_before_the_newest_is_refused(contract, boss, nine_oclock):
    with acting_as(boss), pytest.raises(ContractRefused, match="later day"):
        actions.agree(
            contract=contract,
            terms=Terms(),
            effective_on=contract.starts_on - timedelta(days=1),
            by=boss,
            at=nine_oclock,
        )
