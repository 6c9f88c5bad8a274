from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from commonground.common.errors import Refused

from . import sms
from .models import HowOften, NewsKind


class AddressForm(forms.Form):
    """Where we write to: an e-mail address, or a number where text messages are set up."""

    email = forms.EmailField(
        label=_("Your e-mail address"), max_length=254,
        error_messages={
            "required": _("Write your e-mail address: we send the link there."),
            "invalid": _("This is no e-mail address: is a letter missing?"),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    phone = forms.CharField(
        label=_("Or your mobile number, for text messages"), max_length=30, required=False,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
        help_text=_("With the country, for instance +1 312 555 0100."),
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        if sms.gateway() is None:
            del self.fields["phone"]
        else:
            self.fields["email"].required = False

    def clean_phone(self) -> str:
        given = self.cleaned_data["phone"]
        try:
            return sms.read_number(given) if given else ""
        except Refused as refusal:
            raise forms.ValidationError(refusal.sentence) from None

    def clean(self) -> dict[str, object]:
        told = super().clean()
        has_both_or_none = bool(told.get("email")) == bool(told.get("phone"))
        if "phone" in self.fields and not self.errors and has_both_or_none:
            sentence = _("Give an e-mail address or a mobile number: one of them.")
            self.add_error("email", sentence)
        return told


class SubscribeForm(AddressForm):
    kinds = forms.MultipleChoiceField(
        label=_("What do you want to hear about?"), choices=NewsKind.choices,
        widget=forms.CheckboxSelectMultiple, initial=NewsKind.values,
    )
    how_often = forms.ChoiceField(
        label=_("How often?"), choices=HowOften.choices, widget=forms.RadioSelect,
        initial=HowOften.WEEKLY.value,
    )
    language = forms.ChoiceField(
        label=_("In which language?"), choices=lambda: settings.LANGUAGES, initial=get_language
    )
