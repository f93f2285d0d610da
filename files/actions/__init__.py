"""Keeping what people attach, and the tenant's logo."""

from files.actions.branding import remove_logo, show_logo
from files.actions.storing import store_files, stored_for

__all__ = ["remove_logo", "show_logo", "store_files", "stored_for"]
