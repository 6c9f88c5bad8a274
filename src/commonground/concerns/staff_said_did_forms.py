"""The form of a you-said-we-did pair, one box per language."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext, gettext_lazy

from commonground.places.models import Neighbourhood

from . import inbox
from .models import Concern, SaidDid
from .staff_forms import EVERYBODY_MAY_READ, once_field, summary

_ = gettext_lazy
LINKABLE_SHOWN = 60
TEXTS = {
    "title": (_("Title"), 120, 1),
    "said": (_("What people said, in your words"), 600, 3),
    "did": (_("What was done (empty: not yet)"), 600, 3),
}


def boxes(name: str) -> list[tuple[str, str]]:
    """(field name, language) of one text; English must be filled in, the others may."""
    return [(f"{name}_{code}", code) for code, _name in settings.LANGUAGES]


class SaidDidForm(forms.Form):
    done_on = forms.DateField(
        label=_("Done on"), required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=_("Empty: the page says “not yet” and counts the working days."),
    )  # fmt: skip
    concerns = forms.MultipleChoiceField(
        label=_("It answers these concerns"), required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Their authors see this text before it is public."),
    )  # fmt: skip

    key = once_field()

    def __init__(
        self, place: Neighbourhood, *args, row: SaidDid | None = None, **kwargs
    ) -> None:
        self.row = row
        if row:
            kwargs["initial"] = self.filled(row)
        super().__init__(*args, **kwargs)
        for name in TEXTS:
            self._add_boxes(name)
        self.linkable = {c.public_id: c for c in self._linkable(place)}
        self.fields["concerns"].choices = [(k, summary(c)) for k, c in self.linkable.items()]
        order = [field for name in TEXTS for field, _code in boxes(name)]
        self.order_fields([*order, "done_on", "concerns"])

    def _add_boxes(self, name: str) -> None:
        label, longest, rows = TEXTS[name]
        names = dict(settings.LANGUAGES)
        for field, code in boxes(name):
            widget = forms.Textarea(attrs={"rows": rows, "lang": code}) if rows > 1 else None
            self.fields[field] = forms.CharField(
                label=f"{label} ({gettext(names[code])})", max_length=longest, widget=widget,
                required=code == "en" and name != "did", help_text=EVERYBODY_MAY_READ,
            )  # fmt: skip

    def _linkable(self, place: Neighbourhood) -> list[Concern]:
        linked = list(self.row.concerns.select_related("category")) if self.row else []
        known = {c.pk for c in linked}
        rows = inbox.linkable(place)[:LINKABLE_SHOWN]
        return linked + [c for c in rows if c.pk not in known]

    def filled(self, row: SaidDid) -> dict[str, object]:
        texts = {
            field: getattr(row, name).get(code, "") for name in TEXTS for field, code in boxes(name)
        }
        linked = [c.public_id for c in row.concerns.all()]
        return {**texts, "done_on": row.done_on, "concerns": linked}

    def values(self) -> dict[str, object]:
        """What the verb takes."""
        texts = {
            name: {
                code: text for field, code in boxes(name) if (text := self.cleaned_data[field])
            }
            for name in TEXTS
        }
        linked = [self.linkable[key] for key in self.cleaned_data["concerns"]]
        return {**texts, "done_on": self.cleaned_data["done_on"], "said_on": None,
                "concerns": linked}  # fmt: skip
