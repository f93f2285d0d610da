"""Telling people."""

from notifications.actions.notices import mark_seen, notify

__all__ = ["mark_seen", "notify"]
