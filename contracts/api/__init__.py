"""Contracts for programs."""
