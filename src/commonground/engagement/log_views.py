"""The 20-second log. Two taps for the commonest: open the page, press what it was."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from commonground.common import clock
from commonground.common.errors import Refused
from commonground.common.ids import new_public_id
from commonground.people.access import staff_page
from commonground.people.rules import neighbourhoods_for
from commonground.places.gazetteer import look_up

from . import activity, contacting, states
from .contacting import log_contact
from .forms import LogForm
from .models import Contact

OWN_DAYS = 28


@staff_page("log.write")
def log(request: HttpRequest) -> HttpResponse:
    places = neighbourhoods_for(request.user, "log.write")
    form = LogForm(
        request.POST or None, places=places, initial={"idempotency_key": new_public_id()}
    )
    if request.method == "POST" and form.is_valid():
        try:
            contact = _log(request, form)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            told = {"what": contact.get_kind_display(), "place": contact.neighbourhood.name}
            messages.success(request, _("Logged: %(what)s, %(place)s.") % told)
            return redirect("team-log")
    since = clock.now() - timedelta(days=OWN_DAYS)
    context = {
        "form": form,
        "kinds": states.CONTACT_KINDS,
        "just_logged": contacting.just_logged(request.user),
        "own": activity.own(request.user, since),
        "days": OWN_DAYS,
    }
    return render(request, "engagement/log.html", context, status=400 if form.errors else 200)


@staff_page("log.write")
@require_POST
def take_back(request: HttpRequest, public_id: str) -> HttpResponse:
    """Another's contact is simply not there."""
    contact = get_object_or_404(Contact, public_id=public_id, staff=request.user)
    try:
        contacting.take_back(contact=contact, by=request.user)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Taken back: it counts nowhere."))
    return redirect("team-log")


def _log(request: HttpRequest, form: LogForm) -> object:
    told = dict(form.cleaned_data)
    near = told.pop("near").strip()
    found = look_up(near, limit=1) if near else []
    if near and not found:
        raise Refused(_("We do not know that place name. Leave it empty, or try another one."))
    point = {"latitude": found[0].latitude, "longitude": found[0].longitude} if found else {}
    return log_contact(**told, **point, by=request.user)
