from django import forms
from django.utils.translation import gettext_lazy as _

from commonground.common.retention import all_rules


def stores() -> list[tuple[str, str]]:
    return [("", _("One thing only"))] + [(r.store, _(r.store)) for r, _room in all_rules()]


class HoldForm(forms.Form):
    key = forms.CharField(
        label=_("Id of the concern or staff member"), max_length=40, required=False,
        help_text=_("Twelve characters, as in the page's address."),
    )
    store = forms.ChoiceField(label=_("Or a whole store"), choices=stores, required=False)
    why = forms.CharField(
        label=_("Why"), max_length=300,
        help_text=_("The court or the law, and its number. No names, nothing anybody wrote."),
    )
    until = forms.DateField(
        label=_("Until, the day included"), widget=forms.DateInput(attrs={"type": "date"})
    )
