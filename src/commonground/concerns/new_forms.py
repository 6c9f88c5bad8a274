"""The steps of the form. Each checks its own fields; the others ride along, hidden.

Nothing is stored before the last step: what is typed lives in the page alone.
"""

from collections.abc import Mapping

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from commonground.common.deployment import deployment
from commonground.common.texts import in_language
from commonground.places import choosing, gazetteer
from commonground.places.cells import cell
from commonground.places.locating import locate
from commonground.places.models import Neighbourhood

from .form_keys import new_key
from .models import Category
from .queries import Nearby, nearby
from .reporting import MAX_WORDS

# Every field of every step, in the order of the steps
CARRIED = (
    "neighbourhood", "place", "latitude", "longitude", "point_of", "joined_to", "category",
    "read_about_conduct", "words", "email", "language", "key",
)  # fmt: skip
LONGEST = {"words": MAX_WORDS + 1, "place": 200}


def read_draft(posted: Mapping[str, str]) -> dict[str, str]:
    """What the page carries, cut to a length; a key is made for a new one."""
    draft = {
        name: posted.get(name, "").replace("\x00", "")[: LONGEST.get(name, 300)]
        for name in CARRIED
    }
    draft["key"] = draft["key"] or new_key()
    return draft


class Step(forms.Form):
    """A step; `changed` is what it found out beside what was typed."""

    def __init__(self, draft: dict[str, str], *args, **kwargs) -> None:
        self.draft, self.changed = draft, {}
        super().__init__(*args, **kwargs)


class PlaceStep(Step):
    neighbourhood = forms.ChoiceField(
        label=gettext_lazy("Neighbourhood"),
        required=False,
        widget=choosing.NeighbourhoodSelect,
        help_text=gettext_lazy("Enough by itself: “somewhere in this neighbourhood”."),
    )
    place = forms.CharField(
        label=gettext_lazy("Where is it?"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("A street, a corner or a name. You can leave this empty."),
    )
    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        none = ("", _("Choose, or give an address"))
        self.fields["neighbourhood"].choices = [none, *choosing.open_ones()]
        if self.data.get("match"):
            self.offer([self.data["match"]])

    def offer(self, found: list[str]) -> None:
        """Several places have such words: let the person choose."""
        choices = [(words, words) for words in dict.fromkeys(found)]
        self.fields["match"] = forms.ChoiceField(
            label=_("Which of these?"), choices=choices, widget=forms.RadioSelect, required=False
        )

    def clean(self) -> dict:
        values = super().clean()
        place = values.get("match") or values.get("place", "")
        self.changed["place"] = place
        chosen = values.get("neighbourhood", "")
        point = self.known_point(place) or self.find(place, chosen)
        if point is None:
            self.changed |= {"latitude": "", "longitude": "", "point_of": ""}
            if not chosen and not self.errors:
                self.add_error("neighbourhood", self.ask_for_neighbourhood(place))
            return values
        self.use(point, chosen, place)
        return values

    def known_point(self, place: str) -> tuple[float, float] | None:
        """The point that was found or picked before, while the words are the same."""
        if self.draft["latitude"] and self.draft["point_of"] == place:
            try:
                return float(self.draft["latitude"]), float(self.draft["longitude"])
            except ValueError:
                return None
        return None

    def find(self, place: str, chosen: str) -> tuple[float, float] | None:
        found = gazetteer.look_up(place)
        same = [f for f in found if gazetteer.fold(f.words) == gazetteer.fold(place)]
        if same or len(found) == 1:
            best = (same or found)[0]
            return best.latitude, best.longitude
        if found and not chosen:
            self.offer([f.words for f in found])
            self.add_error("match", _("There are several. Choose one."))
        return None

    def ask_for_neighbourhood(self, place: str) -> str:
        if place:
            return _("We do not know this address. Choose the neighbourhood; we keep the words.")
        return _("Say where it is, or choose the neighbourhood.")

    def use(self, point: tuple[float, float], chosen: str, place: str) -> None:
        found = locate(*point)
        if found is None:
            self.add_error("place", _("This place is outside our neighbourhoods."))
        elif chosen and chosen != found.slug:
            sentence = _("This place is in %(name)s. Choose that, or change the address.")
            self.add_error("neighbourhood", sentence % {"name": found.name})
        else:
            self.changed |= {
                "neighbourhood": found.slug,
                "latitude": str(point[0]),
                "longitude": str(point[1]),
                "point_of": place,
            }


class NearbyStep(Step):
    joined_to = forms.ChoiceField(
        label=gettext_lazy("Is it one of these?"), required=False, widget=forms.RadioSelect
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.found = nearby_of(self.draft)
        self.fields["joined_to"].choices = [
            *((n.public_id, n.public_id) for n in self.found),
            ("", _("None of these: mine is a new one")),
        ]

    def clean(self) -> dict:
        values = super().clean()
        joined = next(
            (n for n in self.found if n.public_id == values.get("joined_to")), None
        )
        if joined:
            self.changed["category"] = joined.category.slug
        return values


def nearby_of(draft: dict[str, str]) -> list[Nearby]:
    area = Neighbourhood.objects.filter(slug=draft["neighbourhood"]).first()
    if area is None:
        return []
    try:
        return nearby(area, cell(float(draft["latitude"]), float(draft["longitude"])))
    except ValueError:
        return nearby(area)


class CategoryStep(Step):
    category = forms.ChoiceField(
        label=gettext_lazy("What is it about?"),
        widget=forms.RadioSelect,
        error_messages={"required": gettext_lazy("Choose what it is about.")},
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.rows = list(Category.objects.worries().filter(active=True))
        self.fields["category"].choices = [(c.slug, in_language(c.name)) for c in self.rows]


class WordsStep(Step):
    words = forms.CharField(
        label=gettext_lazy("Tell us what worries you"),
        max_length=MAX_WORDS,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy(
            "What happens, when, and since when. You need not say who you are, and you need not "
            "name anybody."
        ),
        error_messages={"required": gettext_lazy("Write in a few words what worries you.")},
    )
    photo = forms.FileField(
        label=gettext_lazy("A photo, if it helps"),
        required=False,
        widget=forms.FileInput(attrs={"accept": "image/*"}),
        help_text=gettext_lazy(
            "Of the place, not of people. We take out what your phone wrote into it: where, "
            "when, and which phone."
        ),
    )
    email = forms.EmailField(
        label=gettext_lazy("E-mail, if you want to hear that there is an answer"),
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=gettext_lazy(
            "Leave it empty to stay anonymous. The officers do not see it. The e-mail says only "
            "that there is news. Once it is over we may ask you one time how we did."
        ),
    )
    language = forms.ChoiceField(label=gettext_lazy("Answer me in"), required=False)

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        names = dict(settings.LANGUAGES)
        offered = [(code, names[code]) for code in deployment().languages if code in names]
        if len(offered) > 1:
            self.fields["language"].choices = offered
        else:
            self.fields.pop("language")


STEPS: dict[str, type[Step]] = {
    "place": PlaceStep,
    "nearby": NearbyStep,
    "category": CategoryStep,
    "words": WordsStep,
}
