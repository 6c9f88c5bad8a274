from django import forms
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from commonground.common.deployment import deployment
from commonground.common.texts import FALLBACK

TITLE_LENGTH, STATUS_LENGTH = 90, 60


class PriorityForm(forms.Form):
    """One title and one status per language of the deployment; English at least."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for code in deployment().languages:
            language = get_language_info(code)["name_local"]
            self.fields[f"title_{code}"] = forms.CharField(
                label=_("What you work on (%(language)s)") % {"language": language},
                help_text=_("A place and a condition, never a person or a group."),
                max_length=TITLE_LENGTH,
                required=code == FALLBACK,
            )
            self.fields[f"status_{code}"] = forms.CharField(
                label=_("How it stands (%(language)s)") % {"language": language},
                help_text=_("A few words, for example: waiting on the city."),
                max_length=STATUS_LENGTH,
                required=False,
            )

    def texts(self, name: str) -> dict[str, str]:
        values = {c: self.cleaned_data[f"{name}_{c}"] for c in deployment().languages}
        return {code: words for code, words in values.items() if words}

    @staticmethod
    def initial_of(title: dict[str, str], status: dict[str, str]) -> dict[str, str]:
        pairs = {"title": title, "status": status}
        return {f"{n}_{code}": words for n, texts in pairs.items() for code, words in texts.items()}
