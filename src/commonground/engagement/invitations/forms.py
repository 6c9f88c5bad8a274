from django import forms
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from commonground.common.deployment import deployment
from commonground.concerns.form_keys import new_key
from commonground.places import choosing
from commonground.places.models import Neighbourhood

from ..forms import NamedChoice, day_input, time_input
from ..models import EventKind
from ..plan_forms import at
from ..planning import Plan
from .inviting import Wish
from .models import CALL, EVENT, KINDS, REACHES, VOICE, WALK, Invitation

MAX_WORDS = 2000


# What the one question about it asks, by what somebody would like
QUESTIONS = {
    EVENT: _("What is it, where, and which days and times suit you?"),
    WALK: _("Where shall we walk, and which days and times suit you?"),
    CALL: _("What is it about, and when do you have time?"),
}
# What not all of them are asked: who gave a number needs no e-mail
ONLY_FOR = {"listed_words": (EVENT,), "reach": (CALL,), "phone": (CALL,), "email": (EVENT, WALK)}


class StepForm(forms.Form):
    """First: what somebody would like, and where."""

    kind = forms.ChoiceField(
        label=_("What would you like?"),
        choices=KINDS,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you would like.")},
    )
    neighbourhood = forms.ChoiceField(
        label=_("Neighbourhood"),
        widget=choosing.NeighbourhoodSelect,
        error_messages={"required": _("Choose the neighbourhood.")},
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["neighbourhood"].choices = [("", _("Choose")), *choosing.open_ones()]


class InviteForm(StepForm):
    """Then: what that one takes. The first two answers go along unseen."""

    words = forms.CharField(
        label=_("What is it about?"),
        max_length=MAX_WORDS,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("You need not say who you are. The team of the neighbourhood reads it."),
        error_messages={"required": _("Write in a few words what it is and when.")},
    )
    reach = forms.ChoiceField(
        label=_("How shall we reach you?"),
        choices=REACHES,
        initial=VOICE,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how we shall reach you.")},
    )
    phone = forms.RegexField(
        r"^[0-9+()./ -]{5,30}$",
        label=_("Your number"),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
        help_text=_("Only the team of the neighbourhood sees it."),
        error_messages={
            "required": _("Give the number that we shall call or write to."),
            "invalid": _("Write the number in digits, for instance +1 312 555 0100."),
        },
    )
    listed_words = forms.CharField(
        label=_("For our public list, in your words (you may leave it empty)"),
        max_length=120,
        required=False,
        help_text=_("These words and no others, for instance “Summer party in the park”. "
                    "Leave it empty, and only the team knows of it."),
    )  # fmt: skip
    email = forms.EmailField(
        label=_("E-mail, to hear that there is an answer (you may leave it empty)"),
        required=False,
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=_("The officers do not see it. The e-mail says only that there is news."),
    )
    language = forms.ChoiceField(label=_("Answer me in"), initial=get_language)
    key = forms.CharField(max_length=200, required=False, widget=forms.HiddenInput, initial=new_key)

    def __init__(self, *args, kind: str, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        for name, wanted in ONLY_FOR.items():
            if kind not in wanted:
                del self.fields[name]
        for name in ("kind", "neighbourhood"):
            self.fields[name].widget = forms.HiddenInput()
        self.fields["words"].label = QUESTIONS[kind]
        names = dict(settings.LANGUAGES)
        offered = [code for code in deployment().languages if code in names]
        self.fields["language"].choices = [(code, names[code]) for code in offered]

    def wish(self) -> Wish:
        told = dict(self.cleaned_data)
        place = Neighbourhood.objects.get(slug=told.pop("neighbourhood"))
        del told["key"]
        return Wish(neighbourhood=place, **told)


class AnswerWords(forms.Form):
    words = forms.CharField(
        label=_("What we write to them"),
        max_length=MAX_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write to them when and where you meet.")},
    )


class YesToEvent(AnswerWords):
    """Plan it. The name is the hosts' own where it is listed."""

    kind = NamedChoice(
        label=_("What kind of event?"),
        queryset=EventKind.objects.none(),
        to_field_name="slug",
        empty_label=None,
    )
    title = forms.CharField(label=_("Its name, for the team"), max_length=120)
    day = forms.DateField(label=_("Day"), widget=day_input())
    begins = forms.TimeField(label=_("From"), widget=time_input())
    ends = forms.TimeField(label=_("Until"), widget=time_input(), required=False)
    place = forms.CharField(label=_("Place"), max_length=200, required=False)
    field_order = ("kind", "title", "day", "begins", "ends", "place", "words")

    def __init__(self, *args, invitation: Invitation, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.invitation = invitation
        self.fields["kind"].queryset = EventKind.objects.filter(active=True)
        if invitation.listed_words:
            del self.fields["title"]

    def plan(self) -> Plan:
        told = self.cleaned_data
        return Plan(
            kind=told["kind"],
            neighbourhoods=[self.invitation.concern.neighbourhood],
            title={"en": told.get("title") or self.invitation.listed_words},
            starts_at=at(told["day"], told["begins"]),
            ends_at=at(told["day"], told["ends"]) if told["ends"] else None,
            place={"en": told["place"]},
        )


class YesToPromise(AnswerWords):
    due_on = forms.DateField(label=_("By when"), widget=day_input())
    field_order = ("due_on", "words")


class NoForm(forms.Form):
    because = forms.CharField(
        label=_("Why not"),
        max_length=MAX_WORDS,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("They read this. They can say that it is not settled; a supervisor decides."),
        error_messages={"required": _("Say why not: they read it.")},
    )
