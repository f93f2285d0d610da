"""Grants, draws, the rest, and what a close leaves: the worked examples, and that nothing is lost (P-7)."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.pots import Grant, Rest, borrow_room, by_policy, draw_from, in_pot_order, roll_over, unweighted, value_of, weighted
from contracts.pricing import crossed
from tests.slas.lives import repeatably

END_OF_FEBRUARY = date(2026, 2, 28)
ON = date(2026, 2, 10)


def test_ex_c11_what_the_allowance_does_not_cover_is_billed():
    draws, rest = draw_from([Grant(1, 1200)], 1410, ON)

    assert (draws, by_policy(rest, "bill")) == ([(1, 1200)], Rest(overage=210))


def test_ex_c12_rolled_minutes_are_drawn_first_and_what_is_over_the_cap_is_forfeited():
    january = roll_over(840, 1200, "capped", 50)
    february = [Grant(1, january.rolled, 0, END_OF_FEBRUARY), Grant(2, 1200, 1, END_OF_FEBRUARY)]

    draws, rest = draw_from(february, 1440, ON)

    assert january == (600, 240)
    assert (draws, rest) == ([(1, 600), (2, 840)], 0)
    assert roll_over(1200 - 840, 1200, "capped", 50) == (360, 0)  # 1,200 + 360 = 26 h in March


def test_ex_c13_rolled_minutes_that_stay_unused_expire_and_do_not_roll_again():
    draws, _ = draw_from([Grant(1, 600, 0, END_OF_FEBRUARY), Grant(2, 1200, 1, END_OF_FEBRUARY)], 240, ON)

    assert draws == [(1, 240)]
    assert roll_over(1200, 1200, "capped", 50) == (600, 600)  # and the 360 rolled in January expire


def test_ex_c14_a_quarter_of_the_next_allowance_is_borrowed_and_the_rest_billed():
    _, rest = draw_from([Grant(1, 1200)], 1560, ON)

    assert by_policy(rest, "borrow", borrow_room(1200, 25, 0)) == Rest(borrowed=300, overage=60)
    assert borrow_room(1200, 25, 300) == 0


def test_ex_c15_one_approval_crosses_three_thresholds():
    assert crossed(580, 1100, 1200, (50, 75, 90, 100)) == [50, 75, 90]
    assert crossed(1100, 1200, 1200, (50, 75, 90, 100)) == [100]


def test_ex_c16_an_entry_is_split_at_the_minute_the_allowance_runs_dry():
    draws, rest = draw_from([Grant(1, 45)], 120, ON)

    assert (draws, rest) == ([(1, 45)], 75)


def test_ex_c20_a_weighted_draw():
    assert weighted(60, Decimal("1.5"), Decimal("1.5")) == 135
    assert unweighted(135, 60, Decimal("2.25")) == 60
    assert unweighted(90, 60, Decimal("2.25")) == 40


def test_ex_c22_the_bucket_that_expires_first_is_drawn_first():
    first, second = Grant(1, 600, 0, date(2026, 6, 30)), Grant(2, 1200, 1, date(2026, 12, 31))

    draws, rest = draw_from([second, first], 720, date(2026, 6, 20))

    assert (draws, rest) == ([(1, 600), (2, 120)], 0)
    value = value_of(600, Decimal(700), 600) + value_of(120, Decimal(1300), 1200)
    assert value == Decimal("830.00")
    assert value_of(1080, Decimal(1300), 1200) == Decimal("1170.00")
    assert value_of(120, Decimal(700), 600) == Decimal("140.00")  # breakage of two hours


def test_ex_c37_the_date_of_work_decides_whether_a_bucket_may_be_used():
    bucket = Grant(1, 600, 0, date(2026, 6, 30), usable_from=date(2026, 1, 1))

    assert draw_from([bucket], 30, date(2026, 6, 30)) == ([(1, 30)], 0)
    assert draw_from([bucket], 30, date(2026, 7, 1)) == ([], 30)
    assert draw_from([bucket], 30, date(2025, 12, 31)) == ([], 30)


def test_c39_ties_are_broken_by_the_earliest_grant_and_then_by_the_lowest_id():
    grants = [Grant(4, 1, 1), Grant(3, 1, 2), Grant(2, 1, 1), Grant(1, 1, 0, date(2026, 3, 1))]

    assert [draw.grant for draw in draw_from(grants, 4, ON)[0]] == [1, 2, 4, 3]


def test_c10_pots_are_drawn_package_first_then_retainer_then_the_bucket_that_expires_first():
    pots = [
        ("ad_hoc", [], 0),
        ("bucket", [Grant(1, 1, 0, date(2026, 12, 31))], 1),
        ("bucket", [Grant(2, 1, 0, date(2026, 6, 30))], 2),
        ("retainer", [Grant(3, 1)], 3),
        ("package", [Grant(4, 1)], 4),
    ]

    assert in_pot_order(pots) == [4, 3, 2, 1, 0]
    assert in_pot_order(pots, ("bucket", "retainer"))[:2] == [2, 1]


def test_c10_of_one_kind_the_own_pots_come_first_but_buckets_by_their_expiry():
    soon, late = Grant(1, 60, 0, date(2026, 2, 28)), Grant(2, 60, 0, date(2026, 6, 30))
    pots = [("bucket", [late], 2), ("retainer", [late], 1), ("retainer", [soon], 1), ("bucket", [soon], 2), ("bucket", [late], 1)]

    assert in_pot_order(pots, beside={2, 3, 4}) == [1, 2, 3, 0, 4]


def test_c35_policies_and_c38_rollover_of_other_names_are_refused():
    assert by_policy(30, "block") == Rest(held=30)
    assert by_policy(30, "absorb") == Rest(absorbed=30)
    assert roll_over(30, 100, "none") == (0, 30)
    assert roll_over(30, 100, "unlimited") == (30, 0)
    with pytest.raises(ValueError, match="no overage policy"):
        by_policy(30, "forgive")
    with pytest.raises(ValueError, match="no rollover policy"):
        roll_over(30, 100, "some")


grants = st.builds(
    Grant,
    id=st.integers(1, 9),
    left=st.integers(0, 500),
    granted_order=st.integers(0, 3),
    expires_on=st.none() | st.dates(date(2026, 2, 8), date(2026, 2, 12)),
)


@repeatably(max_examples=300)
@given(
    st.lists(grants, max_size=6, unique_by=lambda grant: grant.id),
    st.integers(0, 2000),
    st.sampled_from(["bill", "block", "borrow", "absorb"]),
    st.integers(0, 300),
)
def test_p7_every_minute_goes_to_one_place_and_no_grant_below_nothing(pots, minutes, policy, room):
    left = {grant.id: grant.left for grant in pots}

    draws, rest = draw_from(pots, minutes, ON)
    parts = by_policy(rest, policy, room)

    assert sum(draw.minutes for draw in draws) + sum(parts) == minutes
    assert all(0 < draw.minutes <= left[draw.grant] for draw in draws)
    assert parts.borrowed <= room
    usable = sum(grant.left for grant in pots if grant.expires_on is None or grant.expires_on >= ON)
    assert rest == max(minutes - usable, 0)


@repeatably(max_examples=100)
@given(st.integers(0, 2000), st.integers(0, 2000), st.sampled_from(["none", "capped", "unlimited"]), st.integers(0, 100))
def test_p7_what_is_unused_at_a_close_is_rolled_or_forfeited(unused, allowance, policy, percent):
    assert sum(roll_over(unused, allowance, policy, percent)) == unused


@repeatably(max_examples=200)
@given(st.integers(0, 600), st.integers(1, 600), st.decimals("0.5", 4, places=2))
def test_a_pot_that_runs_dry_within_weighted_work_leaves_no_more_than_was_worked(drawn, work, factor):
    assert 0 <= unweighted(min(drawn, weighted(work, factor)), work, factor) <= work
