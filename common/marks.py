"""The desk's small marks as HTML: icon, severity, status, level, person and deadline; plain values in, safe strings out.

Built without templates because a queue of fifty rows draws some four hundred of them."""

from functools import lru_cache
from zlib import crc32

from django.templatetags.static import static
from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.utils.translation import gettext, gettext_noop

from common.durations import DEFAULT_WARNING, chip_state, time_left, used_percent

SEVERITIES = {
    "critical": gettext_noop("Critical"),
    "major": gettext_noop("Major"),
    "minor": gettext_noop("Minor"),
    "question": gettext_noop("Question"),
}
# code: (staff word, its tone, client word, its tone); a hollow dot means that nobody of ours is working on it
STATUSES = {
    "new": (gettext_noop("New"), "info hollow", gettext_noop("Received"), "info hollow"),
    "open": (gettext_noop("Open"), "ok", gettext_noop("In progress"), "ok"),
    "waiting_client": (gettext_noop("Waiting on client"), "neutral hollow", gettext_noop("Waiting on you"), "warn"),
    "waiting_approval": (
        gettext_noop("Waiting for approval"),
        "neutral hollow",
        gettext_noop("Waiting for your approval"),
        "warn",
    ),
    "waiting_third_party": (gettext_noop("Waiting on third party"), "neutral hollow", gettext_noop("In progress"), "ok"),
    "scheduled": (gettext_noop("Scheduled"), "info hollow", gettext_noop("Scheduled"), "info hollow"),
    "resolved": (gettext_noop("Resolved"), "ok hollow", gettext_noop("Resolved"), "ok hollow"),
    "closed": (gettext_noop("Closed"), "neutral", gettext_noop("Closed"), "neutral"),
    "cancelled": (gettext_noop("Cancelled"), "neutral", gettext_noop("Closed"), "neutral"),
}
MESSAGE_TONES = {"success": "ok", "info": "info", "warning": "warn", "error": "danger", "debug": "neutral"}


@lru_cache(maxsize=512)
def icon(name, size="", tone=""):
    """One symbol of `static/icons.svg`, hidden from screen readers: the words beside it carry the meaning."""
    more = (f' data-size="{escape(size)}"' if size else "") + (f' data-tone="{escape(tone)}"' if tone else "")
    return mark_safe(f'<svg class="icon"{more} aria-hidden="true"><use href="{static("icons.svg")}#{escape(name)}"/></svg>')


def severity_mark(code, label="", compact=False):
    """Shape and word of a severity; compact leaves the word to screen readers and the tooltip."""
    word = escape(label or gettext(SEVERITIES.get(code, code)))
    shape = icon(f"sev-{code}") if code in SEVERITIES else ""
    if compact:
        return mark_safe(
            f'<span class="severity" data-level="{escape(code)}" title="{word}">{shape}'
            f'<span class="visually-hidden">{word}</span></span>'
        )
    return mark_safe(f'<span class="severity" data-level="{escape(code)}">{shape}{word}</span>')


def status_word(code, for_client=False):
    """The word of a status for staff, or the one that a client reads."""
    staff_word, _tone, client_word, _client_tone = STATUSES.get(code, (code, "", code, ""))
    return gettext(client_word if for_client else staff_word)


def status_badge(code, label="", for_client=False):
    """Dot and word of a status; `label` replaces the word (`Scheduled for Mon 09:00`)."""
    look = STATUSES[code][3 if for_client else 1] if code in STATUSES else "neutral"
    tone, _space, hollow = look.partition(" ")
    word = escape(label or status_word(code, for_client))
    return mark_safe(f'<span class="status" data-tone="{tone}"{" data-hollow" if hollow else ""}>{word}</span>')


def level_badge(number, name=""):
    """Bars and `L2`; the level's name becomes the tooltip."""
    if number in (None, ""):
        return ""
    title = f' title="{escape(name)}"' if name else ""
    return mark_safe(f'<span class="level-badge" data-level="{int(number)}"{title}>L{int(number)}</span>')


def initials(name):
    """First letters of the first and the last word, in capitals."""
    words = [word for word in str(name).split() if word[0].isalnum()] or ["?"]
    return (words[0][0] + (words[-1][0] if len(words) > 1 else "")).upper()


def avatar(name, size="", shape="", decorative=False):
    """Initials on a hue that the name decides, so that a person keeps one colour on every page."""
    more = (f' data-size="{escape(size)}"' if size else "") + (f' data-shape="{escape(shape)}"' if shape else "")
    said = 'aria-hidden="true"' if decorative else f'role="img" aria-label="{escape(name)}" title="{escape(name)}"'
    hue = crc32(str(name).encode()) % 36 * 10
    return mark_safe(f'<span class="avatar"{more} {said} style="--hue:{hue}">{escape(initials(name))}</span>')


def sla_chip(state, due_at=None, started_at=None, warn=DEFAULT_WARNING, label="", text="", now=None):
    """A deadline at a glance; a running one (`due_at` and `now` given) counts down in the browser, any other stands still."""
    if not due_at or now is None or state in ("paused", "met", "none"):
        return mark_safe(f'<span class="sla-chip" data-state="{escape(state)}"><span>{escape(text)}</span></span>')
    left = (due_at - now).total_seconds()
    start = f' data-start="{started_at.isoformat()}"' if started_at else ""
    said = f' data-label="{escape(label)}"' if label else ""
    return mark_safe(
        f'<span class="sla-chip" data-state="{chip_state(due_at, started_at, warn, now)}"{start}'
        f' data-due="{due_at.isoformat()}" data-warn="{int(warn)}"{said}'
        f' style="--used:{used_percent(started_at, due_at, now)}%">'
        f'<time datetime="{due_at.isoformat()}">{escape(text or time_left(left))}</time></span>'
    )
