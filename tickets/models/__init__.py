"""Tickets, what was said and what happened on them, and their clocks."""

from tickets.models.clock import CLOCK_STATES, Clock, Event
from tickets.models.cover import OUTCOMES, CoverDecision
from tickets.models.message import Attachment, Message
from tickets.models.proof import ClockProof
from tickets.models.retarget import RETARGET_KINDS, RETARGET_STATES, Retarget, RetargetExclusion
from tickets.models.stint import STINT_METRICS, StintBook, StintClock
from tickets.models.ticket import SOURCES, Follower, ImportedTicket, Ticket, TicketCounter
from tickets.models.timer import TIMERS, Timer
from tickets.models.watcher import Watcher
from tickets.models.work import WORK_KINDS, WORK_STATUSES, RunningTimer, TimeEntry, TimeRemark

__all__ = [
    "CLOCK_STATES",
    "OUTCOMES",
    "RETARGET_KINDS",
    "RETARGET_STATES",
    "SOURCES",
    "STINT_METRICS",
    "TIMERS",
    "WORK_KINDS",
    "WORK_STATUSES",
    "Attachment",
    "Clock",
    "ClockProof",
    "CoverDecision",
    "Event",
    "Follower",
    "ImportedTicket",
    "Message",
    "Retarget",
    "RetargetExclusion",
    "RunningTimer",
    "StintBook",
    "StintClock",
    "Ticket",
    "TicketCounter",
    "TimeEntry",
    "TimeRemark",
    "Timer",
    "Watcher",
]
