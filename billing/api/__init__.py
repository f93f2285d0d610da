"""Invoices for programs."""
