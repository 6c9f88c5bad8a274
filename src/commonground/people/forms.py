"""Forms of the people pages."""

from django import forms
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from commonground.common import clock
from commonground.common.deployment import deployment
from commonground.common.texts import FALLBACK
from commonground.places.models import Neighbourhood

from . import trail
from .models import OfficerCard, Posting, Role, Staff


class DayInput(forms.DateInput):
    input_type = "date"

    def __init__(self, **options) -> None:
        super().__init__(format="%Y-%m-%d", **options)


class AddStaffForm(forms.ModelForm):
    class Meta:
        model = Staff
        fields = ["username", "display_name", "email"]
        labels = {
            "username": _("Signs in as"),
            "display_name": _("Name"),
            "email": _("E-mail for alarms"),
        }
        help_texts = {
            "username": _("Letters, digits and . _ - only."),
            "display_name": _("As colleagues see it."),
            "email": _("Work address. Gets “look at the duty list”, never a concern's words."),
        }


class WhereField(forms.ModelChoiceField):
    """One neighbourhood, or the whole agency."""

    def __init__(self) -> None:
        super().__init__(
            label=_("Neighbourhood"),
            queryset=Neighbourhood.objects.filter(closed_on=None),
            required=False,
            empty_label=_("The whole agency"),
        )


class FirstPostForm(forms.Form):
    """The posting that somebody new begins with today; more of them are added on their page."""

    role = forms.ChoiceField(
        label=_("Role"), choices=[("", _("Said later")), *Role.choices], required=False
    )
    neighbourhood = WhereField()

    def clean(self) -> dict[str, object]:
        told = super().clean()
        if told.get("neighbourhood") and not told.get("role"):
            self.add_error("role", _("Say as what, or leave the neighbourhood for later."))
        return told


class PostForm(forms.Form):
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)
    neighbourhood = WhereField()
    from_on = forms.DateField(label=_("From"), widget=DayInput(), initial=clock.today)


class EndPostingForm(forms.Form):
    posting = forms.ModelChoiceField(queryset=Posting.objects.none(), to_field_name="public_id")
    on = forms.DateField(label=_("Last day"), widget=DayInput(), initial=clock.today)

    def __init__(self, staff: Staff, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["posting"].queryset = staff.postings.all()


class AbsenceForm(forms.Form):
    cover = forms.ModelChoiceField(
        label=_("Who covers"), queryset=Staff.objects.none(), to_field_name="public_id",
        empty_label=_("Choose"),
    )  # fmt: skip
    from_on = forms.DateField(label=_("First day away"), widget=DayInput())
    to_on = forms.DateField(label=_("Last day away"), widget=DayInput())

    def __init__(self, staff: Staff, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        others = Staff.objects.filter(is_active=True).exclude(pk=staff.pk)
        self.fields["cover"].queryset = others.order_by("display_name", "id")


class CardForm(forms.ModelForm):
    photo = forms.FileField(
        label=_("Photo"),
        required=False,
        help_text=_("JPEG or PNG, up to 10 MB. Where and when it was taken is removed."),
    )
    remove_photo = forms.BooleanField(label=_("Take the photo away"), required=False)

    class Meta:
        model = OfficerCard
        fields = ["shown_name", "languages", "come_and_talk"]
        labels = {
            "shown_name": _("Name to show"),
            "languages": _("Languages you speak"),
            "come_and_talk": _("Come and talk to me"),
        }
        help_texts = {
            "shown_name": _("As you like to be called. May stay empty."),
            "languages": _("May stay empty."),
            "come_and_talk": _("Where and when, such as “Library, Tuesdays 4 to 6 p.m.”."),
        }

    def __init__(self, *args, **kwargs) -> None:
        """With a line for the same words in each other language of the agency."""
        super().__init__(*args, **kwargs)
        self.others = [code for code in deployment().languages if code != FALLBACK]
        for code in self.others:
            self.fields[f"in_{code}"] = forms.CharField(
                label=_("Come and talk to me, in %(language)s")
                % {"language": get_language_info(code)["name_translated"]},
                max_length=200,
                required=False,
                initial=self.instance.come_and_talk_in.get(code, ""),
                help_text=_("May stay empty; then the line above is shown."),
            )
        each = [f"in_{code}" for code in self.others]
        self.order_fields(["shown_name", "languages", "come_and_talk", *each])

    def told(self) -> dict[str, object]:
        """What `cards.edit_card` takes."""
        told = dict(self.cleaned_data)
        each = {code: told.pop(f"in_{code}") for code in self.others}
        return told | {"come_and_talk_in": {code: words for code, words in each.items() if words}}


class AuditFilterForm(forms.Form):
    noun = forms.ChoiceField(label=_("What"), required=False)
    verb = forms.ChoiceField(label=_("Done"), required=False)
    neighbourhood = forms.ModelChoiceField(
        label=_("Neighbourhood"),
        queryset=Neighbourhood.objects.all(),
        required=False,
        to_field_name="public_id",
        empty_label=_("All"),
    )
    day = forms.DateField(label=_("Day"), required=False, widget=DayInput())

    def __init__(self, nouns: list[str], verbs: list[str], *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        everything = [("", _("All"))]
        self.fields["noun"].choices = everything + [(n, n) for n in nouns]
        self.fields["verb"].choices = everything + [(v, v) for v in verbs]


class WhoForm(forms.Form):
    because = forms.ChoiceField(
        label=_("Why do you ask?"),
        choices=trail.REASONS.items,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose why you ask.")},
    )
