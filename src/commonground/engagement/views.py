"""What everybody may see of events: the list, one event, and its pictures."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from commonground.common import photos, wording
from commonground.common.errors import Refused
from commonground.common.paging import page
from commonground.common.web import public_page
from commonground.places import choosing

from . import listing, queries
from .photos.showing import shown_photos

OTHER_DAYS_SHOWN = 5


@public_page
def events(request: HttpRequest) -> HttpResponse:
    try:
        wanted = listing.wanted(request)
    except Refused as refusal:
        return render(request, "400.html", {"sentence": str(refusal)}, status=400)
    newest_first = wanted.past and not wanted.monday
    context = {
        "page": page(request, wanted.rows(), "starts_at", newest_first=newest_first),
        "wanted": wanted,
        "place": wanted.place,
        "past": wanted.past,
        "places": choosing.options(choosing.open_ones(), request.GET.get("neighbourhood", "")),
        "kinds": listing.kinds_with_events(),
        "weeks": listing.weeks(wanted.monday),
        "zone": wording.zone_name(),
    }
    return render(request, "engagement/events.html", context)


@public_page
def event(request: HttpRequest, public_id: str) -> HttpResponse:
    rows = queries.public().select_related("closing")
    found = get_object_or_404(rows, public_id=public_id)
    context = {
        "event": found,
        "places": list(found.neighbourhoods.all()),
        "other_days": queries.other_days(found)[:OTHER_DAYS_SHOWN] if found.series else [],
        "photos": list(shown_photos(found)),
        "zone": wording.zone_name(),
    }
    return render(request, "engagement/event.html", context)


@public_page
def event_photo(request: HttpRequest, public_id: str, photo_id: str) -> HttpResponse:
    """Only while it is up: the address answers nothing once the picture is taken down."""
    found = get_object_or_404(queries.public(), public_id=public_id)
    row = get_object_or_404(shown_photos(found), public_id=photo_id)
    try:
        file = photos.path_of(row.file_name).open("rb")
    except FileNotFoundError:  # taken down at this moment
        raise Http404 from None
    answer = FileResponse(file, content_type="image/jpeg")
    answer["Cache-Control"] = "no-store"
    return answer
