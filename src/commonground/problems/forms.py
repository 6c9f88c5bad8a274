from django import forms
from django.utils.translation import gettext_lazy as _

from commonground.common.ids import new_public_id
from commonground.common.texts import in_language
from commonground.concerns.models import Category
from commonground.earlywarning.frames import CONCERNS
from commonground.incidents import kinds
from commonground.incidents.frames import stream, stream_name
from commonground.incidents.mapping import KINDS
from commonground.incidents.queries import held
from commonground.places.models import Neighbourhood
from commonground.tasks.making import TITLE_LENGTH

from . import choices as c
from . import measuring
from .naming import METHODS


def _words(label: str, length: int, help_text: str = "") -> forms.CharField:
    rows = forms.Textarea(attrs={"rows": 3})
    return forms.CharField(label=label, max_length=length, widget=rows, help_text=help_text)


def _day(label: str) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget)


class ProblemForm(forms.Form):
    title = forms.CharField(label=_("The problem in a few words"), max_length=120)
    neighbourhood = forms.ModelChoiceField(
        label=_("Neighbourhood"), queryset=Neighbourhood.objects.none(), to_field_name="slug",
        empty_label=_("Choose"),
    )  # fmt: skip
    words = _words(_("What keeps coming back, and for whom?"), 4000)
    change_our_mind = _words(_("What would change our mind?"), 1000)
    strategy = forms.CharField(max_length=60, required=False, widget=forms.HiddenInput)
    idempotency_key = forms.CharField(max_length=40, widget=forms.HiddenInput)

    def __init__(self, *args, places, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["neighbourhood"].queryset = places
        self.fields["idempotency_key"].initial = new_public_id


class SourceForm(forms.Form):
    noun = forms.ChoiceField(
        label=_("What is it?"),
        choices=[("concern", _("A concern")), ("alert", _("An alert")), ("event", _("An event"))],
    )
    source_id = forms.CharField(label=_("Its number"), max_length=20)


class StepForm(forms.Form):
    words = _words(_("What did you find or do?"), 4000)


class PublishForm(forms.Form):
    words = forms.CharField(
        label=_("What residents read"), max_length=2000, required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Plain words, no people. Empty: not on the public pages."),
    )  # fmt: skip


class PartnerForm(forms.Form):
    partner = forms.CharField(label=_("Which organisation?"), max_length=80)
    title = forms.CharField(label=_("What is to be done"), max_length=TITLE_LENGTH)
    due_on = _day(_("By when"))


class AmendForm(forms.Form):
    after = forms.IntegerField(label=_("Periods after the start"), min_value=2, max_value=60)
    lag_days = forms.IntegerField(
        label=_("Days to wait for late records"), min_value=0, max_value=365
    )
    why = _words(_("Why is it changed?"), 400)


class CorrectForm(forms.Form):
    why = _words(_("What was wrong with the records, or with the work?"), 400)


class ExploreForm(forms.Form):
    """What may be otherwise, once the registered result is there."""

    streams = forms.MultipleChoiceField(label=_("Which reports are counted?"))
    method = forms.ChoiceField(
        label=_("How they are compared"), choices=[one for one in METHODS if one[0] != c.BY_LOT]
    )
    comparisons = forms.IntegerField(
        label=_("How many areas to compare with"), min_value=2, max_value=100
    )
    before = forms.IntegerField(label=_("Periods before the start"), min_value=4, max_value=60)
    after = forms.IntegerField(label=_("Periods after the start"), min_value=2, max_value=60)
    why = _words(_("Why do you look in another way?"), 400)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["streams"].choices = types()


class EvaluationForm(forms.Form):
    """Everything that is settled before the response begins."""

    streams = forms.MultipleChoiceField(label=_("Which reports are counted?"))
    measures = forms.MultipleChoiceField(
        label=_("What else shall tell whether it worked?"), required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("A count of reports alone cannot tell more trust from more trouble. Choose one "
                    "or two: each makes all of them harder to be sure of."),
    )  # fmt: skip
    areas = forms.MultipleChoiceField(label=_("Where will it be done?"))
    buffer = forms.MultipleChoiceField(
        label=_("Next to it: could it move there, or spread?"), required=False
    )
    pool = forms.MultipleChoiceField(
        label=_("Compared with areas among these"), required=False,
        help_text=_("None chosen: all others. Which of them, the time before decides."),
    )  # fmt: skip
    comparisons = forms.IntegerField(
        label=_("How many areas to compare with"), min_value=2, max_value=100, initial=20
    )
    start_on = _day(_("First day of the response"))
    period_days = forms.TypedChoiceField(
        label=_("Length of a period, in days"), choices=[(n, n) for n in c.PERIODS], coerce=int,
        initial=28,
    )  # fmt: skip
    before = forms.IntegerField(
        label=_("Periods before the start"), min_value=4, max_value=60, initial=12
    )
    after = forms.IntegerField(
        label=_("Periods after the start"), min_value=2, max_value=60, initial=6
    )
    lag_days = forms.IntegerField(
        label=_("Days to wait for late records"), min_value=0, max_value=365, initial=28
    )
    method = forms.ChoiceField(label=_("How they are compared"), choices=METHODS)
    steps = forms.IntegerField(
        label=_("Starts by lot: how many, one after another"), min_value=0, max_value=20,
        initial=0, help_text=_("0: all start together."),
    )  # fmt: skip
    step_periods = forms.IntegerField(
        label=_("Periods from one start to the next"), min_value=1, max_value=20, initial=1
    )
    worth_percent = forms.IntegerField(
        label=_("Smallest change worth knowing, in per cent"), min_value=-95, max_value=500,
        initial=-20, help_text=_("A fall has a minus: -20."),
    )  # fmt: skip
    approved_by = forms.CharField(
        label=_("Who approved it?"), max_length=120, help_text=_("A role, not a name.")
    )
    harmed = _words(_("Who could be harmed, and how will you see it?"), 1000)
    told = _words(_("What are residents told?"), 1000)
    stop_rule = _words(_("When will you stop early?"), 1000)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["streams"].choices = types()
        self.fields["measures"].choices = measuring.offered()
        rows = Neighbourhood.objects.filter(closed_on=None).order_by("name")
        places = list(rows.values_list("public_id", "name"))
        for name in ("areas", "buffer", "pool"):
            self.fields[name].choices = places

    def clean_worth_percent(self) -> int:
        if not self.cleaned_data["worth_percent"]:
            raise forms.ValidationError(_("Give a change: no change cannot be looked for."))
        return self.cleaned_data["worth_percent"]

    def chosen(self) -> c.Choices:
        told = dict(self.cleaned_data)
        told["worth"] = told.pop("worth_percent") / 100
        told["start_on"] = told["start_on"].isoformat()
        return c.Choices.of(told)


def types() -> list[tuple[str, str]]:
    """Types of concern, and of records of the kinds that we hold, that residents report."""
    categories = Category.objects.order_by("slug")
    reported = [one for one in kinds.categories() if one in kinds.reported_by_residents()]
    ours = [(f"{CONCERNS}.{one.slug}", in_language(one.name)) for one in categories]
    names = [stream(kind, category) for kind in KINDS if held(kind) for category in reported]
    return [*ours, *((name, stream_name(name)) for name in names)]


def filled(chosen: dict) -> dict:
    """A plan's choices as the form shows them."""
    return chosen | {"worth_percent": round(100 * chosen["worth"])}
