"""Form fields as the interface guide wants them: label, control, error and hint tied together for screen readers."""

from django.forms import CheckboxInput, CheckboxSelectMultiple, RadioSelect, Textarea
from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.translation import gettext, ngettext

from common.marks import icon


def field(bound, label="", hint=None, optional=True, link_url="", link_text="", attrs=None):
    """One field of a form; `label` and `hint` replace the form's own (`hint=""`: none); a link may stand beside the label."""
    if bound.is_hidden:
        return bound.as_widget()
    widget, name, hint = bound.field.widget, label or bound.label, bound.help_text if hint is None else hint
    below = format_html("{}{}", _errors(bound), _hint(bound, hint))
    control = bound.as_widget(attrs=_attributes(bound, hint) | (attrs or {}))
    if isinstance(widget, CheckboxInput):
        return format_html('<div class="field"><label class="check">{} {}</label>{}</div>', control, name, below)
    word = _optional(bound) if optional else ""
    if isinstance(widget, RadioSelect | CheckboxSelectMultiple):
        described = _described_by(bound, hint)
        return format_html(
            '<fieldset class="field" id="{}"{}><legend>{}{}</legend>{}{}</fieldset>',
            bound.auto_id,
            format_html(' aria-describedby="{}"', described) if described else "",
            name,
            word,
            _choices(bound),
            below,
        )
    head = format_html('<label for="{}">{}{}</label>', bound.id_for_label, name, word)
    if link_url:
        beside = '<div class="row between"><label class="label" for="{}">{}{}</label><a class="xs" href="{}">{}</a></div>'
        head = format_html(beside, bound.id_for_label, name, word, link_url, link_text)
    return format_html('<div class="field">{}{}{}</div>', head, control, below)


def form_errors(*forms):
    """The summary above a form: what to fix, each with a link to its field; empty when nothing is wrong."""
    found = [(bound, error) for form in forms if form for bound in form for error in bound.errors]
    general = [error for form in forms if form for error in form.non_field_errors()]
    if not found and not general:
        return ""
    count = len(found) + len(general)
    title = ngettext("%(count)d thing to fix", "%(count)d things to fix", count) % {"count": count}
    lines = [format_html("<li>{}</li>", error) for error in general]
    lines += [_link(bound, error) for bound, error in found]
    return format_html(
        '<div class="banner" data-tone="danger" role="alert" tabindex="-1" data-error-summary>{}'
        '<div><strong>{}</strong><ul class="error-list">{}</ul></div></div>',
        icon("alert"),
        title,
        mark_safe("".join(lines)),
    )


def _link(bound, error):
    if bound.is_hidden:
        return format_html("<li>{}</li>", error)
    return format_html('<li><a href="#{}">{}</a>: {}</li>', bound.id_for_label or bound.auto_id, bound.label, error)


def _attributes(bound, hint):
    """Class and description of the control itself; Django adds `required`, `aria-invalid`, the name and the id."""
    widget = bound.field.widget
    attrs = {}
    if not isinstance(widget, CheckboxInput | RadioSelect | CheckboxSelectMultiple):
        given = widget.attrs.get("class", "")
        attrs["class"] = f"input {given}".strip()
    if isinstance(widget, Textarea):
        attrs["rows"] = widget.attrs.get("rows") or 5
    described = _described_by(bound, hint)
    if described:
        attrs["aria-describedby"] = described
    return attrs


def _described_by(bound, hint):
    extra = bound.field.widget.attrs.get("aria-describedby", "")
    ids = [f"{bound.auto_id}_error"] * bool(bound.errors) + [f"{bound.auto_id}_hint"] * bool(hint) + [extra] * bool(extra)
    return " ".join(ids)


def _choices(bound):
    """Radios or boxes as a plain list of `.check` labels; the legend and the group's error name them."""
    rows = format_html_join("", '<label class="check">{} {}</label>', ((part.tag(), part.choice_label) for part in bound))
    return format_html('<div class="stack" style="--gap:var(--space-1)">{}</div>', rows)


def _optional(bound):
    if bound.field.required:
        return ""
    return format_html(' <span class="optional">{}</span>', gettext("optional"))


def _hint(bound, hint):
    return format_html('<span class="field-hint" id="{}_hint">{}</span>', bound.auto_id, hint) if hint else ""


def _errors(bound):
    if not bound.errors:
        return ""
    sentences = format_html_join(" ", "{}", ((error,) for error in bound.errors))
    return format_html(
        '<span class="field-error" id="{}_error">{}<span>{}</span></span>', bound.auto_id, icon("alert", "sm"), sentences
    )
