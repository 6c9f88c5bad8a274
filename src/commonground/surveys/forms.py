from django import forms
from django.conf import settings
from django.utils.html import format_html
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext_lazy as _

from commonground.common import clock
from commonground.common.ids import new_public_id
from commonground.common.texts import in_language, marked_language

from . import instruments
from .answering import MOST_WORDS
from .instruments import NUMBER, WORDS, Item
from .models import Mode
from .planning import MOST_WANTED

UNSAID = "-"  # "I'd rather not say": kept as nothing


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("The code on your letter"),
        help_text=_("Twelve letters and numbers. Spaces do not matter."),
        max_length=40,
        error_messages={"required": _("Type the code that is on your letter.")},
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
            }
        ),
    )


class QuestionForm(forms.Form):
    """Some questions of an instrument. None must be answered."""

    def __init__(self, data, items: list[Item], **kwargs) -> None:
        super().__init__(data, **kwargs)
        for item in items:
            self.fields[item.id] = field_of(item)

    def given(self) -> dict[str, str]:
        """What was answered; what was skipped or left unsaid is not there."""
        return {id: value for id, value in self.cleaned_data.items() if value not in ("", UNSAID)}


def field_of(item: Item) -> forms.Field:
    label = marked_language(item.words)
    if item.kind == WORDS:
        return forms.CharField(
            label=label,
            required=False,
            max_length=MOST_WORDS,
            help_text=_("If you like. It is read together with others', never on its own."),
            widget=forms.Textarea(attrs={"rows": 4, "dir": "auto"}),
        )
    return forms.ChoiceField(
        label=label,
        required=False,
        choices=choices_of(item),
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Choose one of the answers, or none.")},
    )


def choices_of(item: Item) -> list[tuple[str, str]]:
    told = [(option.value, marked_language(option.words)) for option in item.options]
    if item.kind == NUMBER and item.ends:
        low, high = (marked_language(end) for end in item.ends)
        told[0], told[-1] = ("0", format_html("0 ({})", low)), ("10", format_html("10 ({})", high))
    return [*told, (UNSAID, _("I'd rather not say"))]


def languages() -> list[tuple[str, str]]:
    """The page's languages but the one that it is in."""
    current = (get_language() or "en").split("-")[0]
    return [
        (code, get_language_info(code)["name_local"].capitalize())
        for code, _name in settings.LANGUAGES
        if code != current
    ]


class SentOnce(forms.Form):
    """A form whose row does not know it: a double tap is told by its key (common.once)."""

    key = forms.CharField(required=False, widget=forms.HiddenInput, initial=new_public_id)


class SurveyForm(SentOnce):
    instrument = forms.ChoiceField(label=_("Which questions"))
    mode = forms.ChoiceField(label=_("Who is asked, and how"), choices=Mode.choices)
    opens_on = forms.DateField(
        label=_("First day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    closes_on = forms.DateField(
        label=_("Last day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    target_per_stratum = forms.IntegerField(
        label=_("Answers wanted from each part of town"),
        required=False,
        min_value=1,
        max_value=MOST_WANTED,
        help_text=_("With 400 answers two rounds differ visibly by 7 points, not by 3."),
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["instrument"].choices = [
            (i.id, in_language(i.title)) for i in instruments.instruments().values()
        ]
        self.fields["opens_on"].initial = clock.today()


class SlipsForm(SentOnce):
    count = forms.IntegerField(label=_("How many slips"), min_value=1, max_value=1000, initial=50)


class FrameForm(forms.Form):
    frame = forms.FileField(
        label=_("The list of addresses"),
        help_text=_("CSV with id, address, stratum, neighbourhood; cluster for two stages."),
    )
    seed = forms.IntegerField(
        label=_("Seed"),
        min_value=0,
        max_value=2**31 - 1,
        help_text=_("Any number. With it the same sample can be drawn again."),
    )
    per_stratum = forms.IntegerField(
        label=_("Addresses of each stratum"), required=False, min_value=1
    )
    clusters_per_stratum = forms.IntegerField(
        label=_("Or: clusters of each stratum"), required=False, min_value=2
    )
    per_cluster = forms.IntegerField(
        label=_("and addresses of each cluster"), required=False, min_value=1
    )

    def clean(self):
        given = super().clean()
        one, two = given.get("per_stratum"), given.get("clusters_per_stratum")
        if bool(one) == bool(two) or bool(two) != bool(given.get("per_cluster")):
            raise forms.ValidationError(
                _("Say how many of each stratum, or how many clusters and how many of each.")
            )
        return given
