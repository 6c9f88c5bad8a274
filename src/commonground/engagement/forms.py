from django import forms
from django.forms import formset_factory
from django.utils.translation import gettext_lazy as _

from commonground.common.texts import in_language
from commonground.common.wording import day
from commonground.concerns.models import Category, Concern
from commonground.people.models import Staff
from commonground.places.models import Neighbourhood

from . import states
from .closing import MOST_POINTS, Point, Promise
from .languages import NAMES

ROWS = 3  # of points at first, and more at each "more rows"
CHOICES_TO_JOIN = 50


class NamedChoice(forms.ModelChoiceField):
    """A choice whose name is a text per language."""

    def label_from_instance(self, row) -> str:
        return in_language(row.name)


def day_input() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def time_input() -> forms.TimeInput:
    return forms.TimeInput(attrs={"type": "time"}, format="%H:%M")


class CountsForm(forms.Form):
    adults = forms.IntegerField(label=_("Adults who came"), min_value=0, max_value=100000)
    young = forms.IntegerField(label=_("Children and young people"), min_value=0, max_value=100000)
    first_time = forms.IntegerField(
        label=_("Of all these, here for the first time"), min_value=0, max_value=100000
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages you heard"),
        required=False,
        choices=NAMES.items,
        widget=forms.CheckboxSelectMultiple,
    )


class PointForm(forms.Form):
    """One thing heard; an empty row is left out."""

    words = forms.CharField(
        label=_("What was heard"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    follows = forms.ChoiceField(label=_("What becomes of it"), required=False)
    because = forms.CharField(
        label=_("Because (when nothing follows)"), required=False, max_length=300
    )
    neighbourhood = forms.ModelChoiceField(
        label=_("Neighbourhood"),
        queryset=Neighbourhood.objects.none(),
        to_field_name="slug",
        empty_label=None,
        required=False,
    )

    def __init__(self, *args, choices, places, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["follows"].choices = choices
        if len(places) > 1:
            ids = [place.pk for place in places]
            self.fields["neighbourhood"].queryset = Neighbourhood.objects.filter(pk__in=ids)
        else:
            del self.fields["neighbourhood"]

    def point(self) -> Point | None:
        told = self.cleaned_data
        if not told.get("words", "").strip():
            return None
        outcome, _sign, chosen = told["follows"].partition(":")
        return Point(
            words=told["words"],
            outcome=outcome or states.NEW,
            category=_category(chosen) if outcome == states.NEW else None,
            joins=_concern(chosen) if outcome == states.JOINED else None,
            because=told["because"],
            neighbourhood=told.get("neighbourhood"),
        )


def _category(slug: str) -> Category | None:
    return Category.objects.filter(slug=slug).first()


def _concern(public_id: str) -> Concern | None:
    return Concern.objects.filter(public_id=public_id).first()


def what_may_follow(places) -> list:
    """One list for each point: a new concern by category, a known one, or nothing."""
    categories = Category.objects.worries().filter(active=True, out_of_scope=False)
    open_ones = Concern.objects.for_teams().open().filter(category__is_invitation=False)
    known = open_ones.filter(neighbourhood__in=places, sensitive=False)
    known = known.select_related("category").order_by("-received_at", "public_id")[:CHOICES_TO_JOIN]
    new = [(f"{states.NEW}:{c.slug}", in_language(c.name)) for c in categories]
    join = [(f"{states.JOINED}:{c.public_id}", concern_label(c)) for c in known]
    return [
        ("", _("Choose")),
        (_("A new concern about"), new),
        *([(_("The same as"), join)] if join else []),
        (f"{states.NO_ACTION}:", _("Heard, no action, because …")),
    ]


def concern_label(concern: Concern) -> str:
    unnamed = f"{in_language(concern.category.name)}, {day(concern.received_on)}"
    return concern.staff_title or unnamed


class PromiseForm(forms.Form):
    title = forms.CharField(label=_("What we promised"), max_length=200, required=False)
    due_on = forms.DateField(label=_("By when"), widget=day_input(), required=False)
    owner = forms.ModelChoiceField(
        label=_("Who sees to it"),
        queryset=Staff.objects.none(),
        to_field_name="public_id",
        required=False,
        empty_label=_("The team"),
    )

    def __init__(self, *args, owners, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = owners
        self.fields["owner"].label_from_instance = lambda staff: staff.display_name

    def clean(self) -> dict[str, object]:
        told = super().clean() or {}
        if told.get("title") and not told.get("due_on") and not self.errors:
            self.add_error("due_on", _("Say by when."))
        return told

    def promise(self) -> Promise | None:
        if not self.cleaned_data.get("title"):
            return None
        told = self.cleaned_data
        return Promise(told["title"], told["due_on"], told.get("owner"))


def point_forms(extra: int = ROWS):
    return formset_factory(PointForm, extra=extra, max_num=MOST_POINTS, absolute_max=MOST_POINTS)


def promise_forms(extra: int = 2):
    return formset_factory(PromiseForm, extra=extra, max_num=20, absolute_max=20)
