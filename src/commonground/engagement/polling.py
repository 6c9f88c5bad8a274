"""Files that calendars and feed readers fetch again and again: "not changed" costs one query."""

from collections.abc import Callable
from hashlib import sha256

from django.db.models import Count, Max
from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, quote_etag
from django.utils.translation import get_language

from commonground.common import clock

from .models import EventQuerySet


def polled(
    request: HttpRequest, rows: EventQuerySet, name: str, make: Callable[[], HttpResponse]
) -> HttpResponse:
    """What `make` gives, or 304 where the asker has it already.

    A change of an event is a later `changed_at`; one that leaves is one fewer; the window moves
    with the day; words differ by language; and `name` is what the file says at its head.
    """
    held = rows.order_by().aggregate(latest=Max("changed_at"), count=Count("id"))
    day = clock.start_of(clock.today())
    latest = max(held["latest"] or day, day)
    facts = f"{latest.isoformat()} {held['count']} {get_language()} {name}"
    etag = quote_etag(sha256(facts.encode()).hexdigest()[:32])
    seconds = int(latest.timestamp())
    response = get_conditional_response(request, etag=etag, last_modified=seconds) or make()
    response["ETag"] = etag
    response["Last-Modified"] = http_date(seconds)
    return response
