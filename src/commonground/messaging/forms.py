from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from .models import HowOften, NewsKind


class SubscribeForm(forms.Form):
    email = forms.EmailField(
        label=_("Your e-mail address"), max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
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
