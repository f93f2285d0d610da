"""The shape of what people say about themselves."""

from django import forms
from django.contrib.auth import password_validation
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from common.inputs import zone_field


class ProfileForm(forms.ModelForm):
    """Name, zone, language and theme of the signed-in person."""

    time_zone = zone_field()

    class Meta:
        model = Person
        fields = ["name", "time_zone", "language", "theme"]
        labels = {"name": _("Name"), "theme": _("Theme")}

    def __init__(self, *args, languages=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["language"] = forms.ChoiceField(
            label=_("Language"), choices=[("", _("As the browser asks")), *languages], required=False
        )


class NewPersonForm(forms.Form):
    """What somebody new says when accepting an invitation."""

    name = forms.CharField(label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    password = forms.CharField(
        label=_("Password"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least ten characters; a sentence is easier than a riddle."),
    )

    def __init__(self, *args, email="", **kwargs):
        super().__init__(*args, **kwargs)
        self.email = email

    def clean_password(self):
        password = self.cleaned_data["password"]
        password_validation.validate_password(password, Person(email=self.email, name=self.data.get("name", "")))
        return password
