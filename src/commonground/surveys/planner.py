"""The planner's page: so many answers wanted; what they would show, cost and take."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from commonground.analysis.surveys.sizing import Wanted, plan
from commonground.people.access import staff_page
from commonground.people.rules import can
from commonground.places.models import Neighbourhood

from .sizes import by_size, earlier_rates, joined, needed, picture, shows_of

MOST = 1_000_000


class PlannerForm(forms.Form):
    """Read from the address, so that a plan can be sent to somebody."""

    answers = forms.IntegerField(
        label=_("Answers wanted from each area"), min_value=30, max_value=100_000, initial=400
    )
    areas = forms.IntegerField(label=_("Areas"), min_value=1, max_value=10_000)
    deff = forms.FloatField(
        label=_("Answers that say as much as one"),
        min_value=0.5,
        max_value=20,
        initial=1,
        help_text=_(
            "1 where each address has the same chance. With blocks or unequal weights it is more: "
            "at 1.5, three answers say as much as two. An analyst reads it off an earlier round."
        ),
    )
    response = forms.FloatField(
        label=_("Of 100 asked, how many answer in the end?"),
        min_value=0.1,
        max_value=100,
        help_text=_("Your own earlier rounds are the best guide."),
    )
    reminders = forms.TypedChoiceField(
        label=_("Reminders"), choices=[(0, "0"), (1, "1"), (2, "2")], coerce=int, initial=2
    )
    letter = forms.FloatField(label=_("Cost of a letter"), min_value=0, max_value=MOST, initial=0)
    reminder = forms.FloatField(
        label=_("Cost of a reminder"), min_value=0, max_value=MOST, initial=0
    )
    answer = forms.FloatField(
        label=_("Cost of an answer"),
        min_value=0,
        max_value=MOST,
        initial=0,
        help_text=_("Return postage and typing in. In any money."),
    )

    def wanted(self) -> Wanted:
        given = self.cleaned_data
        return Wanted(**(given | {"response": given["response"] / 100}))


@staff_page("survey.list.read")
@require_safe
def planner(request: HttpRequest) -> HttpResponse:
    is_asked = "answers" in request.GET
    first = {"areas": Neighbourhood.objects.count() or 1}
    form = PlannerForm(request.GET if is_asked else None, initial=first)
    shown: dict[str, object] = {
        "form": form,
        "rates": earlier_rates(),
        "may_run": can(request.user, "survey.run"),
    }
    if is_asked and form.is_valid():
        shown |= _planned(form.wanted())
    return render(request, "surveys/planner.html", shown, status=422 if form.errors else 200)


def _planned(wanted: Wanted) -> dict[str, object]:
    return {
        "plan": plan(wanted),
        "wanted": wanted,
        "shows": shows_of(wanted.answers, wanted.deff),
        "sizes": by_size(wanted),
        "joined": joined(wanted),
        "needed": needed(wanted),
        "picture": picture(wanted),
    }
