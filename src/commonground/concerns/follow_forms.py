from django import forms
from django.utils.translation import gettext_lazy as _

from .reporting import MAX_WORDS


class ReceiptForm(forms.Form):
    receipt = forms.CharField(
        label=_("Your receipt"),
        max_length=64,
        help_text=_("16 letters and digits. Spaces, dashes and small letters do not matter."),
        widget=forms.TextInput(
            attrs={
                "class": "receipt-input",
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
            }
        ),
        error_messages={"required": _("Type your receipt.")},
    )


class WriteForm(forms.Form):
    words = forms.CharField(
        label=_("Your words"),
        max_length=MAX_WORDS,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write something first.")},
    )
    photo = forms.FileField(
        label=_("A photo, if it helps"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/*"}),
    )


class DisputeForm(forms.Form):
    words = forms.CharField(
        label=_("What is not settled?"),
        max_length=MAX_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Say in a few words what is not settled.")},
    )
