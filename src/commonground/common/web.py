"""Small web helpers that every room's views use."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from .errors import Refused


def public_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Mark a view as open to everybody; the house test finds views with no mark."""
    view.is_public = True  # type: ignore[attr-defined]
    return view


def never_stored(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """`no-store`: neither the browser nor a proxy keeps a page that holds a thread, and no search
    engine shows one whose link somebody put where it reads.

    The referrer stays on this site. It cannot be "no-referrer": browsers then send
    `Origin: null` with every form of the page, which the CSRF check rightly refuses.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        response["Referrer-Policy"] = "same-origin"
        response["X-Robots-Tag"] = "noindex"
        return response

    return wrapped


def done(
    request: HttpRequest, verb: Callable[[], object], words: str, to: str, *at: str
) -> HttpResponse:
    """Do it and say so, or say why not; then the page `to`."""
    try:
        verb()
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        if words:
            messages.success(request, words)
    return redirect(to, *at)
