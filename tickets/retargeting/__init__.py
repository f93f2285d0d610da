"""Retargeting open tickets: which new promise a ticket's old one becomes, and the arithmetic of many at once."""
