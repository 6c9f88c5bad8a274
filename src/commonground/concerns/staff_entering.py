"""Staff enter what somebody told them by phone, at the counter or on paper."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from commonground.common.errors import Refused
from commonground.people.access import staff_page
from commonground.people.rules import check
from commonground.places import gazetteer
from commonground.places.locating import locate
from commonground.places.models import Neighbourhood

from . import receipts
from .form_keys import is_our_key, may_show_again, new_key
from .models import Concern
from .reporting import report
from .staff_forms import EnterForm


@staff_page("concern.enter")
@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    initial = {"key": new_key(), "neighbourhood": request.GET.get("neighbourhood", "")}
    form = EnterForm(request.user, request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        check(request.user, "concern.enter", form.cleaned_data["neighbourhood"])
        try:
            concern, receipt = _keep(request, form)
        except Refused as refusal:
            form.add_error(None, refusal.sentence)
        else:
            return _read_aloud(request, concern, receipt)
    status = 422 if form.errors else 200
    return render(request, "concerns/staff/enter.html", {"form": form}, status=status)


def _keep(request: HttpRequest, form: EnterForm) -> tuple[Concern, str]:
    values = form.cleaned_data
    # a key that we did not make could be the one of somebody else's concern
    key = values["key"] if is_our_key(values["key"]) else new_key()
    point = _point(values["place"], values["neighbourhood"])
    return report(
        category=values["category"],
        words=values["words"],
        by=request.user.actor(),
        neighbourhood=values["neighbourhood"],
        latitude=point[0] if point else None,
        longitude=point[1] if point else None,
        place_words=values["place"],
        source=values["source"],
        came_by=values["came_by"],
        language=values["language"],
        email=values["email"],
        idempotency_key=key,
        show_again=may_show_again(key),
    )


def _point(words: str, neighbourhood: Neighbourhood) -> tuple[float, float] | None:
    """The one place of these words in that neighbourhood; none or several leave the words."""
    found = [
        (row.latitude, row.longitude)
        for row in gazetteer.look_up(words)
        if locate(row.latitude, row.longitude) == neighbourhood
    ]
    return found[0] if len(found) == 1 else None


def _read_aloud(request: HttpRequest, concern: Concern, receipt: str) -> HttpResponse:
    """Read to the person now: it is shown here only."""
    groups = receipts.grouped(receipt).split()
    context = {
        "concern": concern,
        "receipt": " ".join(groups),
        "groups": groups,
        "note": "" if receipt else _("This was entered before; its receipt is shown once only."),
        "team_reads": not concern.about_conduct,
    }
    return render(request, "concerns/staff/read_aloud.html", context)
