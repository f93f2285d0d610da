"""The fields through which files come in."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from files.png import LARGEST
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


class LogoForm(forms.Form):
    """A new logo."""

    logo = forms.FileField(
        label=_("PNG file"),
        max_length=200,
        widget=forms.FileInput(attrs={"accept": "image/png", "class": "file-input"}),
        help_text=_("Up to 300 kB and 1024 × 1024 pixels. Clients see it too."),
    )

    def clean_logo(self):
        if self.cleaned_data["logo"].size > LARGEST:
            raise ValidationError(_("The file is larger than 300 kB. Choose a smaller picture."))
        return self.cleaned_data["logo"]


def must_choose_again(form, name="files") -> bool:
    """Whether a form with errors came with files: no browser sends a choice back, so the person is told to choose again."""
    return bool(form.is_bound and form.errors and form.files.getlist(form.add_prefix(name)))
