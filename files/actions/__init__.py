"""Keeping what people attach."""

from files.actions.storing import store_files, stored_for

__all__ = ["store_files", "stored_for"]
