"""Logging time: an entry is written once; a correction is a new entry, and the old one is taken back (C-02, C-03)."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.log import record
from accounts.models import Level
from contracts import actions as contracts
from contracts.cover import NOT_COVERED
from contracts.queries import standing
from tickets.actions.cover import decide_cover
from tickets.actions.time_checks import check_kind, check_place, check_span, check_stands, check_writer, warnings_of
from tickets.actions.time_groups import lock_groups, open_group, settle, stem_in, stem_of
from tickets.errors import TimeRefused
from tickets.models import RunningTimer, TimeEntry, TimeRemark
from tickets.models.work import (
    BILLABLE,
    CORRECTED,
    COUNTED,
    FREE_WITH_APPROVER,
    PENDING,
    WITHDRAWN,
)
from tickets.queries.time_basis import basis_for

ON_APPROVAL = "approval"
WRITTEN = ("ticket", "contract", "activity", "level", "started_at", "ended_at", "kind", "note", "is_note_public", "reason")


@transaction.atomic
def log_time(
    *,
    ticket=None,
    contract=None,
    activity="",
    level=None,
    started_at,
    ended_at,
    kind=BILLABLE,
    note="",
    is_note_public=False,
    reason="",
    timer=None,
    member=None,
    by,
    at,
    pk=None,
):
    """Time that `member` (who logs it, unless somebody else is named) worked on a ticket, or on a contract without one.

    It counts at once, or when it is approved, as the contract says (C-33); goodwill and our own faults always wait for an
    approver (C-11, C-14). What pots and caps do not take is held (C-24, C-34). Overlaps are let pass and told in the entry's
    `warnings`. A `pk` that is there already refuses. Raises TimeRefused.
    """
    entry = _written(
        ticket=ticket,
        contract=contract,
        activity=activity,
        level=level,
        started_at=started_at,
        ended_at=ended_at,
        kind=kind,
        note=note,
        is_note_public=is_note_public,
        reason=reason,
        member=member or by,
        by=by,
        at=at,
        pk=pk,
    )
    if timer is not None:
        RunningTimer.objects.filter(tenant_id=by.tenant_id, pk=timer.pk, member_id=entry.member_id).delete()
    _record("time.logged", entry, by=by, at=at)
    return entry


@transaction.atomic
def correct_time(*, entry, why="", by, at, **changes):
    """Another entry in the place of this one, with `changes` to what `log_time` takes; its approval is asked anew.

    The first one stays as it was written, marked as corrected, and what it drew is taken back.
    """
    said = {name: changes.get(name, value) for name, value in _as_written(entry).items()}
    if said["ticket"] != entry.ticket and "contract" not in changes:
        said["contract"] = said["ticket"].contract if said["ticket"] else entry.contract
    new = _written(**said, member=entry.member, corrects=entry, by=by, at=at)
    _remark(new, "correction", why, by=by, at=at)
    _record("time.corrected", new, by=by, at=at, before=str(entry.pk))
    return new


@transaction.atomic
def move_time(*, entry, ticket, by, at):
    """The entry was of another ticket of the same client: a correction (P-11)."""
    if ticket.client_id != entry.client_id:
        raise TimeRefused(_("That ticket is another client’s."), field="ticket")
    return correct_time(entry=entry, ticket=ticket, why=_("Moved to %(ticket)s") % {"ticket": ticket}, by=by, at=at)


@transaction.atomic
def withdraw_time(*, entry, why="", by, at):
    """It was logged by mistake: it stays in the history, and what it drew is taken back (C-03)."""
    entry = locked_entry(entry)
    check_writer(entry, by)
    take_back(entry, WITHDRAWN, by=by, at=at)
    _remark(entry, "withdrawal", why, by=by, at=at)
    _record("time.withdrawn", entry, by=by, at=at)
    return entry


def take_back(entry, status, *, by, at):
    """The entry counts no longer; its group is settled anew. The caller holds the group's lock."""
    entry.status, entry.visibility = status, "internal"
    entry.save(update_fields=["status", "visibility"])
    basis = basis_for(client=entry.client, contract=entry.contract, ticket=entry.ticket, started_at=entry.started_at)
    settle(entry, basis, at=at, by=by)


def locked_entry(entry, *, others=()):
    """The entry as it is now, its group and `others` locked; refuses one that was replaced meanwhile or is on an invoice."""
    lock_groups(entry.tenant_id, [stem_in(entry.group), *others])
    rows = TimeEntry.objects.select_related("ticket", "contract", "client", "member")
    fresh = rows.get(tenant_id=entry.tenant_id, pk=entry.pk)
    check_stands(fresh)
    return fresh


