"""What the terms of a ticket are called after a retarget (S-33, S-34): keys as `slas/keys.py` writes them."""

from slas.keys import Pin, parsed_key, terms_key


def at_version(key, version_id, own_pins, *, calendars=None, pins=None):
    """The same calendars, heeded as far as before, under another tier version.

    `own_pins` are of calendars that the version's own targets name; `calendars` and their `pins` fill kinds of hours that the
    key lacks. Calendars of the old version's own stay pinned, because time was counted on them.
    """
    old = parsed_key(key)
    return terms_key(version_id, (calendars or {}) | old.calendars, (pins or {}) | own_pins | old.pins)


def with_calendar(key, calendar_id, number, *, is_correction=False):
    """The same terms with a calendar heeded through a version; a correction also counts for time before it was made."""
    old, calendar_id = parsed_key(key), str(calendar_id)
    if calendar_id not in old.pins:
        return key
    before = old.pins[calendar_id]
    pin = Pin(max(before.number, number), max(before.corrections, number if is_correction else 0))
    return terms_key(old.version, old.calendars, old.pins | {calendar_id: pin})


def version_of(key):
    """The tier version that a key names."""
    return key.partition("|")[0]
