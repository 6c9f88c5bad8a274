from datetime import date

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from commonground.common import clock
from commonground.common.texts import in_language
from commonground.common.workingdays import add_working_days
from commonground.places.models import Neighbourhood
from commonground.tasks.making import TITLE_LENGTH

from .deciding import CAUSE_LENGTH
from .models import Alert

DAYS_TO_DO = 5  # working days offered; the officer may choose others


class TakeUpForm(forms.Form):
    title = forms.CharField(label=_("What will you do among the people there?"),
                            max_length=TITLE_LENGTH)  # fmt: skip
    neighbourhood = forms.ModelChoiceField(
        label=_("In which neighbourhood?"),
        queryset=Neighbourhood.objects.none(),
        to_field_name="slug",
        empty_label=None,
    )
    due_on = forms.DateField(
        label=_("By when"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    mine = forms.BooleanField(
        label=_("I do it myself"), required=False, initial=True,
        help_text=_("Without the tick it is the team's."),
    )  # fmt: skip

    def __init__(self, *args, alert: Alert, places, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        asking = (
            _now("Ask people whether they still tell us about: %(what)s")
            if alert.is_fall
            else _now("Talk with people around there about: %(what)s")
        )
        self.fields["title"].initial = asking % {"what": in_language(alert.label)}
        self.fields["due_on"].initial = soon()
        self.fields["neighbourhood"].queryset = places
        if len(places) == 1:
            self.fields["neighbourhood"].initial = places[0].slug
            self.fields["neighbourhood"].widget = forms.HiddenInput()


def soon() -> date:
    return add_working_days(clock.today(), DAYS_TO_DO)


class ExplainForm(forms.Form):
    words = forms.CharField(
        label=_("What is the cause?"),
        help_text=_(
            "A cause, never a person: a festival, works in the road, a new phone line. "
            "Whoever sees the next one reads it."
        ),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=CAUSE_LENGTH,
    )
