"""What every request is held against, before any view."""

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse

NULL = "\x00"


def without_null(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable:
    """Refuse a null character in an address: PostgreSQL has no such text, and nobody types it."""

    def respond(request: HttpRequest) -> HttpResponse:
        values = (v for name in request.GET for v in (name, *request.GET.getlist(name)))
        if NULL in request.path or any(NULL in v for v in values):
            raise BadRequest("The address holds a character that no text has.")
        return get_response(request)

    return respond
