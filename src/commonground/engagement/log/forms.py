from datetime import timedelta

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from commonground.common import clock
from commonground.concerns.models import Category
from commonground.places.models import Neighbourhood

from .. import states
from ..abstraction.models import REASONS
from ..forms import NamedChoice, day_input

MINUTES = [(n, str(n)) for n in (5, 10, 20, 30, 60, 120)]
HALF_HOURS = [(n * 30, f"{n / 2:g}") for n in (1, 2, 3, 4, 6, 8, 10, 12, 14, 16, 20, 24)]
HOURS_AGO = (0, 1, 2, 3, 4, 6, 8, 12)


def _ago() -> list[tuple[int, str]]:
    return [
        (n, ngettext("%(n)d hour ago", "%(n)d hours ago", n) % {"n": n} if n else _("Just now"))
        for n in HOURS_AGO
    ]


class WordsForm(forms.Form):
    """What may be added to an entry: what was heard, and what is to be done."""

    heard = forms.CharField(
        label=_("What I heard"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("About places and problems, never about a person. It becomes a concern."),
    )
    category = NamedChoice(
        label=_("What it is about"),
        queryset=Category.objects.none(),
        to_field_name="slug",
        required=False,
        empty_label=_("Choose, if you wrote something"),
    )
    todo = forms.CharField(
        label=_("What is to be done"),
        required=False,
        max_length=200,
        help_text=_("It becomes a task of yours."),
    )
    due_on = forms.DateField(label=_("By when"), required=False, widget=day_input())

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].queryset = Category.objects.worries().filter(
            active=True, out_of_scope=False, about_conduct=False
        )

    def words(self) -> dict[str, object]:
        return {name: self.cleaned_data.get(name) for name in WORDS} | {
            name: self.cleaned_data.get(name) or "" for name in ("heard", "todo")
        }


WORDS = ("heard", "category", "todo", "due_on")


class PlaceForm(forms.Form):
    """Where, and the phone's own key for what it sends."""

    neighbourhood = forms.ModelChoiceField(
        label=_("Where"),
        queryset=Neighbourhood.objects.none(),
        to_field_name="slug",
        empty_label=None,
    )
    idempotency_key = forms.CharField(max_length=40, widget=forms.HiddenInput)

    def __init__(self, *args, places, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["neighbourhood"].queryset = places


class LogForm(PlaceForm, WordsForm):
    """Only the button is needed; everything else has a good first value."""

    kind = forms.ChoiceField(choices=states.CONTACT_KINDS)
    minutes = forms.TypedChoiceField(
        label=_("How many minutes"), choices=MINUTES, coerce=int, initial=10
    )
    hours_ago = forms.TypedChoiceField(
        label=_("When"), choices=_ago, coerce=int, initial=0, required=False, empty_value=0
    )
    near = forms.CharField(
        label=_("Near"),
        required=False,
        max_length=120,
        help_text=_("A place name that we know. Only an area of about 0.7 km² is kept."),
    )

    def at(self):
        """When; None where it is now."""
        hours = self.cleaned_data["hours_ago"]
        return clock.now() - timedelta(hours=hours) if hours else None


class AwayForm(PlaceForm):
    because = forms.ChoiceField(label=_("What took you away"), choices=REASONS)
    minutes = forms.TypedChoiceField(
        label=_("For how many hours"), choices=HALF_HOURS, coerce=int, initial=240
    )
    away_on = forms.DateField(label=_("On which day"), widget=day_input(), required=False)
