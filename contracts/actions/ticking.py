"""What the calendar does to an agreement, local day by local day, each day once and in order (C-05, C-07, C-28, C-55, C-59)."""

from datetime import timedelta

from django.db import transaction

from contracts.actions.advance_fees import charge_fees
from contracts.actions.changes import held, note, tell
from contracts.actions.ending import settle_exit
from contracts.actions.renewing import renew_by_itself, tell_uplift
from contracts.actions.suspending import end_with_contract
from contracts.models import ACCEPTED, CoverChange
from contracts.queries import agreement_on, standing_notice, today_of
from contracts.spans import DAY, NOTICE_REMINDER, day_start, last_notice_date, notice_reminder, renewal_date, renewal_reminders
from contracts.standing import cover_ends_at, last_day_of_run_off

RENEWS_AHEAD = timedelta(days=6)  # once nobody can give notice any more, so that a standstill leaves no gap in the cover
NEWS = timedelta(days=7)  # a reminder that comes later than this is none; what is older was written down late
TELLS_AHEAD = timedelta(days=7)  # before the last day on which a fixed uplift can be told of


@transaction.atomic
def tick(*, contract, at):
    """Work off the local days from the contract's next one to that of `at`, dated by its zone; returns how many.

    Safe to repeat and to race: a day that was worked on is not due again. After days of downtime all are done, in order.
    """
    contract = held(contract)
    if contract.tick_at is None or contract.tick_at > at:
        return 0
    if contract.stage != ACCEPTED:
        contract.tick_at = None
        contract.save(update_fields=["tick_at"])
        return 0
    day, today, worked = today_of(contract, contract.tick_at), today_of(contract, at), 0
    is_over = False
    while day <= today and not is_over:
        moment = max(day_start(day, contract.time_zone), contract.created_at)
        is_over = work_day(contract, day, at=moment, is_news=today - day <= NEWS)
        day, worked = day + DAY, worked + 1
    contract.tick_at = None if is_over else day_start(day, contract.time_zone)
    contract.save(update_fields=["tick_at"])
    return worked


def work_day(contract, day, *, at, is_news=True):
    """One local day of an accepted contract; returns whether it is over for good. Only of news is anybody told."""
    if day == contract.starts_on:
        note(contract, "began", by=None, at=at, effective_on=day)
    if contract.ends_on is None or day <= contract.ends_on:
        _renew_if_due(contract, day, at)
        charge_fees(contract, day=day, at=at)
        if is_news:
            _remind(contract, day, at)
        return False
    return _after_the_end(contract, day, at, is_news)


def _renew_if_due(contract, day, at):
    if contract.ends_on is None or day < contract.ends_on - RENEWS_AHEAD:
        return
    terms = agreement_on(contract, contract.ends_on).terms.renewal
    last_notice = last_notice_date(contract.ends_on, terms.notice, terms.notice_unit)
    if terms.kind == "automatic" and (day > last_notice or day == contract.ends_on):
        renew_by_itself(contract, at=at)


def _remind(contract, day, at):
    """Both sides, 120 to 30 days before the renewal and 14 before the notice date (C-55); an agreed uplift in time (C-56)."""
    if contract.ends_on is None or standing_notice(contract):
        return
    renewal = renewal_date(contract.ends_on)
    terms = agreement_on(contract, contract.ends_on).terms.renewal
    last_notice = last_notice_date(contract.ends_on, terms.notice, terms.notice_unit)
    facts = {"last_on": str(contract.ends_on), "notice_on": str(last_notice), "renewal_kind": terms.kind}
    left = renewal_reminders(contract.ends_on).get(day)
    if left is not None:
        note(contract, "reminded", by=None, at=at, effective_on=day, days=left)
        tell(contract, "renewal_near", key=f"renewal:{renewal}:{left}", at=at, left=left, **facts)
    if day == notice_reminder(contract.ends_on, terms.notice, terms.notice_unit) and terms.kind == "automatic":
        note(contract, "reminded_of_notice", by=None, at=at, effective_on=day)
        tell(contract, "notice_near", key=f"notice-date:{renewal}", at=at, left=NOTICE_REMINDER, **facts)
    tell_by = last_notice - timedelta(days=terms.uplift.tell_days)
    if terms.uplift.kind == "fixed" and terms.kind != "none" and tell_by - TELLS_AHEAD <= day <= tell_by:
        if not contract.changes.filter(kind="uplift_told", facts__renewal=str(renewal)).exists():
            tell_uplift(contract=contract, by=None, at=at)


def _after_the_end(contract, day, at, is_news):
    """The end, and the end of the run-off, each recorded once per last day, however late it is noticed (C-58)."""
    ended_on = renewal_date(contract.ends_on)
    if not contract.changes.filter(kind="ran_out", effective_on=ended_on).exists():
        end_with_contract(contract, at=at)
        settle_exit(contract, at=at)
        note(contract, "ran_out", by=None, at=at, effective_on=ended_on)
        if is_news:
            tell(contract, "ended", key=f"ended:{ended_on}", at=at, last_on=str(contract.ends_on), tone="warn")
    run_off = agreement_on(contract, contract.ends_on).terms.run_off_days
    over_on = last_day_of_run_off(contract.ends_on, run_off) + DAY
    if day < over_on:
        return False
    if not contract.changes.filter(kind="ended", effective_on=over_on).exists():
        note(contract, "ended", by=None, at=at, effective_on=over_on)
        over_at = cover_ends_at(contract.ends_on, run_off, contract.time_zone)
        CoverChange.objects.get_or_create(tenant_id=contract.tenant_id, contract=contract, kind="run_off_ended", at=over_at)
    return True
