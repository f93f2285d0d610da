"""Every verb of a ticket."""

from tickets.actions.agreements import agree_date, move_to_contract, void_breach
from tickets.actions.contract_holds import work_off_cover_change
from tickets.actions.counting import count_tickets, release_counted
from tickets.actions.cover import decide_cover, quote_cover, record_outcome
from tickets.actions.deliveries import confirm_defect, deliver_workaround, record_deployment
from tickets.actions.due_clocks import record_due_clocks
from tickets.actions.holds import close_hold, open_hold
from tickets.actions.imported_clients import receive_clients
from tickets.actions.importing import import_history
from tickets.actions.joining import merge_tickets, split_ticket
from tickets.actions.levels import move_level
from tickets.actions.messages import no_reply_needed, reply, write_as_client, write_note
from tickets.actions.moves import (
    cancel_ticket,
    close_ticket,
    confirm_resolved,
    reopen_ticket,
    resolve_ticket,
)
from tickets.actions.opening import open_ticket
from tickets.actions.proofs import prove_clocks, prove_ticket, rebuild_clocks
from tickets.actions.retarget_batches import begin_retarget, end_retarget, halt_retarget, retarget_batch
from tickets.actions.retargets import resume_retarget, retarget_ticket, start_retarget, stop_retarget
from tickets.actions.running_timers import discard_timer, start_timer, stop_timer
from tickets.actions.sorting import assign_ticket, change_severity, change_type, return_tickets_of, take_next
from tickets.actions.stint_breaches import record_due_stints
from tickets.actions.stints import catch_up_stints
from tickets.actions.subject import change_subject
from tickets.actions.support_hours import correct_support_hours, publish_support_hours
from tickets.actions.tiers import publish_tier_change
from tickets.actions.time import correct_time, log_time, move_time, withdraw_time
from tickets.actions.time_approval import approve_time, approve_times, close_time, free_time, mark_free, reject_time
from tickets.actions.time_preview import preview_time
from tickets.actions.time_release import lock_held, release_held
from tickets.actions.timers import ring_timers
from tickets.actions.waits import resume, schedule_with_client, wait_for_approval, wait_for_client, wait_for_third_party

__all__ = [
    "count_tickets",
    "work_off_cover_change",
    "agree_date",
    "approve_time",
    "approve_times",
    "assign_ticket",
    "begin_retarget",
    "cancel_ticket",
    "catch_up_stints",
    "change_severity",
    "change_subject",
    "change_type",
    "close_hold",
    "close_ticket",
    "close_time",
    "confirm_defect",
    "confirm_resolved",
    "correct_support_hours",
    "correct_time",
    "decide_cover",
    "deliver_workaround",
    "discard_timer",
    "end_retarget",
    "free_time",
    "halt_retarget",
    "import_history",
    "lock_held",
    "log_time",
    "mark_free",
    "merge_tickets",
    "move_level",
    "move_time",
    "move_to_contract",
    "no_reply_needed",
    "open_hold",
    "open_ticket",
    "preview_time",
    "prove_clocks",
    "prove_ticket",
    "publish_support_hours",
    "publish_tier_change",
    "rebuild_clocks",
    "receive_clients",
    "quote_cover",
    "record_deployment",
    "record_due_clocks",
    "record_due_stints",
    "reject_time",
    "record_outcome",
    "release_counted",
    "release_held",
    "reopen_ticket",
    "reply",
    "resolve_ticket",
    "resume",
    "resume_retarget",
    "retarget_batch",
    "retarget_ticket",
    "return_tickets_of",
    "ring_timers",
    "schedule_with_client",
    "split_ticket",
    "start_retarget",
    "start_timer",
    "stop_retarget",
    "stop_timer",
    "take_next",
    "void_breach",
    "wait_for_approval",
    "wait_for_client",
    "wait_for_third_party",
    "withdraw_time",
    "write_as_client",
    "write_note",
]
