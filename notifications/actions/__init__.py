"""Telling people."""

from notifications.actions.heartbeat import note_beat
from notifications.actions.notices import Note, mark_seen, notify, notify_each

__all__ = ["Note", "mark_seen", "note_beat", "notify", "notify_each"]