def _written(
    *,
    ticket,
    contract,
    activity,
    level,
    started_at,
    ended_at,
    kind,
    note,
    is_note_public,
    reason,
    member,
    by,
    at,
    pk=None,
    corrects=None,
):
    """The new entry, counted if it counts at once; one that it corrects is taken back first."""
    place = _place(ticket, contract, activity, level, member)
    check_place(**place, kind=kind)
    minutes = check_span(started_at, ended_at, at)
    basis = basis_for(client=place["client"], contract=place["contract"], ticket=ticket, started_at=started_at)
    entry = TimeEntry(
        tenant_id=by.tenant_id,
        **place,
        **basis.worked(started_at, ended_at),
        minutes=minutes,
        member=member,
        kind=kind,
        status=PENDING if kind in FREE_WITH_APPROVER or basis.terms.time.counts_on == ON_APPROVAL else COUNTED,
        note=note.strip() if is_note_public else "",
        logged_by=by,
        logged_at=at,
        corrects=corrects,
        **({"pk": pk} if pk else {}),
    )
    stem = stem_of(entry, basis)
    if corrects is None:
        _lock_for_new(by.tenant_id, stem, pk)
    else:
        _take_back_corrected(corrects, stem, by=by, at=at)
    check_kind(kind=kind, ticket=ticket, reason=reason, minutes=minutes, basis=basis, work_on=entry.work_on, at=at)
    entry.group = open_group(by.tenant_id, stem)
    _ask_cover(entry, by=by, at=at)
    entry.save(force_insert=True)
    _remark(entry, "note", "" if is_note_public else note, by=by, at=at)
    _remark(entry, "reason", reason, by=by, at=at)
    if entry.is_live:
        settle(entry, basis, at=at, by=by)
    elif entry.contract is not None and kind == BILLABLE and entry.is_covered:
        contracts.weigh_pending(contract=entry.contract, at=at)
    entry.warnings = warnings_of(entry, basis)
    return entry


def _place(ticket, contract, activity, level, member):
    """What the time was worked on, for whom and at which level; what was not said is the ticket's or the member's."""
    return {
        "client": ticket.client if ticket else contract and contract.client,
        "ticket": ticket,
        "contract": contract or (ticket.contract if ticket else None),
        "activity": activity or (ticket.type.activity_class if ticket else ""),
        "level": level or _level_of(member) or (ticket.level.number if ticket else 0),
    }


def _lock_for_new(tenant_id, stem, pk):
    """The lock of the group; behind it a form that was sent twice at once meets itself."""
    lock_groups(tenant_id, [stem])
    if pk and TimeEntry.objects.filter(tenant_id=tenant_id, pk=pk).exists():
        raise TimeRefused(_("This time was logged already."))


def _take_back_corrected(entry, stem, *, by, at):
    """The locks of both groups, then the entry that is corrected counts no longer."""
    replaced = locked_entry(entry, others=[stem])
    check_writer(replaced, by)
    take_back(replaced, CORRECTED, by=by, at=at)


def _ask_cover(entry, *, by, at):
    """Whether the contract that it was done under covers it (C-08); without a ticket, by the contract's days."""
    if entry.kind == BILLABLE and entry.ticket is not None:
        work = {"contract": entry.contract, "activity": entry.activity, "level": entry.level, "worked_at": entry.started_at}
        entry.decision = decide_cover(ticket=entry.ticket, **work, by=by, at=at)
        entry.is_covered = entry.decision.verdict != NOT_COVERED
    elif entry.ticket is None:  # the run-off is for tickets that were open when the contract ended (C-08, C-58)
        entry.is_covered = standing(entry.contract, entry.started_at) != "over"


def _level_of(member):
    """The number of the member's own level, read anew: that of a request's member was read before the tenant was open."""
    return Level.objects.filter(tenant_id=member.tenant_id, pk=member.level_id).values_list("number", flat=True).first()


def _as_written(entry):
    """What the entry was written with, as `log_time` takes it."""
    remarks = {remark.kind: remark.body for remark in entry.remarks.all()}
    said = {name: getattr(entry, name) for name in WRITTEN if hasattr(entry, name)}
    said["note"] = entry.note or remarks.get("note", "")
    return said | {"is_note_public": bool(entry.note), "reason": remarks.get("reason", "")}


def _remark(entry, kind, body, *, by, at):
    if body.strip():
        TimeRemark.objects.create(
            tenant_id=entry.tenant_id, client_id=entry.client_id, entry=entry, kind=kind, body=body.strip(), by=by, at=at
        )


def _record(kind, entry, *, by, at, **facts):
    facts |= {"minutes": entry.minutes, "kind_of_time": entry.kind, "status": entry.status, "work_on": str(entry.work_on)}
    record(tenant_id=entry.tenant_id, kind=kind, subject=entry, client_id=entry.client_id, at=at, by=by, **facts)
