"""The field through which files come in."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from files.uploads import refusals


class SeveralFiles(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files, cleaned to a list; each that is refused is named."""

    widget = SeveralFiles

    def __init__(self, **more):
        super().__init__(**({"required": False, "label": _("Files")} | more))

    def clean(self, data, initial=None):
        uploads = [upload for upload in data or [] if upload]
        wrong = refusals(uploads)
        if wrong:
            raise ValidationError(wrong)
        return uploads


def must_choose_again(form, name="files") -> bool:
    """Whether a form with errors came with files: no browser sends a choice back, so the person is told to choose again."""
    return bool(form.is_bound and form.errors and form.files.getlist(form.add_prefix(name)))
