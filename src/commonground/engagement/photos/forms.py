from django import forms
from django.utils.translation import gettext_lazy as _

from .showing import CONSENT_WORDS


class PhotoForm(forms.Form):
    upload = forms.FileField(
        label=_("A photo"),
        help_text=_("We draw it anew, without the place and time that the camera wrote into it."),
        widget=forms.FileInput(attrs={"accept": "image/*"}),
    )
    shows = forms.CharField(
        label=_("What it shows, for people who cannot see it"),
        max_length=200,
        help_text=_("No names: “Six people plant bulbs beside the library”."),
    )
    all_agreed = forms.BooleanField(label=CONSENT_WORDS, required=False)

    def first_error(self) -> str:
        name, errors = next(iter(self.errors.items()))
        return f"{self.fields[name].label}: {errors[0]}"
