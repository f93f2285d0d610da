"""A form that is sent twice counts once: the id of what it will make is made with it, and signed for the member."""

from uuid import UUID

from django import forms
from django.core.signing import BadSignature, Signer

from common.ids import uuid7


class OnceForm(forms.Form):
    """A form for `member` with the id of its future ticket or message in `pk` after cleaning.

    Anything but an id that was signed for this member becomes a new one, so that nobody chooses the id of a row.
    """

    submission = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, data=None, files=None, *, member, **more):
        self._signer = Signer(salt=f"submission of {member.pk}")
        if data is not None:
            data = data.copy()
            given = data.get("submission", "")
            data["submission"] = given if self._read(given) else self._fresh()
        super().__init__(data, files, **more)
        self.fields["submission"].initial = self._fresh()

    def renew(self):
        """Shown again although its id made something already: what is sent next is something else."""
        self.data["submission"] = self._fresh()

    def clean(self):
        cleaned = super().clean()
        cleaned["pk"] = self._read(cleaned.pop("submission", ""))
        return cleaned

    def _fresh(self):
        return self._signer.sign(str(uuid7()))

    def _read(self, text):
        try:
            return UUID(self._signer.unsign(text))
        except (BadSignature, ValueError):
            return None
