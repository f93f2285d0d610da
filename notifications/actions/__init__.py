"""Telling people."""

from notifications.actions.heartbeat import note_beat
from notifications.actions.notices import Note, count_as_delivered, mark_seen, notify, notify_each

__all__ = ["Note", "count_as_delivered", "mark_seen", "note_beat", "notify", "notify_each"]
