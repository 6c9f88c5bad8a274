from django import forms
from django.utils.translation import gettext_lazy as _

from commonground.common import clock
from commonground.common.deployment import deployment
from commonground.common.ids import new_public_id
from commonground.common.texts import in_language
from commonground.engagement.languages import NAMES
from commonground.places.models import Neighbourhood

from .cards import Details, topics
from .models import KnownPlace
from .vocabulary import BestTime, How, PlaceKind, Role

OWN_NAMES = {"en": "English", "es": "Español"}


class CardForm(forms.Form):
    """What a card says. `place` is asked for among those of the neighbourhood."""

    name = forms.CharField(label=_("Name"), max_length=80)
    role = forms.ChoiceField(label=_("Role here"), choices=[("", _("Choose")), *Role.choices])
    role_label = forms.CharField(
        label=_("What the role is called"), max_length=60, required=False,
        help_text=_("A task, such as “Caretaker”. Not what you think of the person."),
    )  # fmt: skip
    place = forms.ModelChoiceField(
        label=_("Place or group"), queryset=KnownPlace.objects.none(), to_field_name="public_id",
        required=False, empty_label=_("No place on the list"),
    )  # fmt: skip
    email = forms.EmailField(label=_("E-mail"), required=False)
    phone = forms.RegexField(
        r"^[0-9+()./ x-]{5,30}$", label=_("Phone"), required=False,
        error_messages={"invalid": _("Give a phone number: digits, spaces and + only.")},
    )  # fmt: skip
    meet_at = forms.CharField(label=_("Where to meet"), max_length=80, required=False)
    best_time = forms.ChoiceField(label=_("Best time"), choices=BestTime.choices)
    languages = forms.MultipleChoiceField(
        label=_("Languages spoken"), choices=list(NAMES.items()), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    topics = forms.MultipleChoiceField(
        label=_("What they care about"), required=False, widget=forms.CheckboxSelectMultiple
    )
    cares_about = forms.CharField(
        label=_("In a few words"),
        max_length=80,
        required=False,
        help_text=_("About a topic or a place, such as “the crossing by the school”. No people."),
    )
    language = forms.ChoiceField(label=_("We write in"))

    def __init__(self, *args, neighbourhood: Neighbourhood, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["place"].queryset = KnownPlace.objects.filter(neighbourhood=neighbourhood)
        self.fields["topics"].choices = [(k, in_language(v)) for k, v in topics().items()]
        ours = deployment().languages
        self.fields["language"].choices = [(code, OWN_NAMES.get(code, code)) for code in ours]

    def details(self) -> Details:
        names = Details.__dataclass_fields__
        return Details(**{k: v for k, v in self.cleaned_data.items() if k in names})


class NewCardForm(CardForm):
    """The same with the yes: how, when, and that the words were read."""

    how = forms.ChoiceField(
        label=_("How do they say yes?"), widget=forms.RadioSelect,
        choices=[
            (How.LINK, _("We send them a link; nothing is shown until they click it")),
            (How.SPOKEN, _("They said yes to me, after I read the words out")),
            (How.PAPER, _("They signed the words on paper")),
        ],
    )  # fmt: skip
    consented_on = forms.DateField(
        label=_("On which day, if spoken or on paper"), required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip
    words_read = forms.BooleanField(
        label=_("I read the words above to them, the part about the law included."),
        required=False,
    )
    is_adult = forms.BooleanField(
        label=_("They told me that they are 18 or older."), required=False
    )
    idempotency_key = forms.CharField(widget=forms.HiddenInput, max_length=40)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["consented_on"].initial = clock.today
        self.fields["idempotency_key"].initial = new_public_id


class PlaceForm(forms.Form):
    kind = forms.ChoiceField(label=_("What is it?"), choices=PlaceKind.choices)
    name = forms.CharField(
        label=_("What is it called?"), max_length=80,
        help_text=_("A place or a group, never a person."),
    )  # fmt: skip


class FilterForm(forms.Form):
    """By role, language and topic. There is no search by name."""

    role = forms.ChoiceField(
        label=_("Role"), choices=[("", _("All")), *Role.choices], required=False
    )
    language = forms.ChoiceField(
        label=_("Language"), choices=[("", _("All")), *NAMES.items()], required=False
    )
    topic = forms.ChoiceField(label=_("Topic"), required=False)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        told = [(k, in_language(v)) for k, v in topics().items()]
        self.fields["topic"].choices = [("", _("All")), *told]
