"""Forms of the category editor: one box per language, English first."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext, gettext_lazy

from .models import CannedAnswer, Category

_ = gettext_lazy


class TextsForm(forms.Form):
    """A row whose texts have one box per language; a new row also gets its address word."""

    TEXTS: dict[str, tuple] = {}  # name -> (label, hint, longest, rows, required)
    PLAIN: tuple[str, ...] = ()

    slug = forms.SlugField(
        label=_("Short name"), max_length=60,
        help_text=_("Small letters and dashes. Never changes: records point at it."),
    )  # fmt: skip

    def __init__(self, row: Category | CannedAnswer | None, *args, **kwargs) -> None:
        self.row = row
        if row:
            kwargs["initial"] = self.filled(row)
        super().__init__(*args, **kwargs)
        if row:
            del self.fields["slug"]
        for name in self.TEXTS:
            self._add_boxes(name)
        boxes = [f"{name}_{code}" for name in self.TEXTS for code, _label in settings.LANGUAGES]
        self.order_fields(["slug", *boxes, *self.PLAIN])

    def _add_boxes(self, name: str) -> None:
        label, hint, longest, rows, required = self.TEXTS[name]
        for code, language in settings.LANGUAGES:
            widget = forms.Textarea(attrs={"rows": rows, "lang": code}) if rows > 1 else None
            self.fields[f"{name}_{code}"] = forms.CharField(
                label=f"{label} ({gettext(language)})", max_length=longest, widget=widget,
                required=required and code == "en", help_text=hint,
            )  # fmt: skip

    def filled(self, row: Category | CannedAnswer) -> dict[str, object]:
        texts = {
            f"{name}_{code}": getattr(row, name).get(code, "")
            for name in self.TEXTS
            for code, _label in settings.LANGUAGES
        }
        return {**texts, **{name: getattr(row, name) for name in self.PLAIN}}

    def values(self) -> dict[str, object]:
        """What the verb takes."""
        values = self.cleaned_data
        texts = {
            name: {c: t for c, _l in settings.LANGUAGES if (t := values[f"{name}_{c}"])}
            for name in self.TEXTS
        }
        slug = self.row.slug if self.row else values["slug"]
        return {"slug": slug, **texts, **{name: values[name] for name in self.PLAIN}}

    def clean_slug(self) -> str:
        slug = self.cleaned_data["slug"]
        if self.MODEL.objects.filter(slug=slug).exists():
            raise forms.ValidationError(_("This short name is taken."))
        return slug


class CategoryForm(TextsForm):
    MODEL = Category
    TEXTS = {
        "name": (_("Name"), _("A condition or a conduct, never a kind of person."), 80, 1, True),
        "guidance": (_("What to ask for"), _("Shown above the box for words."), 300, 2, False),
        "where_to_go": (_("Where else to go"), _("Needed when it is not for us."), 400, 2, False),
    }
    PLAIN = ("out_of_scope", "sensitive", "about_conduct", "active", "order")

    out_of_scope = forms.BooleanField(label=_("Not for us: say where else to go"), required=False)
    sensitive = forms.BooleanField(
        label=_("Sensitive: to the duty list, and out of everything public"), required=False
    )
    about_conduct = forms.BooleanField(
        label=_("About police conduct: hidden from the neighbourhood team"), required=False
    )
    active = forms.BooleanField(label=_("Offered"), required=False, initial=True)
    order = forms.IntegerField(
        label=_("Place in the list"), min_value=0, max_value=999, initial=100
    )


class CannedAnswerForm(TextsForm):
    MODEL = CannedAnswer
    TEXTS = {
        "name": (_("Name"), _("For colleagues, in the list."), 80, 1, True),
        "words": (_("Text"), _("Added below somebody's own words, never alone."), 1000, 4, True),
    }
    PLAIN = ("active",)

    active = forms.BooleanField(label=_("Offered"), required=False, initial=True)
