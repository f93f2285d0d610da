"""Lengths of work as pages show them."""

from django import template

from tickets.time_words import bands_in_words, minutes_in_words

register = template.Library()
register.filter("as_length", minutes_in_words)
register.filter("as_bands", bands_in_words)
