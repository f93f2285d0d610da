"""Tickets over HTTP for programs: `/api/v1/tickets/`."""
